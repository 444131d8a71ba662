"""Change of confidence where training was held, beside everything else."""

from __future__ import annotations

from typing import Final

import pandas as pd
import plotly.graph_objects as go

from dashboards.charts.frame import layout
from dashboards.charts.names import with_n
from dashboards.charts.rows import plain_rows
from dashboards.charts.sheet import Sheet
from dashboards.plain_text import chart_text
from dashboards.theme import DARK, INK, QUIET, WARM, interval
from pipeline.publish.words import say

_MEANS: Final = ((False, DARK, "dash"), (True, WARM, "dot"))


def changes(table: pd.DataFrame, means: pd.DataFrame, *, narrow: bool = False) -> go.Figure:
    """One row per role and topic with training: change with its interval. Below, every other change as a small ring.

    means : one row each for training and elsewhere; their means are lines.
    """
    table, means = chart_text(table), chart_text(means)
    held, rest = table[table["trained"]], table[~table["trained"]]
    texts = [
        with_n(f"{group}: {topic}", _both(before, now)) for group, topic, before, now in held[_NAMED].itertuples(index=False)
    ]
    lines = plain_rows([*texts, say("chart.elsewhere", n=len(rest))], narrow=narrow)
    *names, below = lines.names
    sheet = Sheet()
    sheet.scatter(
        x=held["change"],
        y=names,
        mode="markers",
        name=say("chart.training_held"),
        marker={"symbol": "square", "color": WARM, "size": 11, "line": {"color": INK, "width": 1}},
        error_x=interval(held, "change", "change_low", "change_high", WARM),
        customdata=held[["before", "now", "seats"]].to_numpy(),
        hovertemplate="%{y}<br>"
        + say("chart.trained_hover", before="%{customdata[0]:.2f}", now="%{customdata[1]:.2f}", change="%{x:+.2f}")
        + "<br>"
        + say("chart.seats", n="%{customdata[2]}")
        + "<extra></extra>",
    )
    sheet.scatter(
        x=rest["change"],
        y=[below] * len(rest),
        mode="markers",
        name=say("chart.no_training"),
        marker={"symbol": "circle-open", "color": DARK, "size": 8},
        customdata=rest[["group", "topic", "n_before", "n"]].to_numpy(),
        hovertemplate=with_n("%{customdata[0]}: %{customdata[1]}", _both("%{customdata[2]}", "%{customdata[3]}"))
        + "<br>"
        + say("chart.change_hover", change="%{x:+.2f}")
        + "<extra></extra>",
    )
    sheet.upright(0, QUIET)
    own = dict(zip(means["trained"].astype(bool), means["change"], strict=True))
    for trained, color, dash in _MEANS:
        if pd.notna(own.get(trained)):
            sheet.upright(float(own[trained]), color, dash=dash, width=2)
    lines.place(sheet)
    sheet.x(title=say("chart.confidence_axis"))
    return layout(sheet, lines.height, narrow=narrow)


_NAMED: Final = ["group", "topic", "n_before", "n"]


def _both(before: object, now: object) -> str:
    return say("chart.then_and_now", before=before, now=now)
