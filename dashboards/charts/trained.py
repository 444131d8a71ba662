"""Change of confidence where training was held, beside everything else."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboards.plain_text import chart_text
from dashboards.theme import DARK, INK, QUIET, ROW, WARM, interval, layout, row_names, short

_ROLE, _TOPIC = 22, 30


def changes(table: pd.DataFrame, means: pd.DataFrame) -> go.Figure:
    """One row per role and topic with training: change with its interval. Below, every other change as a small ring.

    means : one row each for training and elsewhere; their means are lines.
    """
    table, means = chart_text(table), chart_text(means)
    held, rest = table[table["trained"]], table[~table["trained"]]
    texts = pd.Series([f"{short(g, _ROLE)}: {short(t, _TOPIC)}" for g, t in zip(held["group"], held["topic"], strict=True)])
    counts = pd.Series([f"{before} and {now}" for before, now in zip(held["n_before"], held["n"], strict=True)])
    names = row_names(texts, counts, _ROLE + _TOPIC + 2)
    below = f"Elsewhere ({len(rest)} role × topics)"
    figure = go.Figure()
    figure.add_scatter(
        x=held["change"],
        y=names,
        mode="markers",
        name="Training held, with interval",
        marker={"symbol": "square", "color": WARM, "size": 11, "line": {"color": INK, "width": 1}},
        error_x=interval(held, "change", "change_low", "change_high", WARM),
        customdata=held[["before", "now", "seats"]].to_numpy(),
        hovertemplate="%{y}<br>%{customdata[0]:.2f} before, %{customdata[1]:.2f} now"
        "<br>change %{x:+.2f}; %{customdata[2]} seats<extra></extra>",
    )
    figure.add_scatter(
        x=rest["change"],
        y=[below] * len(rest),
        mode="markers",
        name="Elsewhere",
        marker={"symbol": "circle-open", "color": DARK, "size": 8},
        customdata=rest[["group", "topic", "n_before", "n"]].to_numpy(),
        hovertemplate="%{customdata[0]}: %{customdata[1]} (n=%{customdata[2]} and %{customdata[3]})"
        "<br>change %{x:+.2f}<extra></extra>",
    )
    figure.add_vline(x=0, line_color=QUIET, line_width=1)
    for row, color, dash in zip(means.sort_values("trained").to_dict("records"), (DARK, WARM), ("dash", "dot"), strict=True):
        if pd.notna(row["change"]):
            figure.add_vline(x=row["change"], line_color=color, line_width=2, line_dash=dash)
    figure.update_yaxes(categoryorder="array", categoryarray=[below, *names[::-1]])
    figure.update_xaxes(title="change of confidence (1 to 5)")
    return layout(figure, 140 + ROW * (len(held) + 1))
