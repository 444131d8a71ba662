"""Signs of answers given without reading: runs of one answer, unusual patterns, contradictions.

None of them alone is proof; which of them together exclude an answer is decided in ``pipeline/clean/quality.py``. Specification:
docs/methods/careless.md. Sources: Meade, A. W. & Craig, S. B. (2012). Psychological Methods 17, 437-455; Curran, P. G. (2016).
Journal of Experimental Social Psychology 66, 4-19; names as in Yentes & Wilhelm's R package careless. Decided beforehand: the
order in which items were asked, which are reversed, and which scale each belongs to.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipeline.stats.moments import moments

#: Smallest share of an item's variance that the other items must leave; below, its pattern cannot be told from rounding.
_LEAST_OWN: Final = 1e-6
_FEWEST_SCALES: Final = 5
#: Entries of the small systems that are solved together: some 30 MB.
_ENTRIES: Final = 4_000_000


def longest_run(answers: ArrayLike) -> NDArray[np.int64]:
    """Longest run of one and the same answer, shape (n,).

    answers : persons × items as given, in the order asked; NaN is passed over.
    """
    x = np.asarray(answers, dtype=float)
    last, run, longest = np.full(len(x), np.nan), np.zeros(len(x), dtype=np.int64), np.zeros(len(x), dtype=np.int64)
    for j in range(x.shape[1]):
        given = ~np.isnan(x[:, j])
        run = np.where(given, np.where(x[:, j] == last, run + 1, 1), run)
        last = np.where(given, x[:, j], last)
        longest = np.maximum(longest, run)
    return longest


def mahalanobis_p(answers: ArrayLike, fewest: int = 10) -> NDArray[np.float64]:
    """P(a distance as large from everybody's mean) of each person by chi square, shape (n,).

    From the items that the person answered and their pairwise covariances. NaN below ``fewest`` answers, and for all where
    there are
    not more people than items. Items answered alike by all are left out.
    """
    from scipy.special import chdtrc

    x = np.asarray(answers, dtype=float)
    known = moments(x)
    used = known.varying
    x, n = x[:, used], known.n[np.ix_(used, used)]
    there = ~np.isnan(x)
    answered = there.sum(axis=1)
    if not used.any() or len(x) <= used.sum():
        return np.full(len(x), np.nan)
    centred = x - (known.centre + np.diag(known.total) / np.maximum(np.diag(known.n), 1))[used]
    covariance = np.where(n >= 2, known.covariance[np.ix_(used, used)], 0.0)
    distance = _distances(np.where(there, centred, 0.0), there, _definite(covariance))
    return np.where(answered >= fewest, chdtrc(np.maximum(answered, 1), distance), np.nan)


def response_variability(answers: ArrayLike) -> NDArray[np.float64]:
    """Standard deviation of each person's answers as given (intra-individual response variability), shape (n,); NaN below two."""
    x = np.asarray(answers, dtype=float)
    there = ~np.isnan(x)
    n = there.sum(axis=1)
    mean = np.where(there, x, 0).sum(axis=1) / np.maximum(n, 1)
    squares = np.where(there, (x - mean[:, None]) ** 2, 0).sum(axis=1)
    return np.where(n >= 2, np.sqrt(squares / np.maximum(n - 1, 1)), np.nan)


def even_odd(answers: ArrayLike, scale: ArrayLike) -> NDArray[np.float64]:
    """Even-odd consistency, shape (n,): correlation over scales of the means of odd and even items, stepped up; NaN if undefined.

    answers : persons × items, keyed. Only scales of two items and more count; with fewer than five of them the figure is too
    rough to be used at all, and everybody gets NaN.
    """
    x, of = np.asarray(answers, dtype=float), np.asarray(scale)
    names = [name for name in dict.fromkeys(of.tolist()) if (of == name).sum() >= 2]
    if len(names) < _FEWEST_SCALES:
        return np.full(len(x), np.nan)
    odd, even = (np.column_stack([_row_means(x[:, of == name][:, start::2]) for name in names]) for start in (0, 1))
    both = ~np.isnan(odd) & ~np.isnan(even)
    r = _row_correlations(np.where(both, odd, np.nan), np.where(both, even, np.nan))
    stepped = np.divide(2 * r, 1 + r, out=np.full(len(x), -1.0), where=r > -1)
    return np.where(both.sum(axis=1) >= _FEWEST_SCALES, np.where(np.isnan(r), np.nan, np.maximum(stepped, -1.0)), np.nan)


def contradictions(answers: ArrayLike, pairs: ArrayLike, apart: float) -> NDArray[np.int64]:
    """How many pairs of oppositely worded items a person answered against each other, shape (n,).

    answers : persons × items, *keyed* in one direction. pairs : two item numbers each, shape (p, 2). apart : smallest distance
    between the keyed answers that contradicts, in their unit.
    """
    x, two = np.asarray(answers, dtype=float), np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
    with np.errstate(invalid="ignore"):
        return (np.abs(x[:, two[:, 0]] - x[:, two[:, 1]]) >= apart).sum(axis=1)


def opposite_pairs(answers: ArrayLike, scale: ArrayLike, reverse: ArrayLike) -> NDArray[np.int64]:
    """Each reversed item with the other item of its scale, not reversed, that goes with it most closely; shape (p, 2).

    answers : persons × items, keyed. Only pairs that go together at all (r > 0); an item stands in several pairs if need be.
    """
    c = moments(answers).covariance
    spread = np.sqrt(np.diag(c))
    with np.errstate(invalid="ignore", divide="ignore"):
        r = np.nan_to_num(c / np.outer(spread, spread), nan=-1.0)
    scales, reversed_ = np.asarray(scale), np.asarray(reverse, dtype=bool)
    pairs = []
    for j in np.flatnonzero(reversed_):
        candidates = np.flatnonzero((scales == scales[j]) & ~reversed_)
        if len(candidates) and r[j, candidates].max() > 0:
            pairs.append((j, candidates[r[j, candidates].argmax()]))
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _row_means(x: NDArray[np.float64]) -> NDArray[np.float64]:
    there = ~np.isnan(x)
    n = there.sum(axis=1)
    return np.where(n > 0, np.where(there, x, 0).sum(axis=1) / np.maximum(n, 1), np.nan)


def _row_correlations(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Correlation of each row of two arrays with NaN in the same places."""
    there = ~np.isnan(a)
    x = np.where(there, a - _row_means(a)[:, None], 0)
    y = np.where(there, b - _row_means(b)[:, None], 0)
    spread = np.sqrt((x**2).sum(axis=1) * (y**2).sum(axis=1))
    return np.divide((x * y).sum(axis=1), spread, out=np.full(len(x), np.nan), where=spread > 1e-9)


def profile_correlation(answers: ArrayLike) -> NDArray[np.float64]:
    """Correlation of each person's keyed answers with the items' means, over the items answered; shape (n,), NaN if undefined.

    A person who took the scale the wrong way round agrees most with what all others agree with least.
    """
    x = np.asarray(answers, dtype=float)
    there = ~np.isnan(x)
    means = np.where(there, x, 0).sum(axis=0) / np.maximum(there.sum(axis=0), 1)
    return _row_correlations(x, np.where(there, means, np.nan))


def _definite(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """The nearest matrix whose correlations can be those of one set of people: pairwise ones may contradict each other."""
    spread = np.sqrt(np.diag(covariance))
    values, vectors = np.linalg.eigh(covariance / np.outer(spread, spread))
    if values.min() >= _LEAST_OWN:
        return covariance
    mended = (vectors * np.maximum(values, _LEAST_OWN)) @ vectors.T
    unit = np.sqrt(np.diag(mended))
    return mended / np.outer(unit, unit) * np.outer(spread, spread)


def _distances(centred: NDArray[np.float64], there: NDArray[np.bool_], covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Squared Mahalanobis distance of every person over the items answered.

    With P the inverse of all covariances and z = P x (blanks at 0), it is x'z - z_m' (P_mm)^-1 z_m over the m items left out: one
    small system for each person, all of those with as many blanks together.
    """
    precision = np.linalg.inv(covariance)
    z = centred @ precision
    distance = (centred * z).sum(axis=1)
    blanks = (~there).sum(axis=1)
    for m in np.unique(blanks[blanks > 0]).tolist():
        for people in np.array_split(np.flatnonzero(blanks == m), (blanks == m).sum() * m * m // _ENTRIES + 1):
            left_out = np.nonzero(~there[people])[1].reshape(len(people), m)
            own = np.take_along_axis(z[people], left_out, axis=1)
            systems = precision[left_out[:, :, None], left_out[:, None, :]]
            distance[people] -= (own * np.linalg.solve(systems, own[:, :, None])[:, :, 0]).sum(axis=1)
    return np.maximum(distance, 0.0)
