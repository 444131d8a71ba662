"""One odds ratio from several 2 × 2 tables, each compared within itself only.

Specification: docs/methods/associations.md. Sources: Mantel, N. & Haenszel, W. (1959). Journal of the National Cancer Institute
22, 719-748; Robins, J., Breslow, N. & Greenland, S. (1986). Biometrics 42, 311-323 (variance). Decided beforehand: what the
strata are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

_Z: Final = 1.959963984540054  # 95 %, two-sided


@dataclass(frozen=True, slots=True)
class MantelHaenszel:
    """Common odds ratio of several strata.

    Attributes
    ----------
    strata : tables without an empty margin; only these say anything.
    odds_ratio : 0 or infinite where one side never occurs; NaN where no stratum says anything or neither side occurs.
    low, high : 95 % limits; NaN where the ratio is not a positive number.
    chi2, p : of Cochran, Mantel and Haenszel, 1 degree of freedom, without continuity correction; NaN without strata.
    chi2_corrected, p_corrected : the same with continuity correction.
    """

    strata: int
    odds_ratio: float
    low: float
    high: float
    chi2: float
    p: float
    chi2_corrected: float
    p_corrected: float


def mantel_haenszel(tables: ArrayLike) -> MantelHaenszel:
    """Common odds ratio, limits and test of 2 × 2 tables of counts, shape (K, 2, 2); strata with an empty margin drop out."""
    t = np.asarray(tables, dtype=float).reshape(-1, 2, 2)
    t = t[(t.sum(axis=1) > 0).all(axis=1) & (t.sum(axis=2) > 0).all(axis=1)]
    if not len(t):
        return MantelHaenszel(0, *(np.nan,) * 7)
    ratio, low, high = _odds_ratio(t)
    rows, columns, n = t.sum(axis=2), t.sum(axis=1), t.sum(axis=(1, 2))
    beyond = abs(float((t[:, 0, 0] - rows[:, 0] * columns[:, 0] / n).sum()))
    variance = float((rows.prod(axis=1) * columns.prod(axis=1) / (n**2 * (n - 1))).sum())
    plain, corrected = (max(beyond - h, 0.0) ** 2 / variance for h in (0.0, 0.5 if beyond >= 0.5 else 0.0))
    return MantelHaenszel(len(t), ratio, low, high, plain, _p(plain), corrected, _p(corrected))


def _odds_ratio(t: NDArray[np.float64]) -> tuple[float, float, float]:
    """Ratio and limits."""
    n = t.sum(axis=(1, 2))
    same, other = (t[:, 0, 0] + t[:, 1, 1]) / n, (t[:, 0, 1] + t[:, 1, 0]) / n
    r, s = t[:, 0, 0] * t[:, 1, 1] / n, t[:, 0, 1] * t[:, 1, 0] / n
    for_, against = float(r.sum()), float(s.sum())
    if not for_ or not against:
        return (np.inf if for_ else 0.0 if against else np.nan), np.nan, np.nan
    variance = (same * r).sum() / (2 * for_**2) + (other * s).sum() / (2 * against**2)
    variance += (same * s + other * r).sum() / (2 * for_ * against)
    ratio, factor = for_ / against, float(np.exp(_Z * np.sqrt(variance)))
    return ratio, ratio / factor, ratio * factor


def _p(chi2: float) -> float:
    from scipy.special import chdtrc

    return float(chdtrc(1, chi2))
