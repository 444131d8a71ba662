"""Which sums follow from others by adding and subtracting (linear algebra)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SLACK = 1e-6


def spanned(known: NDArray[np.float64], asked: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each asked row is a weighted sum of known rows.

    known : (K, N), the sums that are known, as weights of N unknowns. asked : (Q, N). Gives (Q,).
    """
    if not len(known) or not len(asked):
        return np.zeros(len(asked), dtype=bool)
    weights = np.linalg.lstsq(known.T, asked.T, rcond=None)[0]
    found: NDArray[np.bool_] = np.abs(known.T @ weights - asked.T).max(axis=0) < _SLACK
    return found
