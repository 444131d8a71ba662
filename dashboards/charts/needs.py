"""Charts of training: the topics of a group by their gap, and need by how certain its first place is."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from dashboards.charts.frame import layout, nothing
from dashboards.charts.labels import Mark, places
from dashboards.charts.names import beside, of_n, with_n
from dashboards.charts.rows import plain_rows
from dashboards.charts.sheet import Sheet
from dashboards.plain_text import chart_text
from dashboards.theme import INK, QUIET, WARM, interval, short
from pipeline.publish.numbers import percent, short_chance
from pipeline.publish.wording import EXPECTED_TOPIC, STATUS, SURE, records
from pipeline.publish.words import say

_MARKS: Final = (("firm", WARM, "square"), ("candidate", "white", "circle"), (EXPECTED_TOPIC, "white", "diamond"))
_SIZE: Final = {False: (880.0, 400.0), True: (300.0, 400.0)}
_LOW, _HIGH, _UNRATED = -0.16, 1.1, -0.1
"""Limits of the axis of certainty, and where topics stand whose certainty cannot be told."""


def topics(table: pd.DataFrame, *, narrow: bool = False) -> go.Figure:
    """Training topics of a group: the gap with its interval, firm ones filled, expected ones a diamond; seats beside the name."""
    table = chart_text(table)
    texts = [_row_text(row) for row in records(table)]
    lines = plain_rows(texts, narrow=narrow)
    table = table.assign(name=list(lines.names))
    sheet = Sheet()
    for status, color, symbol in _MARKS:
        part = table[table["status"] == status]
        if part.empty:
            continue
        sheet.scatter(
            x=part["gap"],
            y=part["name"],
            mode="markers",
            name=STATUS[status],
            marker={"symbol": symbol, "color": color, "size": 11, "line": {"color": INK, "width": 1.2}},
            error_x=interval(part, "gap", "gap_low", "gap_high", QUIET, thickness=2),
            customdata=[[_chance(certainty), n] for certainty, n in zip(part["certainty"], part["n"], strict=True)],
            hovertemplate="%{y}<br>" + say("chart.gap_hover", gap="%{x:.1f}") + "%{customdata[0]}<extra></extra>",
        )
    sheet.upright(0, QUIET)
    lines.place(sheet)
    sheet.x(title=say("chart.gap_axis"))
    return layout(sheet, lines.height, narrow=narrow)


def _row_text(row: dict[str, Any]) -> str:
    """Topic, seats where there is a roster, and n."""
    low, high = row["seats_low"], row["seats_high"]
    seats = "" if pd.isna(low) else say("chart.seats_between", low=f"{int(low):,}", high=f"{int(high):,}")
    return beside(row["topic"], seats, of_n(row["n"]))


def _chance(certainty: float) -> str:
    return "" if pd.isna(certainty) else "<br>" + say("chart.top_three_hover", chance=short_chance(certainty))


def need_map(table: pd.DataFrame, *, narrow: bool = False) -> go.Figure:
    """Topics of a group: the gap with its interval to the right, upwards the chance to be among its three largest gaps.

    Names stand beside the marks: always of firm topics, else where there is room. Topics that too few of the group rated
    stand in a row of their own below.
    """
    table = chart_text(table).reset_index(drop=True)
    if table.empty:
        return nothing(narrow=narrow)
    table = table.assign(up=table["certainty"].astype("float64").fillna(_UNRATED))
    low, high = min(0.0, float(table["gap_low"].min())) - 0.1, float(table["gap_high"].max()) + 0.35
    table = _named(table, low, high, narrow)
    sheet = Sheet()
    for status, color, symbol in _MARKS:
        part = table[table["status"] == status]
        if part.empty:
            continue
        sheet.scatter(
            x=part["gap"],
            y=part["up"],
            mode="markers+text",
            name=STATUS[status],
            text=part["text"],
            textposition=part["place"],
            textfont={"size": 12, "color": INK},
            marker={"symbol": symbol, "color": color, "size": 12, "line": {"color": INK, "width": 1.2}},
            error_x=interval(part, "gap", "gap_low", "gap_high", "#C3CCD4", thickness=2),
            customdata=[[topic, n, _chance(c)] for topic, n, c in part[["topic", "n", "certainty"]].itertuples(index=False)],
            hovertemplate=with_n("%{customdata[0]}", "%{customdata[1]:,}")
            + "<br>"
            + say("chart.gap_hover", gap="%{x:.1f}")
            + "%{customdata[2]}<extra></extra>",
        )
    sheet.level(SURE, QUIET, dash="dash")
    sheet.x(title=say("chart.gap_axis"), range=[low, high])
    ticks = [0, 0.25, 0.5, 0.75, 1]
    unrated = bool(table["certainty"].isna().any())
    sheet.y(
        title=say("chart.certainty_axis"),
        range=[_LOW, _HIGH],
        tickvals=[*([_UNRATED] if unrated else []), *ticks],
        ticktext=[*([say("chart.unrated")] if unrated else []), *map(percent, ticks)],
    )
    return layout(sheet, _SIZE[narrow][1], narrow=narrow, note=_note(table))


def _named(table: pd.DataFrame, low: float, high: float, narrow: bool) -> pd.DataFrame:
    """The table with the text of every mark and its place."""
    wide, tall = _SIZE[narrow]
    names = [with_n(short(str(topic), 22 if narrow else 38), n) for topic, n in zip(table["topic"], table["n"], strict=True)]
    marks = [
        Mark(wide * (x - low) / (high - low), tall * (y - _LOW) / (_HIGH - _LOW), 6, name, status == "firm")
        for x, y, name, status in zip(table["gap"], table["up"], names, table["status"], strict=True)
    ]
    where = places(marks, (wide, tall))
    text = [name if place else "" for name, place in zip(names, where, strict=True)]
    return table.assign(text=text, place=[place or "top center" for place in where])


def _note(table: pd.DataFrame) -> str:
    return say("chart.need_note", low=f"{int(table['n'].min()):,}", high=f"{int(table['n'].max()):,}", sure=percent(SURE))
