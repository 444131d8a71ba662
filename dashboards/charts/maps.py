"""The map of groups: readiness by willingness."""

from __future__ import annotations

from typing import Final

import pandas as pd
import plotly.graph_objects as go

from dashboards.charts.frame import layout, nothing
from dashboards.charts.labels import Mark, places
from dashboards.charts.names import with_n
from dashboards.charts.sheet import Sheet
from dashboards.plain_text import chart_text
from dashboards.theme import INK, MARKS, QUIET, SOFT, short
from pipeline.publish.words import say

_SIZE: Final = {False: (880.0, 460.0), True: (300.0, 380.0)}
"""Pixels of the field, wide and narrow, as far as names have to be placed."""
_FLAGGED: Final = ("priority", "watch")
_SIDES: Final = ("readiness", "willingness")


def readiness_willingness(table: pd.DataFrame, limit: float, *, narrow: bool = False) -> go.Figure:
    """Map of groups: readiness to the right, willingness upwards, area by answers.

    Flagged groups carry their name and n; the others where there is room.
    """
    table = chart_text(table).dropna(subset=list(_SIDES)).reset_index(drop=True)
    if table.empty:
        return nothing(narrow=narrow)
    low, high = _limits(table, limit)
    table = _named(table, low, high, narrow)
    sheet = Sheet()
    for label, (symbol, color, words) in MARKS.items():
        part = table[table["label"] == label].sort_values("n", ascending=False)
        if part.empty:
            continue
        sheet.scatter(
            x=part["readiness"],
            y=part["willingness"],
            mode="markers+text",
            name=words,
            text=part["text"],
            textposition=part["place"],
            textfont={"size": 12, "color": INK},
            marker={
                "symbol": symbol,
                "color": color,
                "opacity": 0.85,
                "size": part["size"],
                "line": {"color": "white" if symbol == "circle" else INK, "width": 1},
            },
            customdata=part[["group", "n", "key"]].to_numpy(),
            hovertemplate=with_n("%{customdata[0]}", "%{customdata[1]:,}")
            + "<br>"
            + say("chart.map_hover", readiness="%{x:.0f}", willingness="%{y:.0f}")
            + "<extra></extra>",
        )
    sheet.upright(limit, QUIET, dash="dash")
    sheet.level(limit, QUIET, dash="dash")
    sheet.annotations += _corners(low, high, narrow)
    sheet.x(title=say("chart.readiness_axis"), range=[low, high])
    sheet.y(title=say("chart.willingness_axis"), range=[low, high])
    return layout(sheet, _SIZE[narrow][1], narrow=narrow, note=_note(table), legend={"itemsizing": "constant"})


def _limits(table: pd.DataFrame, limit: float) -> tuple[float, float]:
    values = table[list(_SIDES)].astype("float64")
    return min(float(values.min().min()), limit) - 6, max(float(values.max().max()), limit) + 6


def _named(table: pd.DataFrame, low: float, high: float, narrow: bool) -> pd.DataFrame:
    """The table with size, text and its place of every mark."""
    wide, tall = _SIZE[narrow]
    most = float(table["n"].max())
    size = [10 + (18 if narrow else 30) * (float(n) / most) ** 0.5 for n in table["n"]]
    names = [with_n(short(str(group), 22 if narrow else 34), n) for group, n in zip(table["group"], table["n"], strict=True)]
    spots = [
        Mark(wide * (x - low) / (high - low), tall * (y - low) / (high - low), s / 2, name, label in _FLAGGED)
        for x, y, s, name, label in zip(table["readiness"], table["willingness"], size, names, table["label"], strict=True)
    ]
    where = places(spots, (wide, tall))
    text = [name if place else "" for name, place in zip(names, where, strict=True)]
    return table.assign(size=size, text=text, place=[place or "top center" for place in where])


def _corners(low: float, high: float, narrow: bool) -> list[dict[str, object]]:
    """What each quarter of the map means."""
    corners = (
        (high, high, "right", "top", "chart.corner_both"),
        (low, high, "left", "top", "chart.corner_willing"),
        (high, low, "right", "bottom", "chart.corner_ready"),
        (low, low, "left", "bottom", "chart.corner_neither"),
    )
    look = {"showarrow": False, "font": {"color": SOFT, "size": 11 if narrow else 12}}
    return [{"x": x, "y": y, "text": say(key), "xanchor": across, "yanchor": up, **look} for x, y, across, up, key in corners]


def _note(table: pd.DataFrame) -> str:
    return say("chart.area_note", low=f"{int(table['n'].min()):,}", high=f"{int(table['n'].max()):,}")
