"""The chart of a seat plan."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboards.plain_text import chart_text
from dashboards.theme import DARK, INK, PALE, ROW, layout, short


def plan_topics(table: pd.DataFrame) -> go.Figure:
    """Need met and left by topic; classes and seats beside the name."""
    table = chart_text(table)
    names = [
        f"{short(topic, 38)} · {classes} class{'' if classes == 1 else 'es'}, {seats} seats" if classes else short(topic, 60)
        for topic, classes, seats in zip(table["topic"], table["classes"], table["seats"], strict=True)
    ]
    figure = go.Figure()
    for column, words, color, pattern in (("met", "Met", DARK, ""), ("left", "Left", PALE, "/")):
        figure.add_bar(
            y=names,
            x=table[column],
            orientation="h",
            name=words,
            marker={
                "color": color,
                "pattern": {"shape": pattern, "fgcolor": INK, "size": 6, "solidity": 0.12},
                "line": {"color": INK, "width": 0.5},
            },
            customdata=table[["wanted"]].to_numpy(),
            hovertemplate="%{y}<br>" + words + ": %{x:.0f} points of the gap<br>%{customdata[0]} seats wanted<extra></extra>",
        )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(title="need for training, in points of the gap (seats × gap)", rangemode="tozero")
    return layout(figure, 120 + ROW * len(table), barmode="stack", bargap=0.25, legend_traceorder="normal")
