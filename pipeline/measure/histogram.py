"""How often each of many whole numbers occurs, kept as those that do. Parts add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

_PARTS: Final = 8
"""So many parts are kept side by side before they are put together, so that adding one more costs little."""
_SPARSE: Final = 8
"""Numbers are sorted where there could be so many times as many as there are, and else counted in one array."""


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """Counts of numbers that occur. parts : per part the numbers, sorted and each once, and how often each occurs."""

    parts: tuple[tuple[NDArray[np.int64], NDArray[np.int64]], ...]

    @classmethod
    def of(cls, numbers: NDArray[np.integer], size: int) -> Histogram:
        """Of each number, below ``size``, as often as it stands there."""
        if not len(numbers):
            return cls(())
        if size > _SPARSE * len(numbers):
            return cls((_runs(np.sort(numbers)),))
        counts = np.bincount(numbers)
        there = np.flatnonzero(counts)
        return cls(((there, counts[there]),))

    def __add__(self, other: Histogram) -> Histogram:
        """Of both together."""
        both = Histogram(self.parts + other.parts)
        return Histogram(((both.numbers, both.counts),)) if len(both.parts) > _PARTS else both

    @property
    def numbers(self) -> NDArray[np.int64]:
        """Those that occur, sorted, each once."""
        return self._together()[0]

    @property
    def counts(self) -> NDArray[np.int64]:
        """How often each of ``numbers`` occurs."""
        return self._together()[1]

    def _together(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        if len(self.parts) == 1:
            return self.parts[0]
        if not self.parts:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        numbers = np.concatenate([numbers for numbers, _ in self.parts])
        counts = np.concatenate([counts for _, counts in self.parts])
        order = np.argsort(numbers, kind="stable")
        kept, starts = _starts(numbers[order])
        return kept, np.add.reduceat(counts[order], starts)


def _starts(ordered: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Each number once, and where it begins."""
    first = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    starts = np.flatnonzero(first)
    return ordered[starts].astype(np.int64), starts


def _runs(ordered: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    kept, starts = _starts(ordered)
    return kept, np.diff(starts, append=len(ordered))
