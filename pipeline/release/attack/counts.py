"""Counts that say something about nobody or everybody: written exactly, or given away by their row or by other groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.release.attack.people import Map
from pipeline.release.attack.rounded import limits_of_count
from pipeline.stats.sums import Limits, Sum, tighten
from pipeline.tables import GROUP, Release, group_key

#: table -> the column that tells its families apart, and the sets of counts that add up to n.
_TABLES: Final = {
    "willingness": ("", ("reluctant", "undecided", "willing")),
    "quadrants": ("", ("ready_willing", "willing_not_ready", "ready_not_willing", "neither")),
    "scales": ("scale", ("favourable", "neutral", "unfavourable")),
    "items": ("item", ("favourable", "neutral", "unfavourable")),
    "topics": ("topic", ()),
    "barriers": ("option", ()),
    "causes": ("cause", ()),
    "formats": ("option", ()),
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
    if int((frame["n"] < k).sum()):
        found.append(f"{name}: {int((frame['n'] < k).sum())} row(s) stand for fewer than {k} people")
    n = frame["n"].to_numpy(dtype=float)
    for count in counts_of(frame):
        low, high = limits_of_count(frame, count)
        extreme = (low == high) & ((low <= 1) | (high >= n - 1))
        if int(extreme.sum()):
            found.append(f"{name}: {int(extreme.sum())} exact count(s) of nobody, one, all or all but one in {count}")
    return found


def counts_of(frame: pd.DataFrame) -> list[str]:
    """Names of the counts of a table: the columns that have limits beside them."""
    return [c.removesuffix("_low") for c in frame.columns if c.endswith("_low") and c.removesuffix("_low") in frame]


def followed_violations(known: Mapping[str, KnownCounts]) -> list[str]:
    """Counts given as intervals that follow from the other counts of their row, or from groups above, beside or below."""
    found = []
    for table, counts in known.items():
        followed = counts.near_ends & (counts.known.high - counts.known.low < _ONE)
        if int(followed.sum()):
            found.append(f"release/{table}: {int(followed.sum())} hidden count(s) follow from others")
    return found


def known_counts(release: Release, places: Map) -> dict[str, KnownCounts]:
    """Table -> its counts, tightened by everything that the table says."""
    groups = list(group_key(release.groups))
    sums = list(_sums(places, release.groups))
    found = {}
    for table, (column, partition) in _TABLES.items():
        frame: pd.DataFrame = getattr(release, table)
        if not frame.empty:
            names, families, n, shown, limits = _arrays(frame, column, groups)
            known = tighten(limits, n, shown, sums, bool(partition))
            found[table] = KnownCounts(names, families, n, shown, limits, known)
    return found


def _arrays(
    frame: pd.DataFrame, column: str, groups: list[str]
) -> tuple[list[str], list[str], NDArray[np.int64], NDArray[np.bool_], Limits]:
    """Counts, families, people, whether a group is shown, and limits of counts: group × family (× count)."""
    row = pd.Series(range(len(groups)), index=groups).loc[group_key(frame)].to_numpy()
    family, values = pd.factorize(frame[column]) if column else (np.zeros(len(frame), dtype=np.int64), [""])
    names = counts_of(frame)
    shape = (len(groups), len(values))
    n, shown = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=bool)
    n[row, family], shown[row, family] = frame["n"].to_numpy(dtype=np.int64), True
    low, high = np.zeros((*shape, len(names))), np.zeros((*shape, len(names)))
    for c, name in enumerate(names):
        low[row, family, c], high[row, family, c] = limits_of_count(frame, name)
    return names, [str(value) for value in values], n, shown, Limits(low, high)


def _sums(places: Map, groups: pd.DataFrame) -> Iterator[Sum]:
    """Each group with all groups of one kind that lie inside it, of two that are the same cells the second in the first; kinds
    whose groups overlap are left out."""
    cover = places.cover(group_key(groups))
    kinds = groups["grouping"].str.replace(r"^(role|department)_rollup$", r"\1", regex=True).to_numpy()
    size, number = cover.sum(axis=1), np.arange(len(cover))
    smaller = (size[:, None] < size[None, :]) | ((size[:, None] == size[None, :]) & (number[:, None] > number[None, :]))
    inside = (cover.astype(int) @ cover.T.astype(int) >= size[:, None]) & smaller
    for whole in range(len(groups)):
        for kind in dict.fromkeys(kinds):
            parts = np.flatnonzero(inside[:, whole] & (kinds == kind))
            if len(parts) and cover[parts].sum(axis=0).max() == 1:
                yield Sum(whole, parts)
