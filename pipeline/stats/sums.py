"""What counts given as intervals tell about each other through sums (interval arithmetic).

A group that is divided into parts ties their counts together: count = sum of the counts of its parts + a rest that nobody
shows, of between 0 and so many people. Limits are tightened by every such sum, again and again, until nothing moves.
Specification: docs/methods/release.md. Source: Moore, R. E. (1966). Interval Analysis (hull consistency of linear sums).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_SWEEPS = 40  # limits of whole numbers settle in far fewer; what is left open is only looser


@dataclass(frozen=True, slots=True)
class Sum:
    """One group (row number) and parts of it that do not overlap."""

    whole: int
    parts: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Limits:
    """Lower and upper limits, (G, F, C): group, family of counts, count."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]


def tighten(limits: Limits, n: NDArray[np.int64], shown: NDArray[np.bool_], sums: Sequence[Sum], partition: bool) -> Limits:
    """The limits that follow from all of them together.

    n : people, (G, F). shown : whether the group is shown in the family, (G, F); what is not shown is part of the rest.
    partition : the counts of a row add up to n.
    """
    low = np.where(shown[:, :, None], limits.low, 0.0)
    high = np.where(shown[:, :, None], limits.high, 0.0)
    people = np.where(shown, n, 0).astype(float)
    rest = [(people[s.whole] - people[s.parts].sum(axis=0))[:, None] for s in sums]
    for _ in range(_SWEEPS):
        before_low, before_high = low.copy(), high.copy()
        if partition:
            _across(low, high, people[:, :, None])
        for one, spare in zip(sums, rest, strict=True):
            _through(low, high, one, spare, shown)
        if np.array_equal(low, before_low) and np.array_equal(high, before_high):
            break
    return Limits(low, high)


def _across(low: NDArray[np.float64], high: NDArray[np.float64], people: NDArray[np.float64]) -> None:
    """Counts of one row add up to n."""
    others_high = high.sum(axis=2, keepdims=True) - high
    others_low = low.sum(axis=2, keepdims=True) - low
    np.maximum(low, people - others_high, out=low)
    np.minimum(high, people - others_low, out=high)


def _through(
    low: NDArray[np.float64], high: NDArray[np.float64], one: Sum, spare: NDArray[np.float64], shown: NDArray[np.bool_]
) -> None:
    """The parts and the rest add up to the whole."""
    on = shown[one.whole][:, None]
    parts_low, parts_high = low[one.parts], high[one.parts]
    sum_low, sum_high = parts_low.sum(axis=0), parts_high.sum(axis=0) + spare
    low[one.whole] = np.where(on, np.maximum(low[one.whole], sum_low), low[one.whole])
    high[one.whole] = np.where(on, np.minimum(high[one.whole], sum_high), high[one.whole])
    known = on[None] & shown[one.parts][:, :, None]
    low[one.parts] = np.where(known, np.maximum(parts_low, low[one.whole] - (sum_high - parts_high)), parts_low)
    high[one.parts] = np.where(known, np.minimum(parts_high, high[one.whole] - (sum_low - parts_low)), parts_high)
