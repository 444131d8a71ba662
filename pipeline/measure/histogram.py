"""How often each of many whole numbers occurs, kept as those that do. Parts add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

_FULL: Final = 2
"""Parts are put together where they hold so many times as many numbers as there could be: seldom, and never too many."""
_SPARSE: Final = 8
"""Numbers are sorted where there could be so many times as many as there are, and else counted in one array."""

Part = tuple[NDArray[np.integer], NDArray[np.int64] | None]
"""Numbers in any order, and how often each occurs; None where each occurs as often as it stands there."""


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """Counts of numbers that occur. size : all are below. parts : side by side until they are put together."""

    size: int
    parts: tuple[Part, ...]

    @classmethod
    def of(cls, numbers: NDArray[np.integer], size: int) -> Histogram:
        """Of each number, below ``size``, as often as it stands there."""
        return cls(size, ((numbers, None),) if len(numbers) else ())

    def __add__(self, other: Histogram) -> Histogram:
        """Of both together."""
        both = Histogram(max(self.size, other.size), self.parts + other.parts)
        if sum(len(numbers) for numbers, _ in both.parts) <= _FULL * both.size:
            return both
        return Histogram(both.size, (both._together(),))

    @property
    def numbers(self) -> NDArray[np.int64]:
        """Those that occur, ascending, each once."""
        return self._together()[0].astype(np.int64, copy=False)

    @property
    def counts(self) -> NDArray[np.int64]:
        """How often each of ``numbers`` occurs."""
        return self._together()[1]

    def _together(self) -> tuple[NDArray[np.integer], NDArray[np.int64]]:
        if self.size <= _SPARSE * sum(len(numbers) for numbers, _ in self.parts):
            counts = np.zeros(self.size, dtype=np.int64)
            for numbers, often in self.parts:
                counts += np.bincount(numbers, often, self.size).astype(np.int64, copy=False)
            there = np.flatnonzero(counts)
            return there, counts[there]
        numbers = np.concatenate([_NONE, *(numbers for numbers, _ in self.parts)])
        each = np.concatenate([_NONE, *(_times(part) for part in self.parts)])
        order = np.argsort(numbers, kind="stable")
        ordered = numbers[order]
        starts = np.flatnonzero(np.diff(ordered, prepend=-1))
        return ordered[starts], np.add.reduceat(each[order], starts) if len(starts) else each


_NONE: Final = np.zeros(0, dtype=np.int64)


def _times(part: Part) -> NDArray[np.int64]:
    numbers, often = part
    return np.ones(len(numbers), dtype=np.int64) if often is None else often
