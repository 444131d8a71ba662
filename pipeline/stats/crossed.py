"""Shares in crossed cells (row × column): what rows, columns and the other cells say of each cell.

Shares are taken to the scale asin √p, where n answers have the variance 1 / (4n + 2) whatever p is, and follow the two-way model
of ``twoway`` there. What comes out is the prior of each cell's share with its own answers left out; their exact binomial
likelihood is multiplied in by ``shares.posterior``. Specification: docs/methods/twoway.md. Sources: Anscombe, F. J. (1948). The
transformation of Poisson, binomial and negative-binomial data. Biometrika 35, 246-254; Lindley, D. V. & Smith, A. F. M. (1972).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from pipeline.stats.shares import EDGES
from pipeline.stats.twoway import Expected, Places, Rests, expected

SEEN_TWICE = 2.0
"""Whoever answered in an unseen cell is part of the rest of a row and of that of a column: each rest counts half."""
_ANGLES = np.arcsin(np.sqrt(EDGES))
_TINY = 1e-300


Wanted = tuple[NDArray[np.intp], NDArray[np.intp]]
"""Numbers of the rows and of the columns of some cells."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts that lie from ``low`` to ``high``, of ``n`` persons each; n = 0 where nothing is known. Arrays of one shape."""

    low: NDArray[np.int64]
    high: NDArray[np.int64]
    n: NDArray[np.int64]


def cell_priors(cells: Counts, rests: Counts, places: Places, wanted: Wanted | None = None) -> NDArray[np.float64]:
    """Prior masses of the share in every cell's bins, its own answers left out, shape (R, C, BINS).

    cells : shape (R, C). rests : what is left of rows and columns beside the cells that are known, shape (M,), and where that
    lies. wanted : numbers of the rows and columns of the cells that are asked for, (N,) each; then the shape is (N, BINS).
    """
    y, v = _angles(cells)
    rest_y, rest_v = _angles(rests)
    found = expected(y, v, Rests(places, rest_y, SEEN_TWICE * rest_v))
    if wanted is None:
        return _masses(found)
    return _masses(Expected(*(part[:, *wanted] for part in (found.weight, found.mean, found.variance))))


def _angles(counts: Counts) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """asin √share and its sampling variance; an interval of counts counts as a uniform spread. NaN where n = 0."""
    n = np.where(counts.n > 0, counts.n, np.nan)
    low, high = (np.arcsin(np.sqrt((count + 3 / 8) / (n + 3 / 4))) for count in (counts.low, counts.high))
    return (low + high) / 2, 1 / (4 * n + 2) + (high - low) ** 2 / 12


def _masses(found: Expected) -> NDArray[np.float64]:
    """The mixture's mass in every bin of p, kept within 0-1, shape (..., BINS) for parts of shape (K, ...)."""
    total = np.zeros((*found.mean.shape[1:], len(EDGES) - 1))
    for weight, mean, variance in zip(found.weight, found.mean, found.variance, strict=True):
        mass = np.diff(ndtr((_ANGLES - mean[..., None]) / np.sqrt(variance)[..., None]), axis=-1)
        mass *= (weight / np.maximum(mass.sum(axis=-1), _TINY))[..., None]
        total += mass
    return total
