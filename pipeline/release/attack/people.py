"""The first attack: what published totals tell about how many people are in a hidden cell, and how many of them are of one kind.

Specification: docs/methods/release.md. Knows the tables only as they are published.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.release.attack.published import Published
from pipeline.release.attack.read import FAMILIES, Family, Map
from pipeline.release.attack.rounded import limits_of_count
from pipeline.tables import Release


@dataclass(frozen=True, slots=True)
class Attack:
    """What one attack found: the smallest upper bound of any hidden cell (people), and sentences for those below the limit."""

    tightest: float
    found: tuple[str, ...]


def families(places: Map) -> Iterator[Family]:
    """Every set of group totals of persons that is published: core, and each measure with its own contributors."""
    for table in ("groups", *FAMILIES):
        yield from places.families(table)


class Attacker:
    """Bounds hidden cells from published totals of persons."""

    def __init__(self, release: Release, k: int) -> None:
        self.k, self.map = k, Map(release)
        self._done: dict[tuple[object, ...], float] = {}
        self._published: dict[bytes, Published] = {}

    def attack(self, family: Family, *, exactly: bool = False) -> Attack:
        """Attack the totals of one table of groups; equal totals are attacked once and reported once."""
        n = family.figures["n"]
        return self.bound(family, n, n, self.k, "people", exactly=exactly)

    def unanimous(self, family: Family, count: str, threshold: int) -> Attack:
        """Attack the people who are *not* counted in ``count``: whether some group is known to have fewer of them."""
        n, (fewest, most_of) = family.figures["n"], limits_of_count(family.figures, count)
        low, high = n - most_of, n - fewest
        what = f"people who are not {count}"
        few = np.flatnonzero(high < threshold)
        shown = [f"{family.name}: {self.map.keys[family.groups[row]]} has at most {high[row]:.0f} {what}" for row in few]
        derived = self.bound(family, low, high, threshold, what, among=n)
        return Attack(min([derived.tightest, *high]), (*shown, *derived.found))

    def bound(
        self,
        family: Family,
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
        order = np.argsort(family.groups, kind="stable")
        groups, low, high, among = family.groups[order], low[order], high[order], None if among is None else among[order]
        known = (threshold, what, *(None if part is None else part.tobytes() for part in (groups, low, high, among)))
        if known in self._done:
            return Attack(self._done[known], ())
        found = self._together(groups).cornered(low, high, threshold, exactly=exactly, among=among)
        self._done[known] = found.tightest
        said = (f"{family.name}: {self.map.name(place)} holds at most {most:.0f} {what}" for place, most in found.cells)
        return Attack(found.tightest, tuple(said))

    def _together(self, groups: NDArray[np.intp]) -> Published:
        key = groups.tobytes()
        if key not in self._published:
            self._published[key] = Published(self.map.cover[groups])
        return self._published[key]
