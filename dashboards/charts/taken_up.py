"""The chart of what became of the steps of the wave before."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboards.charts.frame import layout
from dashboards.charts.rows import plain_rows
from dashboards.charts.sheet import Sheet
from dashboards.plain_text import chart_text
from dashboards.theme import DARK, INK, PALE
from pipeline.publish.words import say


def taken_up(table: pd.DataFrame, *, narrow: bool = False) -> go.Figure:
    """Steps by what became of them (``taken_up_table``): those taken up dark, the others hatched; the count beside the name."""
    table = chart_text(table)
    texts = [
        say("chart.taken_up_row", state=state, steps=int(steps), n=int(n))
        for state, steps, n in zip(table["state"], table["steps"], table["n"], strict=True)
    ]
    lines = plain_rows(texts, narrow=narrow, half=9)
    sheet = Sheet()
    for taken, color, pattern in ((True, DARK, ""), (False, PALE, "/")):
        words = say("chart.taken_up" if taken else "chart.not_taken_up")
        sheet.bars(
            y=lines.names,
            x=table["steps"].where(table["taken"].astype(bool) == taken, 0).astype("int64"),
            name=words,
            width=lines.thickness,
            marker={
                "color": color,
                "pattern": {"shape": pattern, "fillmode": "overlay", "fgcolor": INK, "size": 8, "solidity": 0.1},
                "line": {"color": INK, "width": 0.5},
            },
            customdata=table[["n"]].to_numpy(),
            hovertemplate="%{y}<extra></extra>",
        )
    lines.place(sheet)
    sheet.y(showgrid=False)
    sheet.x(title=say("chart.steps_axis"), rangemode="tozero")
    return layout(sheet, lines.height, narrow=narrow, barmode="stack", legend={"traceorder": "normal"})
