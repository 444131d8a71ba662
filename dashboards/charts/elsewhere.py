"""Published means beside those of all staff: one row each, on one line from 0 to 100."""

from __future__ import annotations

from typing import Final

import pandas as pd
import plotly.graph_objects as go

from dashboards.charts.frame import layout
from dashboards.charts.rows import rows
from dashboards.charts.sheet import Sheet
from dashboards.plain_text import chart_text
from dashboards.theme import DARK, INK
from pipeline.publish.numbers import points
from pipeline.publish.words import say

_BAND: Final = "#DCE4EB"
_STEPS: Final = (0, 25, 50, 75, 100)


def elsewhere(table: pd.DataFrame, *, narrow: bool = False) -> go.Figure:
    """Our mean as a dark band, published ones as light bands, all alike, in the table's order; without a spread, open marks."""
    table = chart_text(table)
    lines = rows(table["place"], table["n"], narrow=narrow, half=8)
    table = table.assign(name=list(lines.names), said=[points(mean) for mean in table["mean"]])
    sheet = Sheet()
    ours, known = table["here"], table["low"].notna()
    _bands(sheet, table[ours & known], say("elsewhere.legend_here"), DARK, lines.thickness)
    _bands(sheet, table[~ours & known], say("elsewhere.legend_band"), _BAND, lines.thickness)
    _middles(sheet, table[~ours & known])
    if not (open_ones := table[~known]).empty:
        _open(sheet, open_ones)
    ends = table["high"].fillna(table["mean"] + 1)
    sheet.figures(ends, table["name"], [f"\N{NO-BREAK SPACE}{said}" for said in table["said"]])
    lines.place(sheet)
    sheet.y(showgrid=False)
    sheet.x(range=[-1, 104], tickvals=list(_STEPS), title=say("elsewhere.axis", end=" "))
    return layout(sheet, lines.height, narrow=narrow, barmode="overlay")


def _bands(sheet: Sheet, part: pd.DataFrame, words: str, color: str, thickness: float) -> None:
    sheet.bars(
        y=part["name"],
        base=part["low"],
        x=part["high"] - part["low"],
        name=words,
        width=thickness,
        marker={"color": color, "line": {"color": INK, "width": 1}},
        customdata=part[["said"]].to_numpy(),
        hovertemplate="%{y}<br>" + say("elsewhere.hover", mean="%{customdata[0]}") + "<extra></extra>",
    )


def _middles(sheet: Sheet, part: pd.DataFrame) -> None:
    """A line at each mean; ours needs none, its band is hardly wider than a line."""
    mark = {"symbol": "line-ns", "color": INK, "size": 14, "line": {"color": INK, "width": 2}}
    sheet.scatter(x=part["mean"], y=part["name"], mode="markers", marker=mark, hoverinfo="skip", showlegend=False)


def _open(sheet: Sheet, part: pd.DataFrame) -> None:
    """Means without a band."""
    sheet.scatter(
        x=part["mean"],
        y=part["name"],
        mode="markers",
        name=say("elsewhere.legend_open"),
        marker={"symbol": "diamond-open", "color": INK, "size": 10, "line": {"color": INK, "width": 1}},
        customdata=part[["said"]].to_numpy(),
        hovertemplate="%{y}<br>" + say("elsewhere.hover", mean="%{customdata[0]}") + "<extra></extra>",
    )
