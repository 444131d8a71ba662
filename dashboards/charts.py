"""Charts: finished table in, Plotly figure out. Pure; legible in greyscale, by symbol and text as well as by colour."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.plain_text import chart_text
from dashboards.theme import DARK, INK, MARKS, PALE, QUIET, ROW, WARM, interval, layout, row_names, short


def scale_bars(table: pd.DataFrame) -> go.Figure:
    """Diverging bars per scale: unfavourable left, favourable right, neutral around the middle; n beside every name."""
    table = chart_text(table)
    figure = go.Figure()
    names = [f"{scale} (n={n})" for scale, n in zip(table["scale"], table["n"], strict=True)]
    half = table["neutral"] / 2
    parts = (
        ("Unfavourable", -half - table["unfavourable"], table["unfavourable"], WARM, "/"),
        ("Neutral", -half, table["neutral"], PALE, ""),
        ("Favourable", half, table["favourable"], DARK, ""),
    )
    for name, base, width, color, pattern in parts:
        figure.add_bar(
            y=names,
            x=width,
            base=base,
            orientation="h",
            name=name,
            marker={
                "color": color,
                "pattern": {"shape": pattern, "fillmode": "overlay", "fgcolor": "#8A4B08", "size": 6, "solidity": 0.12},
                "line": {"color": "white", "width": 1},
            },
            text=[said if value >= 0.07 else "" for value, said in zip(width, table[f"{name.lower()}_text"], strict=True)],
            textposition="inside",
            insidetextanchor="middle",
            textfont={"color": "white" if color == DARK else INK},
            hovertemplate="%{y}<br>" + name + ": %{text}<extra></extra>",
        )
    figure.add_vline(x=0, line_color=INK, line_width=1)
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(visible=False, range=[-0.85, 1.0])
    return layout(figure, 90 + ROW * len(table), barmode="overlay", bargap=0.25)


def intervals(table: pd.DataFrame, cut: float) -> go.Figure:
    """Expected share not yet convinced per group: dot, 90 % interval, the cut as a dashed line; symbols tell the finding."""
    table = chart_text(table)
    figure = go.Figure()
    names = row_names(table["group"], table["n"])
    table = table.assign(name=names)
    for label, (symbol, color, words) in MARKS.items():
        rows = table[table["label"] == label]
        if rows.empty:
            continue
        figure.add_scatter(
            x=rows["share"],
            y=rows["name"],
            mode="markers",
            name=words,
            marker={"symbol": symbol, "color": color, "size": 11, "line": {"color": INK, "width": 1}},
            error_x=interval(rows, "share", "share_low", "share_high", color),
            customdata=rows[["raw", "probability", "causes"]].to_numpy(),
            hovertemplate="%{y}<br>expected %{x:.0%}; answered so: %{customdata[0]}"
            f"<br>chance above {cut:.0%}: " + "%{customdata[1]:.0%}<br>%{customdata[2]}<extra></extra>",
        )
    figure.add_vline(x=cut, line_dash="dash", line_color=INK, line_width=1)
    figure.update_yaxes(categoryorder="array", categoryarray=names[::-1], showgrid=True)
    top = max(0.8, float(table["share_high"].max()) + 0.05) if len(table) else 1.0
    figure.update_xaxes(range=[0, min(1.0, top)], tickformat=".0%", title=f"expected share not yet convinced (dashed: {cut:.0%})")
    return layout(figure, 130 + ROW * len(table))


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
        colorbar={"title": {"text": "expected<br>share"}, "tickformat": ".0%", "thickness": 12, "len": 0.7},
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


def topics(table: pd.DataFrame) -> go.Figure:
    """Training topics of a group: the gap with its interval, firm ones filled; seats beside the name."""
    table = chart_text(table)
    seats = [
        f" · {int(low)}-{int(high)} seats" if pd.notna(low) else ""
        for low, high in zip(table["seats_low"], table["seats_high"], strict=True)
    ]
    names = [f"{short(topic, 40)}{seat}" for topic, seat in zip(table["topic"], seats, strict=True)]
    table = table.assign(name=names)
    figure = go.Figure()
    for status, color, symbol, words in (("firm", WARM, "square", "Firm"), ("candidate", "white", "circle", "Candidate")):
        rows = table[table["status"] == status]
        if rows.empty:
            continue
        figure.add_scatter(
            x=rows["gap"],
            y=rows["name"],
            mode="markers",
            name=words,
            marker={"symbol": symbol, "color": color, "size": 11, "line": {"color": INK, "width": 1.2}},
            error_x=interval(rows, "gap", "gap_low", "gap_high", QUIET, thickness=2),
            customdata=rows[["certainty", "n"]].to_numpy(),
            hovertemplate="%{y}<br>gap %{x:.1f}<br>chance to be in the top three: %{customdata[0]:.0%}"
            "<br>n=%{customdata[1]}<extra></extra>",
        )
    figure.add_vline(x=0, line_color=QUIET, line_width=1)
    figure.update_yaxes(categoryorder="array", categoryarray=names[::-1])
    figure.update_xaxes(title="gap: importance minus confidence, with its interval")
    return layout(figure, 120 + ROW * len(table))


def shares(table: pd.DataFrame, name: str) -> go.Figure:
    """Shares with intervals, one row per ``name``; for barriers and response."""
    table = chart_text(table)
    labels = row_names(table[name], table["n"], 42)
    figure = go.Figure()
    figure.add_bar(
        y=labels,
        x=table["share"],
        orientation="h",
        marker={"color": "#8FB3CB"},
        error_x=interval(table, "share", "share_low", "share_high", INK, thickness=1.5, width=3),
        hovertemplate="%{y}<br>%{x:.0%}<extra></extra>",
    )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(tickformat=".0%", title="expected share of staff, with its interval", rangemode="tozero")
    return layout(figure, 110 + ROW * len(table))


def reliability(table: pd.DataFrame) -> go.Figure:
    """Alpha per scale with Feldt's interval and the .70 line; scales without a figure are left to the table."""
    table = chart_text(table)
    rows = table[table["alpha"].notna()]
    names = [f"{scale} ({items} items, n={n})" for scale, items, n in zip(rows["scale"], rows["items"], rows["n"], strict=True)]
    figure = go.Figure()
    figure.add_scatter(
        x=rows["alpha"],
        y=names,
        mode="markers",
        marker={"color": DARK, "size": 10, "line": {"color": INK, "width": 1}},
        error_x=interval(rows, "alpha", "alpha_low", "alpha_high", DARK),
        hovertemplate="%{y}<br>alpha %{x:.2f}<extra></extra>",
        showlegend=False,
    )
    figure.add_vline(x=0.7, line_dash="dash", line_color=INK, line_width=1)
    figure.update_yaxes(autorange="reversed")
    lowest = float(rows["alpha_low"].min()) if len(rows) else 0.5
    figure.update_xaxes(range=[min(0.5, lowest - 0.05), 1], title="Cronbach's alpha, 95 % interval; dashed: .70")
    return layout(figure, 100 + ROW * len(rows))
