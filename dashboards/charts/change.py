"""What changed: both waves of every group, and beside it the estimated change with its interval."""

from __future__ import annotations

from typing import Final

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboards.plain_text import chart_text
from dashboards.theme import DARK, INK, PALE, QUIET, ROW, WARM, interval, layout, row_names
from pipeline.publish.wording import ARROWS

_MARKS: Final = {
    "up": ("triangle-up", DARK, ARROWS["up"]),
    "down": ("triangle-down", WARM, ARROWS["down"]),
    "none": ("diamond-open", QUIET, ARROWS["none"]),
}
_LONGEST: Final = 30


def what_changed(table: pd.DataFrame, smallest: float, unit: str) -> go.Figure:
    """One row per group of ``change_table``: left from then (ring) to now (dot); right the change, its interval and the limits.

    smallest : the smallest change that matters, points. unit : of the left axis.
    """
    table = chart_text(table)
    counts = pd.Series([f"{before}, {now}" for before, now in zip(table["n_before"], table["n"], strict=True)])
    names = row_names(table["group"], counts, _LONGEST)
    table = table.assign(name=names)
    figure = make_subplots(rows=1, cols=2, shared_yaxes=True, column_widths=[0.5, 0.5], horizontal_spacing=0.03)
    _levels(figure, table)
    _changes(figure, table)
    for at in (-smallest, smallest):
        figure.add_vline(x=at, line_dash="dash", line_color=INK, line_width=1, row=1, col=2)
    figure.add_vline(x=0, line_color=QUIET, line_width=1, row=1, col=2)
    figure.update_yaxes(categoryorder="array", categoryarray=names[::-1], showgrid=True)
    figure = layout(figure, 160 + ROW * len(table))
    figure.update_xaxes(title=f"then and now ({unit})", row=1, col=1)
    figure.update_xaxes(title=f"change, points (dashed: {smallest:g})", row=1, col=2)
    return figure


def _levels(figure: go.Figure, table: pd.DataFrame) -> None:
    """A line from then to now, a ring and a dot at its ends."""
    lines_x = [value for row in table.to_dict("records") for value in (row["before"], row["now"], None)]
    lines_y = [value for name in table["name"] for value in (name, name, None)]
    line = {"color": PALE, "width": 4}
    figure.add_scatter(x=lines_x, y=lines_y, mode="lines", line=line, hoverinfo="skip", showlegend=False, row=1, col=1)
    for when, words, symbol in (("before", "Then", "circle-open"), ("now", "Now", "circle")):
        figure.add_scatter(
            x=table[when],
            y=table["name"],
            mode="markers",
            name=words,
            marker={"symbol": symbol, "color": INK, "size": 9, "line": {"color": INK, "width": 2 if when == "before" else 1}},
            customdata=table[["before_text", "now_text"]].to_numpy(),
            hovertemplate="%{y}<br>then %{customdata[0]}, now %{customdata[1]}<extra></extra>",
            row=1,
            col=1,
        )


def _changes(figure: go.Figure, table: pd.DataFrame) -> None:
    """The estimated change; symbols tell whether it may be called one."""
    for arrow, (symbol, color, words) in _MARKS.items():
        rows = table[table["arrow"] == arrow]
        if rows.empty:
            continue
        figure.add_scatter(
            x=rows["change"],
            y=rows["name"],
            mode="markers",
            name=words,
            marker={"symbol": symbol, "color": color, "size": 12 if arrow != "none" else 9, "line": {"color": INK, "width": 1}},
            error_x=interval(rows, "change", "low", "high", color),
            customdata=rows[["raw_change", "probability", "smallest_detectable"]].astype("float64").to_numpy(),
            hovertemplate="%{y}<br>change %{x:+.1f}; as answered %{customdata[0]:+.1f}"
            "<br>chance of a change that matters: %{customdata[1]:.0%}"
            "<br>would have been found from %{customdata[2]:.0f} points<extra></extra>",
            row=1,
            col=2,
        )
