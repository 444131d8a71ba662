"""Even-odd consistency: whether a person answers the even items of every scale as the odd ones.

Specification: docs/methods/careless.md. Source: Curran, P. G. (2016). Journal of Experimental Social Psychology 66, 4-19. Answers
are small whole numbers as in ``pipeline/stats/careless.py``; all arithmetic on them is exact.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.careless import Steps, by_block

_FEWEST_SCALES: Final = 5


def even_odd(keyed: Steps, scale: Sequence[str]) -> NDArray[np.float64]:
    """Even-odd consistency, shape (n,): correlation over scales of the means of odd and even items, stepped up; NaN if undefined.

    keyed : steps of one size, all in the direction of their scale. Only scales of two items and more count; with fewer than five
    of them the figure is too rough to be used at all, and everybody gets NaN.
    """
    halves = _halves(scale)
    if len(halves) < _FEWEST_SCALES:
        return np.full(keyed.shape[1], np.nan)
    means = _Means.of(max(len(half) for both in halves for half in both), int(keyed.max(initial=0)), len(halves))
    return by_block(keyed, np.dtype(float), lambda x, out: _stepped_up(x, halves, means, out))


@dataclass(frozen=True, slots=True, eq=False)
class _Means:
    """Means of the items answered in half a scale, so many times that they are whole numbers.

    Attributes
    ----------
    times : by how many items were answered, what their sum is multiplied by; 0 for none.
    small, exact : types that hold sums of half a scale, and sums of products over all scales.
    """

    times: Steps
    small: np.dtype
    exact: np.dtype

    @classmethod
    def of(cls, longest: int, top: int, scales: int) -> _Means:
        """longest : items of half a scale. top : highest step."""
        common = math.lcm(*range(1, longest + 1))
        times = np.array([0, *(common // n for n in range(1, longest + 1))], dtype=np.min_scalar_type(common))
        most = scales * (top * common) ** 2
        exact = next((t for t in (np.int16, np.int32) if most <= np.iinfo(t).max), np.int64)
        return cls(times, np.min_scalar_type(longest * top), np.dtype(exact))

    def take(self, x: Steps, given: NDArray[np.uint8], half: list[int]) -> NDArray[np.signedinteger]:
        """Of one half, (n,)."""
        total, n = x[half[0]].astype(self.small), given[half[0]].copy()
        for item in half[1:]:
            total += x[item]
            n += given[item]
        found: NDArray[np.signedinteger] = total.astype(self.exact)
        found *= np.take(self.times, n)
        return found


def _halves(scale: Sequence[str]) -> list[tuple[list[int], list[int]]]:
    """Numbers of the odd and the even items of every scale of two items and more."""
    of: dict[str, list[int]] = {}
    for number, name in enumerate(scale):
        of.setdefault(name, []).append(number)
    return [(items[::2], items[1::2]) for items in of.values() if len(items) >= 2]


def _stepped_up(x: Steps, halves: list[tuple[list[int], list[int]]], means: _Means, out: NDArray[np.float64]) -> None:
    given = (x > 0).view(np.uint8)
    n, a, b, aa, bb, ab = np.zeros((6, x.shape[1]), dtype=means.exact)
    for halves_of_scale in halves:
        odd, even = (means.take(x, given, half) for half in halves_of_scale)
        both = np.minimum(odd, even)
        np.minimum(both, 1, out=both)
        n += both
        odd *= both
        even *= both
        a += odd
        b += even
        ab += odd * even
        odd *= odd
        aa += odd
        even *= even
        bb += even
    n, a, b, aa, bb, ab = (sums.astype(float) for sums in (n, a, b, aa, bb, ab))
    spread = np.sqrt((n * aa - a * a) * (n * bb - b * b))
    defined = (spread > 0) & (n >= _FEWEST_SCALES)
    r = np.divide(n * ab - a * b, spread, out=spread, where=defined)
    np.divide(2 * r, 1 + r, out=out, where=defined & (r > -1))
    np.maximum(out, -1.0, out=out)
    out[defined & (r <= -1)] = -1.0
    out[~defined] = np.nan
