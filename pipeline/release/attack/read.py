"""The tables as an attacker reads them: cells that may hold somebody, which of them a group covers, and families of figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.tables import Release, covered, group_key

#: table -> the column that tells its families apart
FAMILIES: Final[Mapping[str, str]] = {
    "scales": "scale",
    "topics": "topic",
    "barriers": "option",
    "causes": "cause",
    "formats": "option",
    "comments": "comment_topic",
    "items": "item",
}

Figures = Mapping[str, NDArray[np.float64]]
"""Numbers of a table by column, one per row; NaN where one is missing."""


@dataclass(frozen=True, slots=True)
class Family:
    """Rows of one table that count the same people.

    Attributes
    ----------
    name : of the table and, where it has several, of the family: for sentences. value : of the column that tells families apart,
    "" where there is none. groups : place of each row's group among those that are published, (R,). figures : column -> (R,).
    """

    name: str
    value: str
    groups: NDArray[np.intp]
    figures: Figures


def figures_of(frame: pd.DataFrame) -> dict[str, NDArray[np.float64]]:
    """The numbers of a table, by column."""
    return {
        str(name): column.to_numpy(dtype="float64", na_value=np.nan)
        for name, column in frame.items()
        if pd.api.types.is_numeric_dtype(column.dtype)
    }


class Map:
    """The cells that may hold somebody, and which of them each published group covers: what everybody can know."""

    def __init__(self, release: Release) -> None:
        cells = release.cells
        possible = cells.loc[cells["state"] != "none_on_roster", ["role", "department"]]
        self.places = (release.sites if len(release.sites) else possible).reset_index(drop=True)
        self.keys = list(group_key(release.groups))
        self.cover = _cover(release.groups, self.places)
        self.kinds = np.array([kind.removesuffix("_rollup") for kind in release.groups["grouping"]], dtype=object)
        self._release, self._families = release, dict[str, list[Family]]()
        self._row = {key: at for at, key in enumerate(self.keys)}
        self._names = [" in ".join(map(str, row)) for row in zip(*(self.places[c].tolist() for c in self.places), strict=True)]

    def groups(self, frame: pd.DataFrame) -> NDArray[np.intp]:
        """Place of the group of each row among those that are published, (R,)."""
        return np.array([self._row[key] for key in group_key(frame)], dtype=np.intp)

    def name(self, place: int) -> str:
        """A cell in words."""
        return self._names[place]

    def families(self, table: str) -> list[Family]:
        """The families of a table of the release, in the order of their names; one where it has no such column."""
        if table not in self._families:
            self._families[table] = list(self._apart(table))
        return self._families[table]

    def _apart(self, table: str) -> list[Family]:
        frame: pd.DataFrame = getattr(self._release, table)
        groups, figures = self.groups(frame), figures_of(frame)
        if table not in FAMILIES:
            return [Family(f"release/{table}", "", groups, figures)] if len(frame) or table == "groups" else []
        number, values = pd.factorize(frame[FAMILIES[table]], sort=True)
        rows = [np.flatnonzero(number == one) for one in range(len(values))]
        return [
            Family(f"release/{table} {value}", str(value), groups[own], {name: all_[own] for name, all_ in figures.items()})
            for value, own in zip(values, rows, strict=True)
        ]


def _cover(groups: pd.DataFrame, places: pd.DataFrame) -> NDArray[np.bool_]:
    """Group × cell."""
    cover = np.ones((len(groups), len(places)), dtype=bool)
    for axis in ("role", "department"):
        number, _ = pd.factorize(pd.concat([groups[axis], places[axis]]))
        of_group, of_place = number[: len(groups), None], number[None, len(groups) :]
        cover &= (of_group < 0) | (of_group == of_place)
    rolled_up = np.flatnonzero(groups["rollup"].notna())
    for at, row in zip(rolled_up, groups.iloc[rolled_up].to_dict("records"), strict=True):
        cover[at] = covered(row, places)
    return cover
