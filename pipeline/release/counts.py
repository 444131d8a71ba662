"""Protected counts: exact in the middle, an interval near nobody and near everybody, and wherever sums would tell.

A count of 0, 1, n - 1 or n, or a share below the cap or above one minus the cap, says something about (nearly) all members
of a group; it is written as an interval. Where another count of the row, or the counts of groups above, beside and below,
would give it away, more counts become intervals. Specification: docs/methods/release.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.stats.sums import Limits, Sum, tighten

_STEP: Final = 3
"""People per step of a count that is made coarse. Steps lie where they lie for every count, so that the place of the true
count in its step tells nothing."""
_PASSES: Final = 60

Place = tuple[int, int, int]
"""One count: group, family, kind."""


@dataclass(frozen=True)
class Counts:
    """Counts of one table, by group, family (one topic, one item …) and kind of count. PRIVATE but for the limits.

    Attributes
    ----------
    names : of the kinds of counts, (C,).
    n, shown : people and whether the group is shown, (G, F).
    exact : true counts, (G, F, C); 0 where not shown. limits : what is written.
    near_ends : counts of few or of nearly all, which nothing may give away, (G, F, C).
    partition : the counts of a row add up to n. whole : where one count of a row is an interval, all say nothing.
    """

    names: tuple[str, ...]
    n: NDArray[np.int64]
    shown: NDArray[np.bool_]
    exact: NDArray[np.int64]
    near_ends: NDArray[np.bool_]
    limits: Limits
    partition: bool = False
    whole: bool = False

    def frame(self, family: int) -> pd.DataFrame:
        """Columns n, count, count_low, count_high of each count, and ``bounded``: the groups shown in one family."""
        rows = np.flatnonzero(self.shown[:, family])
        low = self.limits.low[rows, family].astype(np.int64)
        high = self.limits.high[rows, family].astype(np.int64)
        columns: dict[str, object] = {"n": self.n[rows, family]}
        for c, name in enumerate(self.names):
            known = low[:, c] == high[:, c]
            columns[name] = pd.Series(low[:, c]).astype("Int64").where(pd.Series(known))
            columns[f"{name}_low"], columns[f"{name}_high"] = low[:, c], high[:, c]
        return pd.DataFrame({**columns, "bounded": (low != high).any(axis=1)})


def unprotected(
    names: tuple[str, ...],
    n: NDArray[np.int64],
    shown: NDArray[np.bool_],
    exact: NDArray[np.int64],
    *,
    partition: bool = False,
    whole: bool = False,
) -> Counts:
    """Counts as they are, to be protected; the fields are those of Counts."""
    limits = Limits(exact.astype(float), exact.astype(float))
    return Counts(names, n, shown, exact, np.zeros(exact.shape, dtype=bool), limits, partition, whole)


def simple(counts: Mapping[str, NDArray[np.int64]], n: NDArray[np.int64], cap: float, *, partition: bool) -> Counts:
    """Counts of one family, (G,) each, near nobody and near everybody as intervals."""
    exact = np.stack(list(counts.values()), axis=1)[:, None, :]
    shown = np.ones((len(n), 1), dtype=bool)
    return capped(unprotected(tuple(counts), n[:, None], shown, exact, partition=partition), cap)


def low_top(n: NDArray[np.int64], cap: float) -> NDArray[np.int64]:
    """The largest count that is shown as "few": at least 1, and below ``cap`` of n."""
    return np.maximum(1, np.ceil(cap * n - 1e-9).astype(np.int64) - 1)


def capped(counts: Counts, cap: float) -> Counts:
    """Counts of few and of nearly all as intervals; nothing else."""
    n, exact = counts.n[:, :, None], counts.exact
    few = low_top(n, cap)
    low = np.where(exact <= few, 0, np.where(exact >= n - few, n - few, exact))
    high = np.where(exact <= few, np.minimum(few, n), np.where(exact >= n - few, n, exact))
    if counts.whole:
        bounded = (low < high).any(axis=2, keepdims=True)
        low, high = np.where(bounded, 0, low), np.where(bounded, n, high)
    near_ends = (low < high) & counts.shown[:, :, None]
    return replace(counts, near_ends=near_ends, limits=Limits(low.astype(float), high.astype(float)))


def coarser(counts: Counts, group: int, family: int, count: int, least: int = 0) -> None:
    """One count becomes an interval, or its interval the next wider one; in place, on limits this module owns.

    least : width that it must reach at once.
    """
    low, high = counts.limits.low, counts.limits.high
    if counts.whole:
        low[group, family], high[group, family] = 0, counts.n[group, family]
    else:
        at = (group, family, count)
        low[at], high[at] = _stepped(counts, at, least)


def _stepped(counts: Counts, at: Place, least: int = 0) -> tuple[float, float]:
    """The next coarser interval of a count that is at least so wide."""
    n, exact = int(counts.n[at[0], at[1]]), int(counts.exact[at])
    low, high = float(counts.limits.low[at]), float(counts.limits.high[at])
    step = _STEP
    while step <= n:
        start = step * (exact // step)
        wider = min(low, float(start if start < n else n - 1)), max(high, float(min(n, start + step - 1)))
        if step > max(high - low + 1, least) and wider != (low, high):
            return wider
        step *= 2
    return 0.0, float(n)


def held(counts: Counts, sums: Sequence[Sum], rank: NDArray[np.int64]) -> Counts:
    """Intervals wide enough that no count near nobody or everybody follows from others: not from its row, nor from groups
    above, beside or below.

    rank : of every group; the lowest become coarse first, then the smallest.
    """
    current = replace(counts, limits=Limits(counts.limits.low.copy(), counts.limits.high.copy()))
    families = np.arange(counts.n.shape[1])
    touching: dict[int, list[Sum]] = {}
    for one in sums:
        for group in (one.whole, *map(int, one.parts)):
            touching.setdefault(group, []).append(one)
    for _ in range(_PASSES):
        part = _only(current, families)
        known = tighten(part.limits, part.n, part.shown, sums, part.partition)
        stated = part.shown[:, :, None] & (part.limits.low < part.limits.high)
        given_away = np.argwhere(stated & (known.high - known.low < 0.5))
        if not len(given_away):
            return current
        held_by = _Loosening(part, known, touching, rank)
        for chosen in held_by.chosen([(int(g), int(f), int(c)) for g, f, c in given_away]):
            coarser(current, chosen[0], int(families[chosen[1]]), chosen[2])
        families = families[np.unique(given_away[:, 1])]
    return silent(current, families)


def _only(counts: Counts, families: NDArray[np.intp]) -> Counts:
    limits = Limits(counts.limits.low[:, families], counts.limits.high[:, families])
    return replace(
        counts,
        n=counts.n[:, families],
        shown=counts.shown[:, families],
        exact=counts.exact[:, families],
        near_ends=counts.near_ends[:, families],
        limits=limits,
    )


def silent(counts: Counts, families: NDArray[np.intp]) -> Counts:
    """Families that could not be held otherwise say nothing at all."""
    low, high = counts.limits.low.copy(), counts.limits.high.copy()
    low[:, families], high[:, families] = 0, counts.n[:, families, None]
    return replace(counts, limits=Limits(low, high))


class _Loosening:
    """Which counts become coarse so that others no longer follow from them. sums : of every group, those that it is in."""

    def __init__(self, counts: Counts, known: Limits, sums: Mapping[int, Sequence[Sum]], rank: NDArray[np.int64]) -> None:
        self.counts, self.known, self.sums, self.rank = counts, known, sums, rank

    def chosen(self, pinned: Sequence[Place]) -> list[Place]:
        """One count for each that is pinned, but none where one that carries it was chosen just before."""
        found: dict[Place, None] = {}
        for at in pinned:
            carriers = dict(self._carriers(at))
            if not carriers.keys() & found.keys():
                found[self._least(at, carriers)] = None
        return list(found)

    def _least(self, at: Place, carriers: Mapping[Place, int]) -> Place:
        """Everybody last; first those that give way in the direction that is needed, in rows that are not exact anyway, the
        least coarse, of the lowest rank, in the smallest group."""
        counts, limits = self.counts, self.counts.limits
        value, highest = self.known.low[at], int(self.rank.max())
        up, down = value < limits.high[at], value > limits.low[at]

        def cost(other: Place) -> tuple[bool, bool, bool, float, int, int, Place]:
            low, high = _stepped(counts, other)
            rises, falls = high > limits.high[other], low < limits.low[other]
            if carriers[other] < 0:
                rises, falls = falls, rises
            helps = (up and rises) or (down and falls)
            group, family = other[:2]
            width = float(limits.high[other] - limits.low[other])
            mate = width == 0 and bool((limits.low[group, family] < limits.high[group, family]).any())
            rank = int(self.rank[group])
            return rank == highest, not helps, not mate, width, rank, int(counts.n[group, family]), other

        open_ = [one for one in carriers if limits.high[one] - limits.low[one] < counts.n[one[0], one[1]]]
        return min(open_, key=cost) if open_ else at

    def _carriers(self, at: Place) -> Iterator[tuple[Place, int]]:
        """The other counts in the sums that leave a count one value; 1 where they rise with it, -1 where they fall."""
        group, family, count = at
        counts, known, value = self.counts, self.known, self.known.low[at]
        if counts.partition:
            row = [(group, family, other) for other in range(len(counts.names)) if other != count]
            n = float(counts.n[group, family])
            if n - sum(known.low[one] for one in row) <= value or n - sum(known.high[one] for one in row) >= value:
                yield from ((one, -1) for one in row)
        for one in self.sums.get(group, ()):
            if not counts.shown[one.whole, family]:
                continue
            parts = one.parts[counts.shown[one.parts, family]]
            rest = float(counts.n[one.whole, family] - counts.n[parts, family].sum())
            others = parts[parts != group]
            low, high = (float(side[others, family, count].sum()) for side in (known.low, known.high))
            beside, whole = [(part, family, count) for part in others.tolist()], (one.whole, family, count)
            if group == one.whole:
                if low >= value or high + rest <= value:
                    yield from ((other, 1) for other in beside)
            elif known.high[whole] - low <= value or known.low[whole] - high - rest >= value:
                yield whole, 1
                yield from ((other, -1) for other in beside)
