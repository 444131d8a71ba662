"""Groups compared, two by ranks or several by means and ranks, and many tests judged together.

Specification: docs/methods/comparisons.md. Sources: Mann, H. B. & Whitney, D. R. (1947). Annals of Mathematical Statistics 18,
50-60; Welch, B. L. (1951). Biometrika 38, 330-336; Kruskal, W. H. & Wallis, W. A. (1952). JASA 47, 583-621; Games, P. A. &
Howell, J. F. (1976). Journal of Educational Statistics 1, 113-125; Hedges, L. V. (1981). The same 6, 107-128;
Benjamini, Y. & Hochberg, Y. (1995). JRSS B 57, 289-300; Benjamini, Y. & Yekutieli, D. (2001). Annals of Statistics 29, 1165-1188;
Holm, S. (1979). Scandinavian Journal of Statistics 6, 65-70. Decided beforehand: which tests form one family.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipeline.stats.studentized_range import studentized_range_tail

Adjustment = Literal["bh", "by", "holm"]
BRACKETS: Final = ("<.001", "<.01", "<.05", "not")
"""All that is told of a p value."""


@dataclass(frozen=True, slots=True)
class MannWhitney:
    """Comparison of two groups by ranks; NaN where a group is empty or nobody differs.

    Attributes
    ----------
    u : pairs in which the first group is higher, ties counting one half.
    p : two-sided, normal approximation with ties and continuity (as R's wilcox.test with exact = FALSE).
    common_language : P(a person of the first group is higher than one of the second), ties counting one half.
    rank_biserial : 2 × that - 1, from -1 to 1.
    """

    u: float
    p: float
    common_language: float
    rank_biserial: float


def mann_whitney(first: ArrayLike, second: ArrayLike) -> MannWhitney:
    """Mann-Whitney U of two samples; NaN values are left out. Effect sizes come from U, so memory does not grow with pairs."""
    from scipy.special import ndtr

    a, b = (np.asarray(part, dtype=float) for part in (first, second))
    a, b = a[~np.isnan(a)], b[~np.isnan(b)]
    if not len(a) or not len(b) or np.ptp(np.concatenate([a, b])) == 0:
        return MannWhitney(np.nan, np.nan, np.nan, np.nan)
    ranked, everybody = _ranked(np.concatenate([a, b])), len(a) + len(b)
    u = float(ranked.rank[: len(a)].sum()) - len(a) * (len(a) + 1) / 2
    pairs = len(a) * len(b)
    spread = np.sqrt(pairs / 12 * (everybody + 1 - ranked.ties / (everybody * (everybody - 1))))
    p = 2 * float(ndtr(-(max(u, pairs - u) - pairs / 2 - 0.5) / spread))
    return MannWhitney(u, min(p, 1.0), u / pairs, 2 * u / pairs - 1)


@dataclass(frozen=True, slots=True)
class _Ranked:
    """rank : of every value, from 1, ties at the middle of theirs. ties : Σ (t³ - t) over values that t people share."""

    rank: NDArray[np.float64]
    ties: float


def _ranked(values: NDArray[np.float64]) -> _Ranked:
    _, place, times = np.unique(values, return_inverse=True, return_counts=True)
    shared = times.astype(np.float64)
    return _Ranked((np.cumsum(shared) - (shared - 1) / 2)[place], float((shared**3 - shared).sum()))


def adjust(p: ArrayLike, method: Adjustment) -> NDArray[np.float64]:
    """P values adjusted for the number of tests, same shape and order; NaN stays NaN and is no test.

    bh : false discovery rate; by : the same under any dependence; holm : any false finding at all.
    """
    values = np.asarray(p, dtype=float)
    tests = ~np.isnan(values)
    if not tests.any():
        return values.copy()
    adjusted = np.full(values.shape, np.nan)
    adjusted[tests] = _step_down(values[tests]) if method == "holm" else _step_up(values[tests], method)
    return adjusted


def _step_down(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Holm: the smallest times the number of tests, the next one times one less; never below one before it."""
    order = np.argsort(p)
    return _back(np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1)), order)


def _step_up(p: NDArray[np.float64], method: Adjustment) -> NDArray[np.float64]:
    """Benjamini-Hochberg, or Benjamini-Yekutieli: times tests / rank, and the sum of 1 / rank; never above one after it."""
    order, rank = np.argsort(p), np.arange(1.0, len(p) + 1)
    larger = p[order] * (len(p) / rank) * ((1 / rank).sum() if method == "by" and len(p) > 1 else 1.0)
    return _back(np.minimum.accumulate(larger[::-1])[::-1], order)


def _back(sorted_p: NDArray[np.float64], order: NDArray[np.intp]) -> NDArray[np.float64]:
    """P values, at most 1, in the order in which they were given."""
    found = np.empty(len(order))
    found[order] = np.minimum(sorted_p, 1.0)
    return found


def brackets(p: ArrayLike) -> NDArray[np.str_]:
    """Each p value as one of ``BRACKETS``, same shape; NaN is "not"."""
    values = np.nan_to_num(np.asarray(p, dtype=float), nan=1.0)
    return np.array(BRACKETS)[np.searchsorted([0.001, 0.01, 0.05], values, side="right")]


