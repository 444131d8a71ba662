"""Two groups beside each other on the same rows."""

from __future__ import annotations

from typing import Final

import pandas as pd
import plotly.graph_objects as go

from dashboards.charts.frame import layout, nothing
from dashboards.charts.rows import above_row, plain_rows
from dashboards.charts.sheet import Sheet
from dashboards.plain_text import chart_text
from dashboards.theme import DARK, GRID, INK, interval
from pipeline.publish.words import say

_MARKS: Final = (("first", "square", DARK, -0.17), ("second", "circle-open", "#A85B12", 0.17))
_APART: Final = 0.17


def two_groups(table: pd.DataFrame, first: str, second: str, *, narrow: bool = False) -> go.Figure:
    """Every measure of ``compare_table``: both groups with their intervals, the first above the second; their n in the legend.

    first, second : names of the groups.
    """
    table = chart_text(table)
    if table.empty:
        return nothing(narrow=narrow)
    texts = [str(label) for label in table["label"]]
    lines = plain_rows(texts, narrow=narrow, half=16)
    sheet = Sheet()
    names = chart_text(pd.DataFrame({"name": [first, second]}))["name"]
    for (which, symbol, color, down), name in zip(_MARKS, names, strict=True):
        part = table.assign(up=[at + down for at in range(len(table))]).dropna(subset=[which])
        sheet.scatter(
            x=part[which],
            y=part["up"],
            mode="markers",
            name=_legend(name, part[f"{which}_n"]),
            marker={"symbol": symbol, "color": color, "size": 11, "line": {"color": INK, "width": 1.5}},
            error_x=interval(part, which, f"{which}_low", f"{which}_high", color),
            customdata=part[["label", f"{which}_n", f"{which}_low", f"{which}_high"]].astype({f"{which}_n": "int64"}).to_numpy(),
            hovertemplate=f"{name}<br>%{{customdata[0]}}: "
            + say("chart.span_hover", value="%{x:.0f}", low="%{customdata[2]:.0f}", high="%{customdata[3]:.0f}")
            + " ("
            + say("chart.n", count="%{customdata[1]:,}")
            + ")<extra></extra>",
        )
        sheet.figures(part[f"{which}_high"], part["up"], [f"\N{NO-BREAK SPACE}{value:.0f}" for value in part[which]])
    _rows(sheet, lines.names, lines.step, narrow)
    sheet.x(title=say("chart.compare_axis"), range=_range(table))
    return layout(sheet, lines.height, narrow=narrow)


def _rows(sheet: Sheet, names: tuple[str, ...], step: int, narrow: bool) -> None:
    """Rows by number, so that the two marks of a row can lie one above the other."""
    above = (step / 2 - 20) / step if narrow else 0.0
    places = list(range(len(names)))
    sheet.y(
        tickvals=places,
        ticktext=list(names),
        range=[len(names) - 0.5 - above, -0.5 - above],
        showticklabels=not narrow,
        showgrid=False,
    )
    for at in places[1:]:
        sheet.level(at - 0.5 - above, GRID)
    if narrow:
        for at, name in zip(places, names, strict=True):
            above_row(sheet, at, name, 17)


def _legend(name: str, counts: pd.Series) -> str:
    """The group with its n, or with the span of them where questions were answered by more or fewer."""
    if counts.empty:
        return name
    low, high = int(counts.min()), int(counts.max())
    said = f"{high:,}" if low == high else say("chart.n_between", low=f"{low:,}", high=f"{high:,}")
    return say("chart.row", name=name, count=said)


def _range(table: pd.DataFrame) -> list[float]:
    lows, highs = (table[[f"first_{end}", f"second_{end}"]].astype("float64") for end in ("low", "high"))
    return [max(0.0, float(lows.min().min()) - 4), min(104.0, float(highs.max().max()) + 7)]
