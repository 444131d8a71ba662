"""Charts with one row per scale, question or barrier."""

from __future__ import annotations

from typing import Final

import pandas as pd
import plotly.graph_objects as go

from dashboards.charts.frame import layout
from dashboards.charts.names import behind, with_n
from dashboards.charts.rows import Rows, plain_rows, rows
from dashboards.charts.sheet import Sheet
from dashboards.plain_text import chart_text
from dashboards.theme import BROWN, DARK, INK, LIGHT, PALE, WARM, interval
from pipeline.publish.wording import SURE
from pipeline.publish.words import say

_PARTS: Final = (("unfavourable", WARM, "/", INK), ("neutral", PALE, "", INK), ("favourable", DARK, "", "white"))
_ROOM, _NARROW_ROOM = 0.06, 0.11


def scale_bars(table: pd.DataFrame, *, narrow: bool = False) -> go.Figure:
    """Diverging bars per scale: unfavourable left, favourable right, neutral around the middle; n beside every name."""
    table = chart_text(table)
    return _diverging(table, rows(table["scale"], table["n"], narrow=narrow, half=10))


def answers(table: pd.DataFrame, *, narrow: bool = False) -> go.Figure:
    """The same for every question of ``item_answers``, in the table's order."""
    table = chart_text(table)
    return _diverging(table, rows(table["item"], table["n"], narrow=narrow, half=10))


def _diverging(table: pd.DataFrame, lines: Rows) -> go.Figure:
    half = table["neutral"] / 2
    bases = {"unfavourable": -half - table["unfavourable"], "neutral": -half, "favourable": half}
    room = _NARROW_ROOM if lines.narrow else _ROOM
    sheet = Sheet()
    for part, color, pattern, ink in _PARTS:
        words, width, said = say(f"chart.{part}"), table[part], table[f"{part}_text"]
        sheet.bars(
            y=lines.names,
            x=width,
            base=bases[part],
            name=words,
            width=lines.thickness,
            marker={
                "color": color,
                "pattern": {"shape": pattern, "fillmode": "overlay", "fgcolor": BROWN, "size": 8, "solidity": 0.1},
                "line": {"color": "white", "width": 1},
            },
            text=[text if value >= room and len(text) <= 5 else "" for value, text in zip(width, said, strict=True)],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"color": ink, "size": 12},
            customdata=pd.DataFrame({"said": said}).to_numpy(),
            hovertemplate="%{y}<br>" + words + ": %{customdata[0]}<extra></extra>",
        )
    sheet.upright(0, INK, below=True)
    lines.place(sheet)
    sheet.y(showgrid=False)
    left = float((half + table["unfavourable"]).max()) if len(table) else 1.0
    right = float((half + table["favourable"]).max()) if len(table) else 1.0
    sheet.x(visible=False, range=[-left - 0.02, right + 0.02])
    return layout(sheet, lines.height, narrow=lines.narrow, barmode="overlay")


def shares(table: pd.DataFrame, name: str, *, narrow: bool = False) -> go.Figure:
    """Shares with intervals, one row per ``name``, the figure behind each; for barriers and response."""
    table = chart_text(table)
    lines = rows(table[name], table["n"], narrow=narrow, half=9)
    sheet = Sheet()
    sheet.bars(
        y=lines.names,
        x=table["share"],
        width=lines.thickness,
        marker={"color": LIGHT},
        error_x=interval(table, "share", "share_low", "share_high", INK, thickness=1.5, width=3),
        hovertemplate="%{y}<br>%{x:.0%}<extra></extra>",
    )
    sheet.figures(table["share_high"], lines.names, behind(table["share"]))
    lines.place(sheet)
    sheet.y(showgrid=False)
    top = float(table["share_high"].max()) if len(table) else 1.0
    sheet.x(tickformat=".0%", title=say("chart.barrier_axis"), range=[0, top * (1.14 if narrow else 1.07)])
    return layout(sheet, lines.height, narrow=narrow, showlegend=False)


def reliability(table: pd.DataFrame, *, narrow: bool = False) -> go.Figure:
    """Alpha per scale with Feldt's interval and the .70 line; scales without a figure are left to the table."""
    table = chart_text(table)
    part = table[table["alpha"].notna()]
    texts = [
        with_n(scale, say("chart.items_n", items=items, people=n)) for scale, items, n in part[_ALPHA].itertuples(index=False)
    ]
    lines = plain_rows(texts, narrow=narrow)
    sheet = Sheet()
    sheet.scatter(
        x=part["alpha"],
        y=lines.names,
        mode="markers",
        marker={"color": DARK, "size": 10, "line": {"color": INK, "width": 1}},
        error_x=interval(part, "alpha", "alpha_low", "alpha_high", DARK),
        hovertemplate="%{y}<br>" + say("chart.alpha_hover", alpha="%{x:.2f}") + "<extra></extra>",
        showlegend=False,
    )
    sheet.upright(0.7, INK, dash="dash")
    lines.place(sheet)
    lowest = float(part["alpha_low"].min()) if len(part) else 0.5
    sheet.x(range=[min(0.5, lowest - 0.05), 1], title=say("chart.alpha_axis"))
    return layout(sheet, lines.height, narrow=narrow)


_ALPHA: Final = ["scale", "items", "n"]


def drivers(table: pd.DataFrame, *, narrow: bool = False) -> go.Figure:
    """Each scale's share of what goes together with intention, with 95 % limits; filled where surely in the top two."""
    table = chart_text(table)
    lines = rows(table["scale"], table["n"], narrow=narrow)
    table = table.assign(name=list(lines.names))
    sure = table["top_two"].fillna(0.0) > SURE
    sheet = Sheet()
    for of, symbol, words in ((sure, "square", say("chart.driver_sure")), (~sure, "circle-open", say("chart.driver_open"))):
        part = table[of]
        if part.empty:
            continue
        sheet.scatter(
            x=part["share"],
            y=part["name"],
            mode="markers",
            name=words,
            marker={"symbol": symbol, "color": DARK, "size": 11, "line": {"color": DARK, "width": 1.5}},
            error_x=interval(part, "share", "share_low", "share_high", DARK, thickness=2),
            customdata=part[["top_two"]].to_numpy(),
            hovertemplate="%{y}<br>"
            + say("chart.driver_hover", share="%{x:.0%}", draws="%{customdata[0]:.0%}")
            + "<extra></extra>",
        )
    lines.place(sheet)
    sheet.x(tickformat=".0%", rangemode="tozero", title=say("chart.driver_axis"))
    return layout(sheet, lines.height, narrow=narrow)
