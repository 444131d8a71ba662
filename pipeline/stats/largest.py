"""Which of several uncertain values is the largest, and how sure that is. Specification: docs/methods/causes.md.

Source: Gupta, S. S. (1965). On some multiple decision (selection and ranking) rules. Technometrics 7, 225-245.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

_SLICES = 400  # equally likely values of a standard normal
_AT_ONCE = 2_000_000  # numbers that are worked on together stay near the processor


def chance_largest(mean: ArrayLike, error: ArrayLike) -> NDArray[np.float64]:
    """P(value is the largest of its row), the values being independent normals; rows sum to 1.

    mean, error : shape (R, C), in one unit; error > 0. NaN in either where there is no value: its chance is NaN.
    """
    m, e = np.asarray(mean, dtype=float), np.asarray(error, dtype=float)
    there = ~(np.isnan(m) | np.isnan(e))
    if np.any(e[there] <= 0):
        raise ValueError("errors must be above 0")
    centre, spread = np.where(there, m, -np.inf), np.where(there, e, 1.0)
    z = ndtri((np.arange(_SLICES) + 0.5) / _SLICES)
    found = np.zeros_like(centre)
    for some in np.array_split(np.arange(len(m)), max(1, m.size * m.shape[1] * _SLICES // _AT_ONCE)):
        for column in range(m.shape[1]):
            value = np.where(there[some, column], m[some, column], 0.0)[:, None] + spread[some, column, None] * z
            below = np.ones_like(value)
            for other in range(m.shape[1]):
                if other != column:
                    below *= ndtr((value - centre[some, other, None]) / spread[some, other, None])
            found[some, column] = below.mean(axis=1)
    found = np.where(there, found, np.nan)
    return found / np.nansum(found, axis=1, keepdims=True)
