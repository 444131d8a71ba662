"""What changed: both waves of every group, and beside it the estimated change with its interval."""

from __future__ import annotations

from typing import Final

import pandas as pd
import plotly.graph_objects as go

from dashboards.charts.frame import layout
from dashboards.charts.rows import rows
from dashboards.charts.sheet import Sheet
from dashboards.plain_text import chart_text
from dashboards.theme import DARK, INK, PALE, QUIET, WARM, interval
from pipeline.publish.wording import ARROWS, records
from pipeline.publish.words import say

ARROW_MARKS: Final = {
    "up": ("triangle-up", DARK, ARROWS["up"]),
    "down": ("triangle-down", WARM, ARROWS["down"]),
    "none": ("diamond-open", QUIET, ARROWS["none"]),
}
_NARROWEST: Final = 760


def what_changed(table: pd.DataFrame, smallest: float, unit: str, *, narrow: bool = False) -> go.Figure:
    """One row per group of ``change_table``: left from then (ring) to now (dot); right the change, its interval and the limits.

    smallest : the smallest change that matters, points. unit : of the left axis.
    """
    table = chart_text(table)
    lines = rows(table["group"], both_counts(table), narrow=narrow)
    table = table.assign(name=list(lines.names))
    sheet = Sheet()
    _levels(sheet, table)
    _changes(sheet, table)
    for at in (-smallest, smallest):
        sheet.upright(at, INK, dash="dash", panel="2")
    sheet.upright(0, QUIET, panel="2")
    lines.place(sheet)
    sheet.y("2", anchor="x2", matches="y", showticklabels=False)
    end = "<br>" if narrow else " "
    sheet.x(title=say("chart.levels_axis", unit=unit, end=end), domain=[0, 0.485])
    ends = [*table["low"], *table["high"], -smallest, smallest]
    sheet.x("2", range=[min(ends) - 1, max(ends) + 1])
    sheet.x("2", title=say("chart.change_axis", points=f"{smallest:g}", end=end), domain=[0.515, 1], anchor="y2")
    return layout(sheet, lines.height, narrow=narrow, narrowest=_NARROWEST)


def both_counts(table: pd.DataFrame) -> list[str]:
    """Both waves' n in words."""
    pairs = zip(table["n_before"], table["n"], strict=True)
    return [say("chart.then_and_now", before=f"{int(before):,}", now=f"{int(now):,}") for before, now in pairs]


def _levels(sheet: Sheet, table: pd.DataFrame) -> None:
    """A line from then to now, a ring and a dot at its ends."""
    lines_x = [value for row in records(table) for value in (row["before"], row["now"], None)]
    lines_y = [value for name in table["name"] for value in (name, name, None)]
    line = {"color": PALE, "width": 4}
    sheet.scatter(x=lines_x, y=lines_y, mode="lines", line=line, hoverinfo="skip", showlegend=False, xaxis="x", yaxis="y")
    for when, symbol in (("before", "circle-open"), ("now", "circle")):
        sheet.scatter(
            x=table[when],
            y=table["name"],
            mode="markers",
            name=say(f"chart.{when}"),
            marker={"symbol": symbol, "color": INK, "size": 9, "line": {"color": INK, "width": 2 if when == "before" else 1}},
            customdata=table[["before_text", "now_text", "key"]].to_numpy(),
            hovertemplate="%{y}<br>"
            + say("chart.levels_hover", before="%{customdata[0]}", now="%{customdata[1]}")
            + "<extra></extra>",
            xaxis="x",
            yaxis="y",
        )


def _changes(sheet: Sheet, table: pd.DataFrame) -> None:
    """The estimated change; symbols tell whether it may be called one."""
    numbers = table.assign(**{name: table[name].astype("float64") for name in _FIGURES})
    for arrow, (symbol, color, words) in ARROW_MARKS.items():
        part = numbers[numbers["arrow"] == arrow]
        if part.empty:
            continue
        sheet.scatter(
            x=part["change"],
            y=part["name"],
            mode="markers",
            name=words,
            marker={"symbol": symbol, "color": color, "size": 12 if arrow != "none" else 9, "line": {"color": INK, "width": 1}},
            error_x=interval(part, "change", "low", "high", color),
            customdata=part[[*_FIGURES, "key"]].to_numpy(),
            hovertemplate="%{y}<br>"
            + say("chart.changed_hover", change="%{x:+.1f}", raw="%{customdata[0]:+.1f}")
            + "<br>"
            + say("chart.matters_hover", chance="%{customdata[1]:.0%}")
            + "<br>"
            + say("chart.found_from_hover", points="%{customdata[2]:.0f}")
            + "<extra></extra>",
            xaxis="x2",
            yaxis="y2",
        )


_FIGURES: Final = ["raw_change", "probability", "smallest_detectable"]