@dataclass(frozen=True, slots=True)
class Omnibus:
    """Whether several groups are alike, in means (Welch) and in ranks (Kruskal-Wallis).

    Attributes
    ----------
    status : ok; few_groups below three; few_people or no_spread where a group has fewer than two people or no spread.
    f, df1, df2, welch_p : Welch's analysis of variance. h, kruskal_p : Kruskal-Wallis with ties. All NaN unless ok.
    """

    status: Literal["ok", "few_groups", "few_people", "no_spread"]
    f: float = np.nan
    df1: float = np.nan
    df2: float = np.nan
    welch_p: float = np.nan
    h: float = np.nan
    kruskal_p: float = np.nan


def omnibus(n: ArrayLike, mean: ArrayLike, variance: ArrayLike, counts: ArrayLike) -> Omnibus:
    """Both tests over all groups, none empty.

    n, mean, variance : of each group, (G,). counts : people of each group by value, values ascending, (G, V); it need not tell
    apart what lies closely together: then these people tie.
    """
    size, means, spread, table = (np.asarray(part, dtype=float) for part in (n, mean, variance, counts))
    if len(size) < 3:
        return Omnibus("few_groups")
    if size.min() < 2:
        return Omnibus("few_people")
    if not (spread > 0).all() or ((table > 0).sum(axis=1) < 2).any():
        return Omnibus("no_spread")
    f, df1, df2, welch_p = _welch(size, means, spread)
    return Omnibus("ok", f, df1, df2, welch_p, *_kruskal_wallis(table))


def _welch(n: NDArray[np.float64], mean: NDArray[np.float64], variance: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """F, both degrees of freedom, p."""
    from scipy.special import fdtrc

    weight, groups = n / variance, len(n)
    share = weight / weight.sum()
    loss = float(((1 - share) ** 2 / (n - 1)).sum())
    between = float((weight * (mean - share @ mean) ** 2).sum()) / (groups - 1)
    f = between / (1 + 2 * (groups - 2) * loss / (groups**2 - 1))
    df1, df2 = float(groups - 1), (groups**2 - 1) / (3 * loss)
    return f, df1, df2, float(fdtrc(df1, df2, f))


def _kruskal_wallis(counts: NDArray[np.float64]) -> tuple[float, float]:
    """H with its correction for ties, p."""
    from scipy.special import chdtrc

    ties, size = counts.sum(axis=0), counts.sum(axis=1)
    n = float(ties.sum())
    # Mid-ranks around their mean, so that large ranks do not cancel.
    ranks = np.cumsum(ties) - ties / 2 - n / 2
    h = 12 / (n * (n + 1)) * float(((counts @ ranks) ** 2 / size).sum()) / (1 - float((ties**3 - ties).sum()) / (n**3 - n))
    return h, float(chdtrc(len(size) - 1, h))


@dataclass(frozen=True, slots=True)
class GamesHowell:
    """Every pair of groups, in the order of ``np.triu_indices``: numbers of both, difference of means, t, df, adjusted p."""

    first: NDArray[np.intp]
    second: NDArray[np.intp]
    difference: NDArray[np.float64]
    t: NDArray[np.float64]
    df: NDArray[np.float64]
    p: NDArray[np.float64]


def games_howell(n: ArrayLike, mean: ArrayLike, variance: ArrayLike) -> GamesHowell:
    """Games-Howell test of all pairs from size (at least 2), mean and variance of each group; NaN for pairs without spread."""
    size, means, spread = (np.asarray(part, dtype=float) for part in (n, mean, variance))
    i, j = np.triu_indices(len(size), k=1)
    error = spread / size
    difference, both = means[i] - means[j], error[i] + error[j]
    with np.errstate(invalid="ignore", divide="ignore"):
        t = np.where(both > 0, difference / np.sqrt(both), np.nan)
        df = both**2 / (error[i] ** 2 / (size[i] - 1) + error[j] ** 2 / (size[j] - 1))
    return GamesHowell(i, j, difference, t, df, studentized_range_tail(np.sqrt(2) * np.abs(t), len(size), df))


def hedges_g(difference: ArrayLike, variance: float, df: float) -> NDArray[np.float64]:
    """Differences of means in pooled SDs, corrected for few people; NaN without a positive variance of persons on df."""
    apart = np.asarray(difference, dtype=float)
    if not (variance > 0 and df > 1):
        return np.full(apart.shape, np.nan)
    return apart / np.sqrt(variance) * (1 - 3 / (4 * df - 1))


def partial_eta_squared(n: ArrayLike, mean: ArrayLike, variance: float) -> float:
    """Share of the variance between groups, from their sizes and means and the pooled variance of persons within groups."""
    size, means = np.asarray(n, dtype=float), np.asarray(mean, dtype=float)
    between = float((size * (means - np.average(means, weights=size)) ** 2).sum())
    everything = between + float(size.sum() - len(size)) * variance
    return between / everything if everything > 0 else np.nan
