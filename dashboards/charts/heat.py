"""Role × department: a value, "too few answers" and "nobody there", told apart by text and pattern as well as by colour."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from dashboards.charts.frame import layout, nothing
from dashboards.charts.heat_list import heat_list
from dashboards.charts.names import of_n, wrapped
from dashboards.charts.sheet import Sheet
from dashboards.plain_text import chart_text
from dashboards.theme import INK, SOFT
from pipeline.publish.numbers import percent
from pipeline.publish.words import say

SCALE: Final = ([0, "#F3F7FA"], [0.5, "#A9C3D4"], [0.5, "#EDB679"], [1, "#D9822B"])
"""Blue up to the limit, then orange; darker all the way, so that it reads in grey too."""
_ROW, _COLUMN, _SLIM, _NAMES, _SLANTED, _UPRIGHT = 42, 52, 44, 300, 170, 205
_MANY: Final = 14
"""Columns above which their names stand upright."""
_STATES: Final = {"none_on_roster": 0.0, "too_few": 1.0}


def heat_map(table: pd.DataFrame, cut: float, *, narrow: bool = False) -> go.Figure:
    """The share not yet convinced of every role in every department; over ``cut`` in bold. On a phone: a list by role."""
    table = chart_text(table)
    if table.empty:
        return nothing(narrow=narrow)
    if narrow:
        return heat_list(table, cut)
    sheet = Sheet()
    columns = {name: wrapped(name, 26) for name in dict.fromkeys(table["department"])}
    names = {name: wrapped(name, 38) for name in dict.fromkeys(table["role"])}
    table = table.assign(x=table["department"].map(columns), y=table["role"].map(names))
    shown = table["state"] == "published"
    grid = {"x": list(columns.values()), "y": list(names.values()), "xgap": 2, "ygap": 2, "hoverinfo": "skip"}
    cells = [table[name].tolist() for name in ("y", "x")]
    states = _grid(cells, table["state"].map(_STATES), grid, None)
    sheet.cells(z=states, colorscale=[[0, "#FFFFFF"], [1, "#EEF1F4"]], zmin=0, zmax=1, **grid)
    values = _grid(cells, table["share"].astype("float64").where(shown), grid, None)
    look = {"texttemplate": "%{text}", "textfont": {"size": 12, "color": INK}, "colorscale": SCALE, "zmin": 0, "zmax": 2 * cut}
    texts = pd.Series([_text(*row, cut) for row in table[["state", "share", "n"]].itertuples(index=False)], dtype=object)
    sheet.cells(z=values, text=_grid(cells, texts, grid, ""), **look, **grid)
    many = len(columns) > _MANY
    _few(sheet, table[table["state"] == "too_few"], many=many)
    _to_click(sheet, table[shown])
    sheet.x(side="top", tickangle=-90 if many else -50, showgrid=False, type="category", range=[-0.5, len(columns) - 0.5])
    sheet.y(type="category", range=[len(names) - 0.5, -0.5], showgrid=False)
    narrowest = _NAMES + (_SLIM if many else _COLUMN) * max(6, len(columns))
    note = say("chart.heat_note", cut=percent(cut))
    return layout(sheet, _ROW * max(1, len(names)), narrowest=narrowest, note=note, top=_UPRIGHT if many else _SLANTED)


def _text(state: str, share: float, n: int, cut: float) -> str:
    """What a cell says."""
    if state != "published":
        return ""
    return f"{f'<b>{percent(share)}</b>' if share > cut else percent(share)}<br>{of_n(n)}"


def _grid(cells: list[list[str]], values: pd.Series, grid: dict[str, Any], missing: object) -> list[list[Any]]:
    """Values by row and column. cells : the row and the column of each."""
    found = {(y, x): value for y, x, value in zip(*cells, values, strict=True) if not pd.isna(value)}
    return [[found.get((y, x), missing) for x in grid["x"]] for y in grid["y"]]


def _few(sheet: Sheet, part: pd.DataFrame, *, many: bool) -> None:
    """The words of cells with too few answers."""
    sheet.scatter(
        x=part["x"],
        y=part["y"],
        mode="text",
        text=[say("chart.too_few").replace(" ", "<br>" if many else " ")] * len(part),
        textfont={"size": 12, "color": SOFT},
        hovertext=[f"{role}<br>{department}<br>{said}" for role, department, said in part[_SAID].itertuples(index=False)],
        hoverinfo="text",
        showlegend=False,
    )


_SAID: Final = ["role", "department", "state_label"]


def _to_click(sheet: Sheet, part: pd.DataFrame) -> None:
    """Unseen marks on the cells: a heat map's own cells cannot be picked."""
    data = part.assign(key="role_department:" + part["role_id"].astype("str") + ":" + part["department_id"].astype("str"))
    sheet.scatter(
        x=part["x"],
        y=part["y"],
        mode="markers",
        marker={"symbol": "square", "size": 36, "opacity": 0, "color": INK},
        customdata=data[["role", "department", "share", "n", "key"]].to_numpy(),
        hovertemplate="%{customdata[0]}<br>%{customdata[1]}<br>"
        + say("chart.cell_hover", share="%{customdata[2]:.0%}", people="%{customdata[3]:,}")
        + "<extra></extra>",
        showlegend=False,
    )
