"""Groups whose totals are published together, and which cells those totals corner.

Most cells are seen to have room in a table that fits the totals and what comes of it by exchange; only what is left open is
bounded one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.bounds import UpperBounds
from pipeline.stats.exchanges import Exchanges
from pipeline.stats.fitting import Fitting

_SLACK: Final = 1e-6
_INHABITED: Final = 0.5


@dataclass(frozen=True, slots=True)
class Cornered:
    """The smallest upper bound that was found of any hidden cell that may hold somebody, infinity where none was; and of cells
    below the limit the first place and the upper bound."""

    tightest: float
    cells: tuple[tuple[int, float], ...]


class Published:
    """Groups that are published together, whatever their totals: cells that none of them tells apart are one."""

    def __init__(self, cover: NDArray[np.bool_]) -> None:
        """cover : group × place."""
        _, self._first = np.unique(np.packbits(cover, axis=0), axis=1, return_index=True)
        self._cover = cover[:, self._first]
        self._hidden = np.flatnonzero(~self._cover[self._cover.sum(axis=1) == 1].any(axis=0))
        self._fitting: Fitting | None = None

    def cornered(
        self,
        low: NDArray[np.float64],
        high: NDArray[np.float64],
        threshold: float,
        *,
        exactly: bool,
        among: NDArray[np.float64] | None,
    ) -> Cornered:
        """Hidden cells that hold less than a threshold.

        low, high : limits of the totals of some persons, equal where ``among`` is None. exactly : find the smallest bound, also
        where it is not below the threshold. among : totals of all who answered; a cell that holds none of them is no matter.
        """
        tightest, found, enough = float("inf"), list[tuple[int, float]](), threshold - _SLACK
        if not len(self._hidden):
            return Cornered(tightest, ())
        bounds = self._bounds
        if exactly:  # no cell that can hold as much as this one needs a bound
            bounds.told(low, high)
            tightest = next((most for cell in self._smallest_first(high) if (most := bounds.upper(cell)) > _SLACK), tightest)
            enough = max(enough, tightest - _SLACK)
        cells = self._with_answers(self._open(low, high, enough), among)
        if not len(cells):
            return Cornered(tightest, ())
        bounds.told(low, high)
        if bounds.look_on(cells, enough) <= _SLACK and among is None:  # nobody is in any of them
            cells = cells[:0]
        for cell in cells:
            if bounds.sees(int(cell), enough):
                continue
            upper = bounds.upper(int(cell))
            if upper < enough and (among is not None or upper > _SLACK):
                tightest = min(tightest, upper)
                enough = max(threshold, tightest) - _SLACK
                if upper < threshold - _SLACK:
                    found.append((int(self._first[cell]), upper))
        return Cornered(tightest, tuple(found))

    def _open(self, low: NDArray[np.float64], high: NDArray[np.float64], enough: float) -> NDArray[np.integer]:
        """Hidden cells that no table found at once shows to hold enough."""
        if self._fitting is None:
            self._fitting = Fitting(self._cover, high)
        table = self._fitting.table(low, high)
        if table is None:
            self._bounds.told(low, high)
            self._bounds.look_across(self._hidden, enough, self._exchanges)
            return self._bounds.open(self._hidden, enough)
        return self._hidden[~self._exchanges.can_hold(table[None, self._hidden], np.array([enough]))[0]]

    def _smallest_first(self, totals: NDArray[np.float64]) -> list[int]:
        """Hidden cells by the smallest total that each is in."""
        smallest = np.where(self._cover[:, self._hidden], totals[:, None], np.inf).min(axis=0, initial=np.inf)
        return [int(cell) for cell in self._hidden[np.argsort(smallest, kind="stable")]]

    def _with_answers(self, cells: NDArray[np.integer], among: NDArray[np.float64] | None) -> NDArray[np.integer]:
        """Of some cells those that could hold somebody who answered, where it is known how many answered."""
        if among is None or not len(cells):
            return cells
        answered = self._answered
        answered.told(among, among)
        if answered.look_on(cells, _INHABITED) >= _INHABITED:
            for cell in answered.open(cells, _INHABITED):
                answered.upper(int(cell))
        return np.setdiff1d(cells, answered.open(cells, _INHABITED))

    @cached_property
    def _exchanges(self) -> Exchanges:
        """Between hidden cells."""
        return Exchanges(self._cover[:, self._hidden])

    @cached_property
    def _bounds(self) -> UpperBounds:
        """Of the cells; totals are told as they are attacked."""
        return UpperBounds(self._cover, np.zeros(len(self._cover)))

    @cached_property
    def _answered(self) -> UpperBounds:
        """The same for all who answered."""
        return UpperBounds(self._cover, np.zeros(len(self._cover)))
