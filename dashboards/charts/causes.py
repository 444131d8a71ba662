"""What comes first in each flagged group: how much worse than elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from dashboards.charts.frame import layout
from dashboards.charts.rows import rows
from dashboards.charts.sheet import Sheet
from dashboards.plain_text import chart_text
from dashboards.theme import INK, LIGHT
from pipeline.publish.numbers import percent, points
from pipeline.publish.words import say

_ROOM: Final = 0.62
"""Part of the width that the longest bar takes at most: the figures stand behind it."""


def causes(table: pd.DataFrame, *, narrow: bool = False) -> go.Figure:
    """One bar per named cause of ``cause_bars``: its length how much worse than elsewhere, its figures behind it."""
    table = chart_text(table).reset_index(drop=True)
    names = [
        say("chart.cause_row", group=group, cause=cause) for group, cause in zip(table["group"], table["cause"], strict=True)
    ]
    by_score = table["score"].notna()
    n = table["n"].where(by_score, table["n_chosen"].astype("float64")).astype("int64")
    lines = rows(names, n, narrow=narrow, half=8)
    strength = table["strength"].astype("float64").fillna(0.0).clip(lower=0.0)
    sheet = Sheet()
    sheet.bars(
        y=lines.names,
        x=strength,
        width=lines.thickness,
        marker={"color": LIGHT, "line": {"color": INK, "width": 1}},
        text=["\N{NO-BREAK SPACE}" + _figures(row) for row in table.to_dict("records")],
        textposition="outside",
        textfont={"color": INK, "size": 12},
        cliponaxis=False,
        customdata=table[["figures"]].assign(key=[key.rpartition(":")[0] for key in table["key"]]).to_numpy(),
        hovertemplate="%{y}<br>%{customdata[0]}<extra></extra>",
        showlegend=False,
    )
    lines.place(sheet)
    sheet.y(showgrid=False)
    sheet.x(range=[0, max(0.5, float(strength.max()) if len(table) else 0.5) / (0.5 if narrow else _ROOM)])
    sheet.x(title=say("chart.cause_axis"), tickformat=".1f")
    return layout(sheet, lines.height, narrow=narrow)


def _figures(row: Mapping[Any, Any]) -> str:
    """The score here and elsewhere; of a cause without a scale, who names a barrier of it."""
    if pd.notna(row["score"]):
        return say("chart.cause_score", here=points(row["score"]), elsewhere=points(row["score_elsewhere"]))
    if pd.notna(row["chosen"]):
        return say("chart.cause_named", here=percent(row["chosen"]), elsewhere=percent(row["chosen_elsewhere"]))
    return ""
