"""Published means beside those of all staff: one row each, on one line from 0 to 100."""

from __future__ import annotations

from typing import Final

import pandas as pd
import plotly.graph_objects as go

from dashboards.charts.frame import layout
from dashboards.charts.rows import rows
from dashboards.charts.sheet import Sheet
from dashboards.plain_text import chart_text
from dashboards.theme import DARK, INK, interval
from pipeline.publish.numbers import points
from pipeline.publish.words import say

_BAND: Final = "#DCE4EB"
_STEPS: Final = (0, 25, 50, 75, 100)


def elsewhere(table: pd.DataFrame, *, narrow: bool = False) -> go.Figure:
    """Our mean as a dot with its interval, published ones as light bands with their means, all alike; in the table's order."""
    table = chart_text(table)
    lines = rows(table["place"], table["n"], narrow=narrow, half=8)
    table = table.assign(name=list(lines.names), said=[points(mean) for mean in table["mean"]])
    sheet = Sheet()
    known = table["low"].notna()
    _marks(
        sheet, table[table["here"]], say("elsewhere.legend_here"), {"symbol": "circle", "color": DARK, "size": 11}, spread=True
    )
    _bands(sheet, table[~table["here"] & known], lines.thickness)
    if not (of_no_spread := table[~table["here"] & ~known]).empty:
        look = {"symbol": "diamond-open", "color": INK, "size": 10}
        _marks(sheet, of_no_spread, say("elsewhere.legend_open"), look, spread=False)
    ends = table["high"].fillna(table["mean"] + 1)
    sheet.figures(ends, table["name"], [f"\N{NO-BREAK SPACE}{said}" for said in table["said"]])
    lines.place(sheet)
    sheet.y(showgrid=False)
    sheet.x(range=[-1, 104], tickvals=list(_STEPS), title=say("elsewhere.axis", end=" "))
    return layout(sheet, lines.height, narrow=narrow, barmode="overlay")


def _bands(sheet: Sheet, part: pd.DataFrame, thickness: float) -> None:
    """Bands with a line at each mean."""
    sheet.bars(
        y=part["name"],
        base=part["low"],
        x=part["high"] - part["low"],
        name=say("elsewhere.legend_band"),
        width=thickness,
        marker={"color": _BAND, "line": {"color": INK, "width": 1}},
        customdata=part[["said"]].to_numpy(),
        hovertemplate="%{y}<br>" + say("elsewhere.hover", mean="%{customdata[0]}") + "<extra></extra>",
    )
    mark = {"symbol": "line-ns", "color": INK, "size": 14, "line": {"color": INK, "width": 2}}
    sheet.scatter(x=part["mean"], y=part["name"], mode="markers", marker=mark, hoverinfo="skip", showlegend=False)


def _marks(sheet: Sheet, part: pd.DataFrame, words: str, look: dict[str, object], *, spread: bool) -> None:
    sheet.scatter(
        x=part["mean"],
        y=part["name"],
        mode="markers",
        name=words,
        marker={**look, "line": {"color": INK, "width": 1}},
        **({"error_x": interval(part, "mean", "low", "high", DARK)} if spread else {}),
        customdata=part[["said"]].to_numpy(),
        hovertemplate="%{y}<br>" + say("elsewhere.hover", mean="%{customdata[0]}") + "<extra></extra>",
    )
