"""Charts with one row per scale, topic or barrier."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboards.plain_text import chart_text
from dashboards.theme import DARK, INK, PALE, QUIET, ROW, WARM, interval, layout, row_names, short
from pipeline.publish.numbers import short_chance
from pipeline.publish.wording import EXPECTED_TOPIC, STATUS, SURE


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


def topics(table: pd.DataFrame) -> go.Figure:
    """Training topics of a group: the gap with its interval, firm ones filled, expected ones a diamond; seats beside the name."""
    table = chart_text(table)
    seats = [
        f" · {int(low)}-{int(high)} seats" if pd.notna(low) else ""
        for low, high in zip(table["seats_low"], table["seats_high"], strict=True)
    ]
    names = [f"{short(topic, 40)}{seat}" for topic, seat in zip(table["topic"], seats, strict=True)]
    table = table.assign(name=names)
    figure = go.Figure()
    marks = (("firm", WARM, "square"), ("candidate", "white", "circle"), (EXPECTED_TOPIC, "white", "diamond"))
    for status, color, symbol in marks:
        rows = table[table["status"] == status]
        if rows.empty:
            continue
        figure.add_scatter(
            x=rows["gap"],
            y=rows["name"],
            mode="markers",
            name=STATUS[status],
            marker={"symbol": symbol, "color": color, "size": 11, "line": {"color": INK, "width": 1.2}},
            error_x=interval(rows, "gap", "gap_low", "gap_high", QUIET, thickness=2),
            customdata=[[_chance(certainty), n] for certainty, n in zip(rows["certainty"], rows["n"], strict=True)],
            hovertemplate="%{y}<br>gap %{x:.1f}%{customdata[0]}<br>n=%{customdata[1]}<extra></extra>",
        )
    figure.add_vline(x=0, line_color=QUIET, line_width=1)
    figure.update_yaxes(categoryorder="array", categoryarray=names[::-1])
    figure.update_xaxes(title="gap: importance minus confidence, with its interval")
    return layout(figure, 120 + ROW * len(table))


def _chance(certainty: float) -> str:
    return "" if pd.isna(certainty) else f"<br>chance to be in the top three: {short_chance(certainty)}"


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


def drivers(table: pd.DataFrame) -> go.Figure:
    """Each scale's share of what goes together with intention, with 95 % limits; filled where surely in the top two."""
    table = chart_text(table)
    names = row_names(table["scale"], table["n"])
    sure = table["top_two"].fillna(0.0) > SURE
    figure = go.Figure()
    for rows, symbol, words in (
        (sure, "square", "Among the two strongest for certain"),
        (~sure, "circle-open", "Not for certain"),
    ):
        if not rows.any():
            continue
        part = table[rows]
        figure.add_scatter(
            x=part["share"],
            y=[name for name, here in zip(names, rows, strict=True) if here],
            mode="markers",
            name=words,
            marker={"symbol": symbol, "color": DARK, "size": 11, "line": {"color": DARK, "width": 1.5}},
            error_x=interval(part, "share", "share_low", "share_high", DARK, thickness=2),
            customdata=part[["top_two"]].to_numpy(),
            hovertemplate="%{y}<br>%{x:.0%} of what goes together"
            "<br>among the two strongest in %{customdata[0]:.0%}<extra></extra>",
        )
    figure.update_yaxes(categoryorder="array", categoryarray=names[::-1])
    figure.update_xaxes(tickformat=".0%", rangemode="tozero", title="share of what goes together with intention, 95 % limits")
    return layout(figure, 120 + ROW * len(table))
