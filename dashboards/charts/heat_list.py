"""Role × department on a phone: under every role its departments with their values, then those with too few answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from dashboards.charts.frame import layout
from dashboards.charts.names import of_n, wrapped
from dashboards.charts.sheet import Sheet
from dashboards.theme import INK, SOFT
from pipeline.publish.numbers import percent
from pipeline.publish.wording import records
from pipeline.publish.words import say

_TILE, _HEAD, _LINE, _GAP = 26, 26, 15, 10
_LETTERS, _NAME, _LINES, _MANY = 50, 34, 12, 4
_LOW: Final = ((0.0, (243, 247, 250), (169, 195, 212)), (0.5, (237, 182, 121), (217, 130, 43)))
"""The scale of the heat map in two halves: where each begins, its first and its last colour."""


@dataclass(frozen=True, slots=True)
class _Tile:
    """A cell with a value. top, high : pixels."""

    top: float
    high: float
    row: dict[str, Any]

    @property
    def middle(self) -> float:
        """Pixels from the top."""
        return self.top + self.high / 2


def heat_list(table: pd.DataFrame, cut: float) -> go.Figure:
    """The same cells as ``heat_map``, one below the other; over ``cut`` in bold."""
    tiles: list[_Tile] = []
    notes: list[dict[str, Any]] = []
    down = 0.0
    for role, part in table.groupby("role", sort=False):
        notes.append(_words(f"<b>{wrapped(str(role), _LETTERS, 1)}</b>", down + _HEAD / 2, INK))
        down += _HEAD
        for row in records(part[part["state"] == "published"]):
            name = wrapped(row["department"], _NAME)
            tile = _Tile(down, _TILE + _LINE * name.count("<br>"), row)
            tiles.append(tile)
            notes += _said(tile, name, cut)
            down += tile.high
        for state in ("too_few", "none_on_roster"):
            names = part[part["state"] == state]["department"]
            if len(names):
                text = wrapped(_which(state, list(names)), _LETTERS, _LINES)
                high = _LINE * (text.count("<br>") + 1) + 4
                notes.append(_words(text, down + high / 2, SOFT))
                down += high
        down += _GAP
    sheet = Sheet()
    _bars(sheet, tiles, cut)
    sheet.annotations += notes
    sheet.x(visible=False, range=[0, 1])
    sheet.y(visible=False, range=[down, 0])
    return layout(sheet, down, narrow=True, note=say("chart.heat_note", cut=percent(cut)), barmode="overlay")


def _which(state: str, names: list[str]) -> str:
    """The departments without a value; many where nobody is are not named."""
    if state == "none_on_roster" and len(names) > _MANY:
        return say("chart.list_many_none", n=len(names))
    return say(f"chart.list_{state}", names=", ".join(names))


def _bars(sheet: Sheet, tiles: list[_Tile], cut: float) -> None:
    sheet.bars(
        y=[tile.middle for tile in tiles],
        x=[1.0] * len(tiles),
        width=[tile.high - 2 for tile in tiles],
        marker={"color": [_color(float(tile.row["share"]) / (2 * cut)) for tile in tiles]},
        customdata=[
            [row["role"], row["department"], row["share"], row["n"], f"role_department:{row['role_id']}:{row['department_id']}"]
            for row in (tile.row for tile in tiles)
        ],
        hovertemplate="%{customdata[0]}<br>%{customdata[1]}<br>"
        + say("chart.cell_hover", share="%{customdata[2]:.0%}", people="%{customdata[3]:,}")
        + "<extra></extra>",
        showlegend=False,
    )


def _said(tile: _Tile, name: str, cut: float) -> list[dict[str, Any]]:
    """The department on the left of a tile, share and n on its right."""
    share = float(tile.row["share"])
    value = f"{f'<b>{percent(share)}</b>' if share > cut else percent(share)} ({of_n(tile.row['n'])})"
    return [_words(name, tile.middle, INK, 0.02), _words(value, tile.middle, INK, 0.98, "right")]


def _words(text: str, middle: float, color: str, x: float = 0.0, anchor: str = "left") -> dict[str, Any]:
    look = {"showarrow": False, "align": "left", "font": {"size": 12, "color": color}}
    return {"text": text, "x": x, "y": middle, "xref": "x", "yref": "y", "xanchor": anchor, "yanchor": "middle", **look}


def _color(at: float) -> str:
    """A colour of the heat map's scale."""
    begin, first, last = _LOW[1] if at > _LOW[1][0] else _LOW[0]
    part = min(1.0, (at - begin) / 0.5)
    red, green, blue = (round((1 - part) * a + part * b) for a, b in zip(first, last, strict=True))
    return f"#{red:02x}{green:02x}{blue:02x}"
