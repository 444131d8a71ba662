"""How much group means differ beyond chance, and plug-in shrinkage: DerSimonian-Laird.

The closed form, for one figure that other programs give too; intervals of groups come from ``means``, where the spread is not
taken as known. Specification: docs/methods/agreement.md. Source: DerSimonian, R. & Laird, N. (1986). Meta-analysis in clinical
trials. Controlled Clinical Trials 7, 177-188.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class RandomEffects:
    """Moments of group means.

    Attributes
    ----------
    tau2 : variance between groups beyond chance, never negative; NaN with fewer than two groups.
    mean : their mean, weighted by 1 / (v + tau2).
    predicted : best linear unbiased prediction of every group, shape (G,).
    """

    tau2: float
    mean: float
    predicted: NDArray[np.float64]


def random_effects(mean: ArrayLike, variance: ArrayLike) -> RandomEffects:
    """mean, variance : group means and their known sampling variances (> 0), shape (G,)."""
    y, v = np.asarray(mean, dtype=float), np.asarray(variance, dtype=float)
    if len(y) < 2:
        return RandomEffects(np.nan, float(y.mean()) if len(y) else np.nan, y.copy())
    w = 1 / v
    fixed = (w * y).sum() / w.sum()
    excess = (w * (y - fixed) ** 2).sum() - (len(y) - 1)
    tau2 = max(0.0, float(excess / (w.sum() - (w**2).sum() / w.sum())))
    w = 1 / (v + tau2)
    centre = float((w * y).sum() / w.sum())
    return RandomEffects(tau2, centre, centre + tau2 * w * (y - centre))
