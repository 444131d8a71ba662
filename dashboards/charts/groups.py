"""Charts with one row per group."""

from __future__ import annotations

from typing import Final

import pandas as pd
import plotly.graph_objects as go

from dashboards.charts.frame import layout
from dashboards.charts.names import behind
from dashboards.charts.rows import rows
from dashboards.charts.sheet import Sheet
from dashboards.plain_text import chart_text
from dashboards.theme import BROWN, DARK, INK, LIGHT, MARKS, interval
from pipeline.publish.numbers import percent
from pipeline.publish.wording import quadrant_words
from pipeline.publish.words import say


def intervals(table: pd.DataFrame, cut: float, *, narrow: bool = False) -> go.Figure:
    """Expected share not yet convinced per group: dot, interval, figure; the cut is dashed; symbols tell the finding."""
    table = chart_text(table)
    sheet = Sheet()
    lines = rows(table["group"], table["n"], narrow=narrow)
    table = table.assign(name=list(lines.names))
    for label, (symbol, color, words) in MARKS.items():
        part = table[table["label"] == label]
        if part.empty:
            continue
        sheet.scatter(
            x=part["share"],
            y=part["name"],
            mode="markers",
            name=words,
            marker={"symbol": symbol, "color": color, "size": 11, "line": {"color": INK, "width": 1}},
            error_x=interval(part, "share", "share_low", "share_high", color),
            customdata=part[["raw", "probability", "causes", "key"]].to_numpy(),
            hovertemplate="%{y}<br>"
            + say("chart.expected_hover", share="%{x:.0%}", raw="%{customdata[0]}")
            + "<br>"
            + say("chart.chance_hover", cut=percent(cut), chance="%{customdata[1]:.0%}")
            + "<br>%{customdata[2]}<extra></extra>",
        )
    sheet.figures(table["share_high"], table["name"], behind(table["share"]), customdata=table[["key"]].to_numpy())
    sheet.upright(cut, INK, dash="dash")
    lines.place(sheet)
    top = max(0.8, float(table["share_high"].max()) + 0.09) if len(table) else 1.0
    title = say("chart.expected_axis", cut=percent(cut))
    sheet.x(range=[0, min(1.06, top)], tickformat=".0%", title=title)
    return layout(sheet, lines.height, narrow=narrow)


_FOUR: Final = (
    ("ready_willing", DARK, "", "", "white"),
    ("willing_not_ready", LIGHT, ".", "white", INK),
    ("ready_not_willing", "#E9AA66", "/", BROWN, INK),
    ("neither", "#E9EDF1", "", "", INK),
)
_ROOM, _NARROW_ROOM = 0.07, 0.12
"""Share of the width below which a bar has no room for its text."""


def four_answers(table: pd.DataFrame, *, narrow: bool = False) -> go.Figure:
    """Four answers of each group as parts of one bar, in the table's order; told apart by pattern and text; n beside the name."""
    table = chart_text(table)
    lines = rows(table["name"], table["n"], narrow=narrow, half=10)
    room = _NARROW_ROOM if narrow else _ROOM
    sheet = Sheet()
    for quadrant, color, pattern, over, ink in _FOUR:
        share = table[quadrant]
        said = say(
            "chart.part_hover",
            part=quadrant_words(quadrant),
            share="%{customdata[0]:.0%}",
            low="%{customdata[1]:.0%}",
            high="%{customdata[2]:.0%}",
        )
        sheet.bars(
            y=lines.names,
            x=share,
            name=quadrant_words(quadrant),
            width=lines.thickness,
            marker={
                "color": color,
                "pattern": {"shape": pattern, "fillmode": "overlay", "fgcolor": over or color, "size": 8, "solidity": 0.1},
                "line": {"color": "white", "width": 1},
            },
            text=[percent(value) if value >= room else "" for value in share],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"color": ink, "size": 12},
            customdata=table[[quadrant, f"{quadrant}_low", f"{quadrant}_high", "key"]].to_numpy(),
            hovertemplate="%{y}<br>" + said + "<extra></extra>",
        )
    lines.place(sheet)
    sheet.y(showgrid=False)
    sheet.x(range=[0, 1], tickformat=".0%", title=say("chart.staff_axis"))
    return layout(sheet, lines.height, narrow=narrow, barmode="stack", legend={"traceorder": "normal"})
