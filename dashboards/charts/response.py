"""Who answered: one bar per group, its response behind it."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboards.charts.frame import layout
from dashboards.charts.names import behind
from dashboards.charts.rows import rows
from dashboards.charts.sheet import Sheet
from dashboards.plain_text import chart_text
from dashboards.theme import LIGHT
from pipeline.publish.words import say


def response(table: pd.DataFrame, *, narrow: bool = False) -> go.Figure:
    """Answers divided by staff, most first; groups without a roster are left to the table. table : of ``response_table``."""
    known = table[table["response_rate"].notna()].sort_values(["response_rate", "n"], ascending=False, kind="stable")
    known = chart_text(known)
    counts = [say("chart.of_staff", n=f"{n:,}", staff=f"{staff:,}") for n, staff in known[["n", "staff"]].itertuples(index=False)]
    lines = rows(known["group"], counts, narrow=narrow, half=9)
    sheet = Sheet()
    sheet.bars(
        y=lines.names,
        x=known["response_rate"],
        width=lines.thickness,
        marker={"color": LIGHT},
        hovertemplate="%{y}<br>%{x:.0%}<extra></extra>",
    )
    sheet.figures(known["response_rate"], lines.names, behind(known["response_rate"]))
    lines.place(sheet)
    sheet.y(showgrid=False)
    sheet.x(tickformat=".0%", title=say("chart.response_axis"), range=[0, 1.08])
    return layout(sheet, lines.height, narrow=narrow, showlegend=False)
