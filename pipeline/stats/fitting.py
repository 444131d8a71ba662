"""A table that fits totals, mostly without a linear program: an even one is found once, and moved as little as needed.

The even table has the largest entropy of all that fit the first totals (Newton's method; Darroch, J. N. & Ratcliff, D. (1972).
Generalized iterative scaling for log-linear models. Ann. Math. Statist. 43, 1470-1480). Tables for other totals of the same
groups are projections of it, weighted by its counts and kept from becoming negative (alternating projections).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

_SWEEPS: Final = 4
_STEPS: Final = 25
_MOVES: Final = 8
_FITS: Final = 1e-7
_LARGEST: Final = 2.0
"""Logarithm of the most by which a count grows in one of Newton's steps."""


class Fitting:
    """Tables of non-negative counts, found for totals of the same groups."""

    def __init__(self, cover: NDArray[np.bool_], totals: NDArray[np.float64]) -> None:
        """cover : (G, A). totals : (G,), some that can be fitted; those asked for later should be shared out much alike."""
        self._cover = cover.astype(float)
        self._even = self._evened(np.maximum(totals, _FITS))
        self._even += _FITS * self._even.max(initial=1.0)
        self._inverse = np.linalg.inv(self._normal(self._even))

    def table(self, low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.float64] | None:
        """A table whose totals lie within limits, (G,) each; (A,). None where it was not found, whether or not there is one."""
        table = self._even * ((low + high).max(initial=0.0) / 2 / (self._cover @ self._even).max(initial=_FITS))
        for _ in range(_MOVES):
            apart = self._apart(table, low, high)
            if apart is None:
                return table
            table = np.maximum(table + self._even * (self._cover.T @ (self._inverse @ apart)), 0.0)
        return None

    def _evened(self, totals: NDArray[np.float64]) -> NDArray[np.float64]:
        """The even table, or one on the way there."""
        table = np.full(self._cover.shape[1], totals.max(initial=1.0) / max(1, self._cover.shape[1]))
        share = self._cover.T / np.maximum(self._cover.sum(axis=0), 1.0)[:, None]
        for _ in range(_SWEEPS):
            table = table * np.exp(share @ np.log(totals / np.maximum(self._cover @ table, _FITS)))
        for _ in range(_STEPS):
            apart = self._apart(table, totals, totals)
            if apart is None:
                break
            step = self._cover.T @ np.linalg.solve(self._normal(table), apart)
            table = table * np.exp(np.clip(step, -_LARGEST, _LARGEST))
        return table

    def _apart(
        self, table: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]
    ) -> NDArray[np.float64] | None:
        """What the totals of a table lack or have too much, (G,); None where it fits."""
        totals = self._cover @ table
        apart: NDArray[np.float64] = np.clip(totals, low, high) - totals
        return None if np.abs(apart).max(initial=0.0) <= _FITS * max(1.0, 1e-6 * high.max(initial=0.0)) else apart

    def _normal(self, table: NDArray[np.float64]) -> NDArray[np.float64]:
        """People that each two groups have in common, (G, G); a little more with themselves, as some are sums of others."""
        found = (self._cover * table) @ self._cover.T
        found[np.diag_indices(len(found))] += 1e-10 * found.diagonal().max(initial=_FITS)
        return found
