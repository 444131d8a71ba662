"""Counts that say something about nobody or everybody: written exactly, or given away by their row or by other groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.release.attack.read import Family, Map, figures_of
from pipeline.release.attack.rounded import limits_of_count
from pipeline.stats.sums import Limits, Sum, tighten
from pipeline.tables import GROUP

#: table -> whether the counts of a row add up to n.
_TABLES: Final = {
    "willingness": True,
    "quadrants": True,
    "scales": True,
    "items": True,
    "topics": False,
    "barriers": False,
    "causes": False,
    "formats": False,
    "comments": False,
}


_ONE: Final = 0.5  # limits of whole numbers that lie closer than this are the same number


@dataclass(frozen=True)
class KnownCounts:
    """Counts of one table as an attacker has them: group × family × count.

    Attributes
    ----------
    names, families : of the counts, of the families (one "" where the table has none).
    n, shown : people and whether the group is shown, (G, F).
    limits, known : as written, and as they follow from the sums within the table, (G, F, C).
    """

    names: list[str]
    families: list[str]
    n: NDArray[np.int64]
    shown: NDArray[np.bool_]
    limits: Limits
    known: Limits

    @property
    def near_ends(self) -> NDArray[np.bool_]:
        """Intervals that say few or nearly all: what nothing may narrow down to one number."""
        ends = (self.limits.low == 0) | (self.limits.high == self.n[:, :, None])
        return self.shown[:, :, None] & (self.limits.high > self.limits.low) & ends


def stated_violations(name: str, frame: pd.DataFrame, k: int) -> list[str]:
    """Groups below k, and exact counts of (nearly) nobody or everybody."""
    if not {*GROUP, "n"} <= set(frame.columns):
        return []
    found = []
    figures = figures_of(frame)
    n = figures["n"]
    if int((n < k).sum()):
        found.append(f"{name}: {int((n < k).sum())} row(s) stand for fewer than {k} people")
    for count in counts_of(figures):
        low, high = limits_of_count(figures, count)
        extreme = (low == high) & ((low <= 1) | (high >= n - 1))
        if int(extreme.sum()):
            found.append(f"{name}: {int(extreme.sum())} exact count(s) of nobody, one, all or all but one in {count}")
    return found


def counts_of(columns: Iterable[str]) -> list[str]:
    """Names of the counts of a table: the columns that have limits beside them."""
    names = list(columns)
    return [c.removesuffix("_low") for c in names if c.endswith("_low") and c.removesuffix("_low") in names]


def followed_violations(known: Mapping[str, KnownCounts]) -> list[str]:
    """Counts given as intervals that follow from the other counts of their row, or from groups above, beside or below."""
    found = []
    for table, counts in known.items():
        followed = counts.near_ends & (counts.known.high - counts.known.low < _ONE)
        if int(followed.sum()):
            found.append(f"release/{table}: {int(followed.sum())} hidden count(s) follow from others")
    return found


def known_counts(places: Map) -> dict[str, KnownCounts]:
    """Table -> its counts, tightened by everything that the table says."""
    sums = list(_sums(places))
    found = {}
    for table, partition in _TABLES.items():
        if families := places.families(table):
            names, n, shown, limits = _arrays(families, len(places.keys))
            known = tighten(limits, n, shown, sums, partition)
            found[table] = KnownCounts(names, [family.value for family in families], n, shown, limits, known)
    return found


def _arrays(families: Sequence[Family], groups: int) -> tuple[list[str], NDArray[np.int64], NDArray[np.bool_], Limits]:
    """Counts, people, whether a group is shown, and limits of counts: group × family (× count)."""
    names = counts_of(families[0].figures)
    shape = (groups, len(families))
    n, shown = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=bool)
    low, high = np.zeros((*shape, len(names))), np.zeros((*shape, len(names)))
    for f, family in enumerate(families):
        row = family.groups
        n[row, f], shown[row, f] = family.figures["n"], True
        for c, name in enumerate(names):
            low[row, f, c], high[row, f, c] = limits_of_count(family.figures, name)
    return names, n, shown, Limits(low, high)


def _sums(places: Map) -> Iterator[Sum]:
    """Each group with all groups of one kind that lie inside it, of two that are the same cells the second in the first; kinds
    whose groups overlap are left out."""
    cover, kinds = places.cover, places.kinds
    size, number = cover.sum(axis=1), np.arange(len(cover))
    smaller = (size[:, None] < size[None, :]) | ((size[:, None] == size[None, :]) & (number[:, None] > number[None, :]))
    weights = cover.astype(float)
    inside = (weights @ weights.T >= size[:, None]) & smaller
    for whole in range(len(cover)):
        for kind in dict.fromkeys(kinds[inside[:, whole]]):
            parts = np.flatnonzero(inside[:, whole] & (kinds == kind))
            if cover[parts].sum(axis=0).max() == 1:
                yield Sum(whole, parts)
