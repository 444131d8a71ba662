"""The first attack: what published totals tell about how many people are in a hidden cell, and how many of them are of one kind.

Specification: docs/methods/release.md. Knows the tables only as they are published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.release.attack.published import Published
from pipeline.release.attack.rounded import limits_of_count
from pipeline.tables import Release, covered, group_key

_FAMILIES: Final = (
    ("scales", "scale"),
    ("topics", "topic"),
    ("barriers", "option"),
    ("causes", "cause"),
    ("formats", "option"),
    ("items", "item"),
)


@dataclass(frozen=True, slots=True)
class Attack:
    """What one attack found: the smallest upper bound of any hidden cell (people), and sentences for those below the limit."""

    tightest: float
    found: tuple[str, ...]


def families(release: Release) -> Iterator[tuple[str, pd.DataFrame]]:
    """Every set of group totals of persons that is published: core, and each measure with its own contributors."""
    yield "release/groups", release.groups
    for table, column in _FAMILIES:
        for value, rows in by_family(getattr(release, table), column):
            yield f"release/{table} {value}", rows


def by_family(frame: pd.DataFrame, column: str) -> Iterator[tuple[str, pd.DataFrame]]:
    """Rows of each family of a table, with a column ``key`` that names their groups."""
    for value, rows in frame.assign(key=group_key(frame)).groupby(column, sort=True):
        yield str(value), rows


def _keys(frame: pd.DataFrame) -> list[str]:
    return list(frame["key"] if "key" in frame else group_key(frame))


class Map:
    """The cells that may hold somebody, and which of them each published group covers: what everybody can know."""

    def __init__(self, release: Release) -> None:
        cells = release.cells
        possible = cells.loc[cells["state"] != "none_on_roster", ["role", "department"]]
        self.places = (release.sites if len(release.sites) else possible).reset_index(drop=True)
        groups = release.groups.to_dict("records")
        self._row = {key: at for at, key in enumerate(group_key(release.groups))}
        self._cover = np.array([covered(row, self.places) for row in groups], dtype=bool).reshape(len(groups), len(self.places))

    def cover(self, keys: Iterable[str]) -> NDArray[np.bool_]:
        """Group × cell."""
        return self._cover[[self._row[key] for key in keys]]

    def name(self, place: int) -> str:
        """A cell in words."""
        return " in ".join(str(part) for part in self.places.iloc[place])


class Attacker:
    """Bounds hidden cells from published totals of persons."""

    def __init__(self, release: Release, k: int) -> None:
        self.k, self.map = k, Map(release)
        self.done: dict[tuple[object, ...], float] = {}
        self._published: dict[bytes, Published] = {}

    def attack(self, name: str, frame: pd.DataFrame, *, exactly: bool = False) -> Attack:
        """Attack the totals of one table of groups; equal totals are attacked once and reported once."""
        totals = frame["n"].to_numpy(dtype=float)
        return self.bound(name, _keys(frame), totals, totals, self.k, "people", exactly=exactly)

    def unanimous(self, name: str, frame: pd.DataFrame, count: str, threshold: int) -> Attack:
        """Attack the people who are *not* counted in ``count``: whether some group is known to have fewer of them."""
        n, keys, (fewest, most_of) = frame["n"].to_numpy(dtype=float), _keys(frame), limits_of_count(frame, count)
        low, high = n - most_of, n - fewest
        what = f"people who are not {count}"
        shown = [f"{name}: {key} has at most {most:.0f} {what}" for key, most in zip(keys, high, strict=True) if most < threshold]
        derived = self.bound(name, keys, low, high, threshold, what, among=n)
        return Attack(min([derived.tightest, *high]), (*shown, *derived.found))

    def bound(
        self,
        name: str,
        keys: Sequence[str],
        low: NDArray[np.float64],
        high: NDArray[np.float64],
        threshold: float,
        what: str,
        *,
        exactly: bool = False,
        among: NDArray[np.float64] | None = None,
    ) -> Attack:
        """Attack totals of some persons, given as limits.

        among : totals of all who answered, where it is worth knowing that a cell with answers holds none of them.
        exactly : find the smallest bound, else only whether it is below the threshold.
        """
        order = np.argsort(np.array(keys, dtype=object))
        all_of_them = None if among is None else among[order]
        known = (threshold, what, *(keys[i] for i in order), *(part.tobytes() for part in (low[order], high[order])))
        known = known if all_of_them is None else (*known, all_of_them.tobytes())
        if known in self.done:
            return Attack(self.done[known], ())
        cover = self.map.cover([keys[i] for i in order])
        groups = self._published.setdefault(cover.tobytes(), Published(cover))
        found = groups.cornered(low[order], high[order], threshold, exactly=exactly, among=all_of_them)
        self.done[known] = found.tightest
        said = (f"{name}: {self.map.name(place)} holds at most {most:.0f} {what}" for place, most in found.cells)
        return Attack(found.tightest, tuple(said))
