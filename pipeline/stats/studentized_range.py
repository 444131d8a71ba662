"""Tail of the studentized range for many comparisons at once.

Specification: docs/methods/comparisons.md. Source: Copenhaver, M. D. & Holland, B. (1988). Computation of the distribution of the
maximum studentized range statistic. Journal of Statistical Computation and Simulation 30, 1-15 (the double integral).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: Both integrals run over normal coordinates, where the trapezium rule gains digits with every node.
_Z: Final = np.linspace(-8.0, 8.0, 81)
_DENSITY: Final = np.exp(-(_Z**2) / 2) / np.sqrt(2 * np.pi) * (_Z[1] - _Z[0])


def studentized_range_tail(q: ArrayLike, groups: int, df: ArrayLike) -> NDArray[np.float64]:
    """P(range of ``groups`` means ÷ their standard error > q), for every q ≥ 0 with its degrees of freedom (more than 1).

    Absolute error below 1e-6 from 2 degrees of freedom on. NaN where q or df is NaN.
    """
    from scipy.special import chdtri, ndtr

    ranges, freedom = np.broadcast_arrays(np.asarray(q, dtype=float), np.asarray(df, dtype=float))
    defined = ~np.isnan(ranges) & (freedom > 1)
    v = np.where(defined, freedom, 2.0).reshape(-1, 1)
    s = np.sqrt(chdtri(v, ndtr(-_Z)) / v)
    widths = np.where(defined, ranges, 0.0).reshape(-1, 1) * s
    tail = np.array([_of_known_spread(row, groups) @ _DENSITY for row in widths])
    return np.where(defined, np.clip(tail.reshape(ranges.shape), 0.0, 1.0), np.nan)


def _of_known_spread(widths: NDArray[np.float64], groups: int) -> NDArray[np.float64]:
    """P(range of ``groups`` standard normal values > width), by the largest of them."""
    from scipy.special import ndtr

    inside = ndtr(_Z) - ndtr(_Z - widths[:, None])
    return 1 - groups * (inside ** (groups - 1) @ _DENSITY)
