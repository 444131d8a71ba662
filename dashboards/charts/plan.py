"""The chart of a seat plan."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboards.charts.rows import plain_rows
from dashboards.plain_text import chart_text
from dashboards.theme import DARK, INK, PALE, layout
from pipeline.publish.words import say


def plan_topics(table: pd.DataFrame, *, narrow: bool = False) -> go.Figure:
    """Need met and left by topic; classes and seats beside the name."""
    table = chart_text(table)
    texts = [
        f"{topic} ({say('chart.classes', n=int(classes))}, {say('chart.seats', n=int(seats))})" if classes else str(topic)
        for topic, classes, seats in zip(table["topic"], table["classes"], table["seats"], strict=True)
    ]
    lines = plain_rows(texts, narrow=narrow, half=9)
    figure = go.Figure()
    for column, color, pattern in (("met", DARK, ""), ("left", PALE, "/")):
        words = say(f"chart.need_{column}")
        figure.add_bar(
            y=lines.names,
            x=table[column],
            orientation="h",
            name=words,
            width=lines.thickness,
            marker={
                "color": color,
                "pattern": {"shape": pattern, "fillmode": "overlay", "fgcolor": INK, "size": 8, "solidity": 0.1},
                "line": {"color": INK, "width": 0.5},
            },
            customdata=table[["wanted"]].to_numpy(),
            hovertemplate="%{y}<br>"
            + say("chart.plan_hover", part=words, points="%{x:,.0f}", wanted="%{customdata[0]:,}")
            + "<extra></extra>",
        )
    lines.place(figure)
    figure.update_yaxes(showgrid=False)
    figure.update_xaxes(title=say("chart.plan_axis"), rangemode="tozero")
    return layout(figure, lines.height, narrow=narrow, barmode="stack", legend_traceorder="normal")
