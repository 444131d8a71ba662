"""What people write about: how many of those who left a comment mention each topic."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboards.charts.frame import layout
from dashboards.charts.rows import rows
from dashboards.charts.sheet import Sheet
from dashboards.plain_text import chart_text
from dashboards.theme import INK, LIGHT
from pipeline.publish.words import say


def comment_topics(table: pd.DataFrame, *, narrow: bool = False) -> go.Figure:
    """One bar per topic of ``comment_table``, its figure behind it; an empty bar over what is known as an interval only."""
    table = chart_text(table)
    lines = rows(table["comment_topic"], table["n"], narrow=narrow, half=8)
    known = table["share"].notna().to_numpy()
    table = table.assign(name=list(lines.names), width=table["share_high"] - table["share_low"])
    sheet = Sheet()
    look = {"width": lines.thickness, "hovertemplate": "%{y}: %{customdata[0]}<extra></extra>"}
    for of, name, start, length, fill in (
        (known, say("comments.known"), 0.0, "share", LIGHT),
        (~known, say("comments.between"), "share_low", "width", "white"),
    ):
        part = table[of]
        if part.empty:
            continue
        sheet.bars(
            y=part["name"],
            x=part[length],
            base=part[start] if isinstance(start, str) else start,
            marker={"color": fill, "line": {"color": INK, "width": 1}},
            customdata=part[["said"]].to_numpy(),
            name=name,
            showlegend=bool((~known).any()),
            **look,
        )
    sheet.figures(table["share_high"], lines.names, ["\N{NO-BREAK SPACE}" + text for text in table["said"]])
    lines.place(sheet)
    sheet.y(showgrid=False)
    top = float(table["share_high"].max()) if len(table) else 1.0
    sheet.x(tickformat=".0%", title=say("comments.axis"), range=[0, max(0.1, top) * (1.5 if narrow else 1.25)])
    return layout(sheet, lines.height, narrow=narrow, barmode="overlay")
