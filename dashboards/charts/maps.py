"""Charts in two directions: readiness by willingness, role by department."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.plain_text import chart_text
from dashboards.theme import INK, MARKS, QUIET, layout, short


def readiness_willingness(table: pd.DataFrame, limit: float) -> go.Figure:
    """Map of groups: readiness to the right, willingness upwards, area by answers; flagged groups carry their name."""
    table = chart_text(table)
    figure = go.Figure()
    largest = float(table["n"].max()) if len(table) else 1.0
    for label, (symbol, color, words) in MARKS.items():
        rows = table[table["label"] == label].sort_values("readiness")
        if rows.empty:
            continue
        named = label in ("priority", "watch")
        figure.add_scatter(
            x=rows["readiness"],
            y=rows["willingness"],
            mode="markers+text" if named else "markers",
            name=words,
            text=[short(group, 24) for group in rows["group"]] if named else None,
            textposition=[("top center", "bottom center")[i % 2] for i in range(len(rows))],
            marker={
                "symbol": symbol,
                "color": color,
                "opacity": 0.8,
                "size": [10 + 30 * (float(n) / largest) ** 0.5 for n in rows["n"]],
                "line": {"color": INK, "width": 1},
            },
            customdata=rows[["group", "n"]].to_numpy(),
            hovertemplate="%{customdata[0]} (n=%{customdata[1]})<br>readiness %{x:.0f}, willingness %{y:.0f}<extra></extra>",
        )
    figure.add_vline(x=limit, line_dash="dash", line_color=QUIET, line_width=1)
    figure.add_hline(y=limit, line_dash="dash", line_color=QUIET, line_width=1)
    low = min(float(table[["readiness", "willingness"]].min().min()), limit) - 6 if len(table) else 0
    high = max(float(table[["readiness", "willingness"]].max().max()), limit) + 6 if len(table) else 100
    corners = (
        (high, high, "right", "top", "ready and willing"),
        (low, high, "left", "top", "willing, not yet ready"),
        (high, low, "right", "bottom", "ready, not yet willing"),
        (low, low, "left", "bottom", "neither"),
    )
    for x, y, across, up, text in corners:
        figure.add_annotation(
            x=x, y=y, text=text, showarrow=False, xanchor=across, yanchor=up, font={"color": "#52606D", "size": 12}
        )
    figure.update_xaxes(title="readiness (0-100)", range=[low, high])
    figure.update_yaxes(title="willingness (0-100)", range=[low, high])
    return layout(figure, 480)


def heat_map(table: pd.DataFrame, cut: float) -> go.Figure:
    """Role × department: a value (blue up to ``cut``, then orange), "too few answers" and "nobody there", apart by text too."""
    table = chart_text(table)
    roles, departments = list(dict.fromkeys(table["role"])), list(dict.fromkeys(table["department"]))
    index = table.set_index(["role", "department"])

    def grid(values: pd.Series) -> list[list[Any]]:
        wide = values.unstack("department").reindex(index=roles, columns=departments)
        return [[None if pd.isna(value) else value for value in row] for row in wide.to_numpy(dtype=object)]

    marks = {"published": "", "too_few": "", "none_on_roster": " "}
    text = [
        f"<b>{100 * share:.0f} %</b><br>n={int(n)}" if state == "published" else marks[state]
        for state, share, n in zip(index["state"], index["share"], index["n"], strict=True)
    ]
    said = [
        f"about {100 * share:.0f} % not yet convinced (n={int(n)})" if state == "published" else label
        for state, share, n, label in zip(index["state"], index["share"], index["n"], index["state_label"], strict=True)
    ]
    states = {"none_on_roster": 0.0, "too_few": 1.0}
    figure = go.Figure()
    x, y = [short(d, 22) for d in departments], [short(r, 30) for r in roles]
    figure.add_heatmap(
        z=grid(index["state"].map(states)),
        x=x,
        y=y,
        colorscale=[[0, "#FFFFFF"], [1, "#EEF1F4"]],
        zmin=0,
        zmax=1,
        showscale=False,
        hoverinfo="skip",
        xgap=2,
        ygap=2,
    )
    figure.add_heatmap(
        z=grid(index["share"].where(index["state"] == "published")),
        x=x,
        y=y,
        text=grid(pd.Series(text, index=index.index)),
        customdata=grid(pd.Series(said, index=index.index)),
        texttemplate="%{text}",
        textfont={"size": 12, "color": INK},
        hovertemplate="%{y}<br>%{x}<br>%{customdata}<extra></extra>",
        hoverongaps=False,
        colorscale=[[0, "#EAF1F6"], [0.5, "#8FB3CB"], [0.5, "#F7D9B5"], [1, "#D9822B"]],  # blue up to the limit, then orange
        zmin=0,
        zmax=2 * cut,
        showscale=False,
        xgap=2,
        ygap=2,
    )
    few = [(d, r) for (r, d), state in zip(index.index, index["state"], strict=True) if state == "too_few"]
    figure.add_scatter(
        x=[short(d, 22) for d, _ in few],
        y=[short(r, 30) for _, r in few],
        mode="text",
        text=["too few"] * len(few),
        textfont={"size": 10, "color": "#52606D"},
        hovertext=[f"{r}<br>{d}<br>Too few answers" for d, r in few],
        hoverinfo="text",
        showlegend=False,
    )
    figure.update_xaxes(side="top", tickangle=-35, showgrid=False)
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return layout(figure, 190 + 38 * len(roles))
