"""The chart of a seat plan."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboards.charts.frame import layout
from dashboards.charts.names import beside
from dashboards.charts.rows import plain_rows
from dashboards.charts.sheet import Sheet
from dashboards.plain_text import chart_text
from dashboards.theme import DARK, INK, PALE
from pipeline.publish.words import say


def plan_topics(table: pd.DataFrame, *, narrow: bool = False) -> go.Figure:
    """Need met and left by topic; classes and seats beside the name."""
    table = chart_text(table)
    texts = [
        beside(topic, say("chart.classes", n=int(classes)), say("chart.seats", n=int(seats))) if classes else str(topic)
        for topic, classes, seats in zip(table["topic"], table["classes"], table["seats"], strict=True)
    ]
    lines = plain_rows(texts, narrow=narrow, half=9)
    sheet = Sheet()
    for column, color, pattern in (("met", DARK, ""), ("left", PALE, "/")):
        words = say(f"chart.need_{column}")
        sheet.bars(
            y=lines.names,
            x=table[column],
            name=words,
            width=lines.thickness,
            marker={
                "color": color,
                "pattern": {"shape": pattern, "fillmode": "overlay", "fgcolor": INK, "size": 8, "solidity": 0.1},
                "line": {"color": INK, "width": 0.5},
            },
            customdata=table[["wanted"]].to_numpy(),
            hovertemplate="%{y}<br>"
            + say("chart.plan_hover", part=words, points="%{x:,.0f}", wanted="%{customdata[0]:,}")
            + "<extra></extra>",
        )
    lines.place(sheet)
    sheet.y(showgrid=False)
    sheet.x(title=say("chart.plan_axis"), rangemode="tozero")
    return layout(sheet, lines.height, narrow=narrow, barmode="stack", legend={"traceorder": "normal"})
