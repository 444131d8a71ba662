"""Two samples of which some persons are in both: difference of means and of shares, from summary figures.

The partially overlapping samples t of Derrick, B., Russ, B., Toher, D. & White, P. (2017). Test statistics for the comparison of
means for two samples that include both paired and independent observations. Journal of Modern Applied Statistical Methods 16(1),
137-157; for shares: Derrick, B., Dobson-McKittrick, A., Toher, D. & White, P. (2015). Test statistics for comparing two
proportions with partially overlapping samples. Journal of Applied Quantitative Methods 10(3). Specification:
docs/methods/change.md. Without persons in both it is Welch's t, with nobody else the paired t.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, stdtr

_TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Sample:
    """One of the two samples: mean, variance of persons (squared unit of the mean), persons. Arrays of one shape, or numbers."""

    mean: ArrayLike
    variance: ArrayLike
    n: ArrayLike


@dataclass(frozen=True, slots=True)
class InBoth:
    """Persons who are in both samples, and the correlation of their two values. NaN: not known, which counts as nobody."""

    n: ArrayLike = 0
    correlation: ArrayLike = 0


@dataclass(frozen=True, slots=True)
class Overlap:
    """Second mean minus first.

    Attributes
    ----------
    difference, standard_error : in the unit of the means. statistic, df : t, or z where ``df`` is infinite. p : two-sided.
    """

    difference: NDArray[np.float64]
    standard_error: NDArray[np.float64]
    statistic: NDArray[np.float64]
    df: NDArray[np.float64]
    p: NDArray[np.float64]


def overlap_t(first: Sample, second: Sample, both: InBoth, *, equal_variances: bool = False) -> Overlap:
    """The t test. raises : ValueError where more persons are in both samples than in one of them."""
    n1, n2 = _float(first.n), _float(second.n)
    shared = _known(both)
    difference = _float(second.mean) - _float(first.mean)
    if equal_variances:
        pooled = ((n1 - 1) * _float(first.variance) + (n2 - 1) * _float(second.variance)) / (n1 + n2 - 2)
        first, second = Sample(first.mean, pooled, n1), Sample(second.mean, pooled, n2)
    apart = n1 + n2 - 2 * shared.n
    free = n1 + n2 - shared.n - 1 if equal_variances else _welch_df(first, second) - shared.n + 1
    df = shared.n - 1 + free * apart / (n1 + n2)
    error = np.sqrt(overlap_variance(first, second, both))
    t = difference / np.maximum(error, _TINY)
    return Overlap(difference, error, t, df, 2 * stdtr(df, -np.abs(t)))


def overlap_z(first: Sample, second: Sample, both: InBoth, unit: float = 1.0) -> Overlap:
    """The z test of two shares, φ as the correlation. unit : what a share of everybody is, 1 or 100 (percent).

    The test takes the variance that both samples have if the shares are equal; the standard error takes each its own.
    """
    n1, n2 = _float(first.n), _float(second.n)
    pooled = (n1 * _float(first.mean) + n2 * _float(second.mean)) / (n1 + n2)
    common = pooled * (unit - pooled)
    difference = _float(second.mean) - _float(first.mean)
    under = overlap_variance(Sample(first.mean, common, n1), Sample(second.mean, common, n2), both)
    z = difference / np.maximum(np.sqrt(under), _TINY)
    error = np.sqrt(overlap_variance(first, second, both))
    return Overlap(difference, error, z, np.full_like(z, np.inf), 2 * ndtr(-np.abs(z)))


def overlap_variance(first: Sample, second: Sample, both: InBoth) -> NDArray[np.float64]:
    """Sampling variance of the difference of the means."""
    n1, n2, s1, s2 = (_float(value) for value in (first.n, second.n, np.sqrt(first.variance), np.sqrt(second.variance)))
    shared = _known(both)
    if np.any(shared.n > np.minimum(n1, n2)):
        raise ValueError("more persons in both samples than in one of them")
    return s1**2 / n1 + s2**2 / n2 - 2 * shared.correlation * s1 * s2 * shared.n / (n1 * n2)


def apart_variance(first: Sample, second: Sample, both: InBoth) -> NDArray[np.float64]:
    """Sampling variance of (change of those in both) minus (difference of the means); NaN where nobody is in both.

    0 where nobody else is in either sample.
    """
    n1, n2, s1, s2 = (_float(value) for value in (first.n, second.n, np.sqrt(first.variance), np.sqrt(second.variance)))
    shared = _known(both)
    n = np.where(shared.n > 0, shared.n, np.nan)
    left, came = n1 - n, n2 - n
    own = s2**2 * came / (n * n2) + s1**2 * left / (n * n1)
    return np.maximum(own - 2 * shared.correlation * s1 * s2 * left * came / (n * n1 * n2), 0.0)


@dataclass(frozen=True, slots=True)
class _Shared:
    n: NDArray[np.float64]
    correlation: NDArray[np.float64]


def _known(both: InBoth) -> _Shared:
    return _Shared(np.nan_to_num(_float(both.n)), np.nan_to_num(_float(both.correlation)))


def _welch_df(first: Sample, second: Sample) -> NDArray[np.float64]:
    one, two = _float(first.variance) / _float(first.n), _float(second.variance) / _float(second.n)
    below = one**2 / (_float(first.n) - 1) + two**2 / (_float(second.n) - 1)
    return np.divide((one + two) ** 2, below, out=np.full_like(below, np.inf), where=below > 0)


def _float(values: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(values, dtype=float)
