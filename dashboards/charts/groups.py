"""Charts with one row per group."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboards.plain_text import chart_text
from dashboards.theme import DARK, INK, MARKS, ROW, interval, layout, row_names
from pipeline.publish.wording import quadrant_words


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


_FOUR = (
    ("ready_willing", DARK, "", "", "white"),
    ("willing_not_ready", "#8FB3CB", ".", "white", INK),
    ("ready_not_willing", "#E39A4B", "/", "#8A4B08", INK),
    ("neither", "#E9EDF1", "", "", INK),
)
_ROOM = 0.09
"""Share of the width below which a bar has no room for its text."""


def four_answers(table: pd.DataFrame) -> go.Figure:
    """Four answers of each group as parts of one bar, in the table's order; told apart by pattern and text; n beside the name."""
    table = chart_text(table)
    names = row_names(table["name"], table["n"], 36)
    figure = go.Figure()
    for quadrant, color, pattern, over, ink in _FOUR:
        share = table[quadrant]
        figure.add_bar(
            y=names,
            x=share,
            orientation="h",
            name=quadrant_words(quadrant),
            marker={
                "color": color,
                "pattern": {"shape": pattern, "fillmode": "overlay", "fgcolor": over or color, "size": 6, "solidity": 0.12},
                "line": {"color": "white", "width": 1},
            },
            text=[f"{100 * value:.0f} %" if value >= _ROOM else "" for value in share],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"color": ink},
            customdata=table[[quadrant, f"{quadrant}_low", f"{quadrant}_high"]].to_numpy(),
            hovertemplate="%{y}<br>"
            + quadrant_words(quadrant)
            + ": %{customdata[0]:.0%} (%{customdata[1]:.0%} to %{customdata[2]:.0%})<extra></extra>",
        )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(range=[0, 1], tickformat=".0%", title="expected share of staff")
    return layout(figure, 130 + ROW * len(table), barmode="stack", bargap=0.2, legend_traceorder="normal")
