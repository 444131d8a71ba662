"""The attacker on hidden answers while figures are written more coarsely: cells that are known altogether are no part of the
program, and of groups whose classes are known it has one equation for each class.

A group whose counts become coarse has its own counts limited instead of its classes: both are rows of the program from the start,
one kind of them silent, so that the solver goes on from where it was.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.release.attack.answers import HiddenAnswers, TooNarrow
from pipeline.release.attack.settled import settled
from pipeline.release.attack.told import COUNTS, Told

_COUNTED, _CLASSES = slice(0, 6), slice(6, 11)
_FIGURES: Final = np.concatenate([COUNTS[:-1], np.eye(5, COUNTS.shape[1], dtype=bool), COUNTS[-1:]])
"""The six counts of a group, its five classes, its sum of scores: the columns that each adds up."""


class Written:
    """What is written of every group, and which cells are known too closely by it; limits of groups may grow wider."""

    def __init__(self, told: Told) -> None:
        """told : its limits are copied."""
        self._told = replace(told, low=told.low.copy(), high=told.high.copy())
        self._alone = told.cover.sum(axis=1) == 1
        self._moved = False
        self._left, found = self._open()
        self._attacker = HiddenAnswers(found)

    def limit(self, group: int, low: NDArray[np.float64], high: NDArray[np.float64]) -> None:
        """New, wider limits of a group's seven figures."""
        self._told.low[group], self._told.high[group] = low, high
        self._moved = True

    def narrow(self, cells: NDArray[np.intp]) -> list[TooNarrow]:
        """Of the given cells those that are known too closely; none of them may be a group of its own."""
        if self._moved:
            self._follow()
        at = np.searchsorted(self._left, cells)
        return [
            replace(one, cell=int(self._left[one.cell]), carriers=self._carriers(one.carriers))
            for one in self._attacker.narrow(at)
        ]

    def _follow(self) -> None:
        """The program says what is written now; another program where another cell is open."""
        left, found = self._open()
        self._moved = False
        if not np.array_equal(left, self._left):
            self._left, self._attacker = left, HiddenAnswers(found)
            return
        before = self._attacker.told
        for group in np.flatnonzero((before.low != found.low).any(axis=1) | (before.high != found.high).any(axis=1)):
            self._attacker.limit(int(group), found.low[group], found.high[group])
        before.low[:], before.high[:] = found.low, found.high

    def _open(self) -> tuple[NDArray[np.intp], Told]:
        """Cells that are not known altogether, and what is told of them."""
        found, _, left = settled(self._told, ())
        assert found.figures is not None
        known = found.figures[:, 0].sum(axis=1) == 1
        limits = []
        for side, none in ((found.low, -np.inf), (found.high, np.inf)):
            both = np.full((len(side), len(_FIGURES)), none)
            both[~known, _COUNTED], both[known, _CLASSES], both[:, -1] = side[~known, :6], side[known, :5], side[:, -1]
            limits.append(both)
        return left, replace(
            found, low=limits[0], high=limits[1], figures=np.broadcast_to(_FIGURES, (len(known), *_FIGURES.shape))
        )

    def _carriers(self, open_: frozenset[int]) -> frozenset[int]:
        """Groups that carry a bound, with the cells that were taken out of them. open_ : numbers among groups with open cells."""
        groups = np.flatnonzero(self._told.cover[:, self._left].any(axis=1))[list(open_)]
        inside = np.setdiff1d(np.flatnonzero(self._told.cover[groups].any(axis=0)), self._left)
        alone = np.flatnonzero(self._alone & self._told.cover[:, inside].any(axis=1))
        return frozenset(map(int, groups)) | frozenset(map(int, alone))
