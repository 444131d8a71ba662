"""Which sums follow from others by adding and subtracting (linear algebra)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SLACK = 1e-6


def spanned(known: NDArray[np.float64], asked: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each asked row is a weighted sum of known rows.

    known : (K, N), the sums that are known, as weights of N unknowns. asked : (Q, N). Gives (Q,).
    """
    return np.asarray(np.isfinite(combinations(known, asked)).all(axis=1), dtype=np.bool_)


def combinations(known: NDArray[np.float64], asked: NDArray[np.float64]) -> NDArray[np.float64]:
    """The weights of known rows that add up to each asked row, the smallest there are; NaN where none do. (Q, K)"""
    if not len(known) or not len(asked):
        return np.full((len(asked), max(1, len(known))), np.nan)
    weights = np.linalg.lstsq(known.T, asked.T, rcond=None)[0]
    follows = np.abs(known.T @ weights - asked.T).max(axis=0) < _SLACK
    found: NDArray[np.float64] = np.where(follows, weights, np.nan).T
    return found
