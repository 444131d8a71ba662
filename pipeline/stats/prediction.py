"""Shares among current staff: what those who answered said, plus a prediction for the silent.

The share is (S + X) / N with X the persons among the N - n silent. Without a roster it is the share p of the population that the
answers stand for. Specification: docs/methods/shares.md. Source: Ericson, W. A. (1969). Subjective Bayesian models in
sampling finite populations. Journal of the Royal Statistical Society B 31, 195-233.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, gammaln

from pipeline.stats.shares import EDGES, MIDDLES, SharePosterior

_NEGLIGIBLE = 1e-10
_FURTHEST = 100
_REACH = 5.0  # times the root of the silent: further from their expectation nobody looks


@dataclass(frozen=True, slots=True)
class SharePrediction:
    """The share of current staff, per group, each of shape (G,).

    Attributes
    ----------
    mean, low, high : expected share and the limits of its interval, 0-1; of whole persons: the totals whose mid-probability
        P(below) + P(exactly) / 2 lies within the interval's tails.
    probability : P(share > cut).
    count, count_low, count_high : the same in persons; NaN where staff is unknown.
    """

    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    probability: NDArray[np.float64]
    count: NDArray[np.float64]
    count_low: NDArray[np.float64]
    count_high: NDArray[np.float64]

    def rows(self, some: slice | NDArray[np.intp]) -> SharePrediction:
        """The predictions of some groups."""
        return SharePrediction(*(getattr(self, field.name)[some] for field in fields(self)))


def predict(
    posterior: SharePosterior, staff: ArrayLike, *, cut: float, interval: float = 0.90, shift: float = 0.0
) -> SharePrediction:
    """Predict the share of current staff.

    staff : roster size per group, shape (G,); NaN where unknown (then the share of the population). At least n is assumed.
    cut : share that ``probability`` compares with. shift : how much more reluctant the silent are, as a share (p + shift
    within 0-1).
    """
    sizes = current_staff(posterior, staff)
    tails = np.array([(1 - interval) / 2, (1 + interval) / 2])
    found = np.empty((len(sizes), 4))
    unknown = np.isnan(sizes)
    if unknown.any():
        found[unknown] = _of_population(posterior.weights[unknown], cut, tails)
    for chances in _chances(posterior, np.flatnonzero(~unknown), sizes, shift):
        found[chances.groups] = _of_staff(chances, sizes[chances.groups], cut, tails)
    mean, low, high, probability = found.T
    return SharePrediction(mean, low, high, probability, mean * sizes, np.rint(low * sizes), np.rint(high * sizes))


def exceedance(posterior: SharePosterior, staff: ArrayLike, *, cut: float, shift: ArrayLike = 0.0) -> NDArray[np.float64]:
    """P(share of current staff > cut) with the silent ``shift`` more reluctant (one number, or one per group), shape (G,)."""
    return exceedances(posterior, staff, cut=cut).at(shift)


@dataclass(frozen=True, slots=True)
class Exceedances:
    """``exceedance`` of one posterior, to be asked for several shifts.

    Attributes
    ----------
    groups : how many. group, p, weight : of every pair of count and bin that matters, shape (J,). above : P(p > cut) there.
    known : pairs of groups with a roster. silent, needed : of these, persons who did not answer, and how many of them it takes.
    """

    groups: int
    group: NDArray[np.int64]
    p: NDArray[np.float64]
    weight: NDArray[np.float64]
    above: NDArray[np.float64]
    known: NDArray[np.bool_]
    silent: NDArray[np.float64]
    needed: NDArray[np.float64]

    def at(self, shift: ArrayLike) -> NDArray[np.float64]:
        """P(share of current staff > cut) with the silent ``shift`` more reluctant (one number, or one per group), shape (G,)."""
        own = np.broadcast_to(np.asarray(shift, dtype=float), (self.groups,))[self.group]
        above = self.above.copy()
        above[self.known] = _at_least(self.needed, self.silent, np.clip(self.p + own, 0.0, 1.0)[self.known])
        more, all_of_them = (
            np.bincount(self.group, weights=w, minlength=self.groups) for w in (self.weight * above, self.weight)
        )
        return more / all_of_them


def exceedances(posterior: SharePosterior, staff: ArrayLike, *, cut: float) -> Exceedances:
    """What ``exceedance`` needs, whatever the shift."""
    pair, column = np.nonzero(posterior.joint > _NEGLIGIBLE)
    group = posterior.group[pair]
    size, n, count = current_staff(posterior, staff)[group], posterior.n[group], posterior.count[pair]
    known = ~np.isnan(size)
    above = np.clip((EDGES[column + 1] - cut) / (EDGES[column + 1] - EDGES[column]), 0.0, 1.0)
    silent, needed = size - n, np.floor(cut * size + 1e-9) + 1.0 - count
    return Exceedances(
        len(posterior.n), group, MIDDLES[column], posterior.joint[pair, column], above, known, silent[known], needed[known]
    )  # fmt: skip


def smallest_shift(changes: Callable[[NDArray[np.int64]], NDArray[np.bool_]], groups: int) -> NDArray[np.float64]:
    """The smallest whole number of points, 1-100, from which ``changes(points)`` is true for a group; NaN where none is.

    changes : points per group, shape (groups,) -> true where the label has changed; once true it must stay true.
    """
    low, high = np.zeros(groups, dtype=np.int64), np.full(groups, _FURTHEST)
    ever = changes(high)
    while np.any(high - low > 1):
        middle = (low + high) // 2
        changed = changes(middle)
        low, high = np.where(changed, low, middle), np.where(changed, middle, high)
    return np.where(ever, high.astype(float), np.nan)


def current_staff(posterior: SharePosterior, staff: ArrayLike) -> NDArray[np.float64]:
    """Roster size per group, never below the number who answered; NaN where unknown."""
    return np.maximum(np.asarray(staff, dtype=float), posterior.n)


def _at_least(needed: NDArray[np.float64], silent: NDArray[np.float64], p: NDArray[np.float64]) -> NDArray[np.float64]:
    """P(X >= needed) for X ~ Binomial(silent, p)."""
    inside = (needed > 0) & (needed <= silent)
    chance = (needed <= 0).astype(float)
    chance[inside] = betainc(needed[inside], (silent - needed)[inside] + 1.0, p[inside])
    return chance


def _of_population(weights: NDArray[np.float64], cut: float, tails: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean, limits and P(> cut) of p of every group, shape (G, 4); p is uniform within its bin."""
    cumulative = np.concatenate([np.zeros((len(weights), 1)), np.cumsum(weights, axis=1)], axis=1)
    limits = [np.interp(tails, row, EDGES) for row in cumulative]
    below = [np.interp(cut, EDGES, row) for row in cumulative]
    return np.column_stack([weights @ MIDDLES, np.array(limits), 1 - np.array(below)])


@dataclass(frozen=True, slots=True)
class _Chances:
    """P(S + X = first, first + 1, ...) of some groups. groups, first : (H,). chance : (H, most), 0 beyond a group's totals."""

    groups: NDArray[np.intp]
    first: NDArray[np.int64]
    chance: NDArray[np.float64]


def _of_staff(found: _Chances, sizes: NDArray[np.float64], cut: float, tails: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean, limits and P(> cut) of (S + X) / N, shape (H, 4)."""
    chance = found.chance
    totals = found.first[:, None] + np.arange(chance.shape[1])
    # Mid-probabilities (Lancaster 1961): whole tails would make limits of few people cover well more than they say.
    middle = np.cumsum(chance, axis=1) - chance / 2
    low = found.first + (middle < tails[0]).sum(axis=1)
    high = found.first + (middle <= tails[1]).sum(axis=1) - 1
    above = np.where(totals > (cut * sizes + 1e-9)[:, None], chance, 0.0).sum(axis=1)
    return np.column_stack([(totals * chance).sum(axis=1) / sizes, low / sizes, high / sizes, above])


def _chances(posterior: SharePosterior, groups: NDArray[np.intp], sizes: NDArray[np.float64], shift: float) -> Iterator[_Chances]:
    """The distributions of S + X of ``groups``, some groups with about as many silent at a time."""
    silent = sizes[groups].astype(np.int64) - posterior.n[groups]
    order = np.argsort(silent, kind="stable")
    weights = np.where((posterior.weights > _NEGLIGIBLE)[posterior.group], posterior.joint, 0.0)
    p = np.clip(MIDDLES + shift, 1e-12, 1 - 1e-12)
    for some in np.split(order, np.flatnonzero(np.diff(np.frexp(silent[order])[1])) + 1):
        alike = np.split(some, np.flatnonzero(np.diff(silent[some])) + 1)
        parts = [_of_silent(posterior, weights, groups[same], int(silent[same[0]]), p) for same in alike if len(same)]
        if parts:
            yield _together(parts)


def _together(parts: Sequence[_Chances]) -> _Chances:
    chance = np.zeros((sum(len(part.groups) for part in parts), max(part.chance.shape[1] for part in parts)))
    start = 0
    for part in parts:
        chance[start : start + len(part.groups), : part.chance.shape[1]] = part.chance
        start += len(part.groups)
    return _Chances(np.concatenate([part.groups for part in parts]), np.concatenate([part.first for part in parts]), chance)


def _of_silent(
    posterior: SharePosterior, weights: NDArray[np.float64], groups: NDArray[np.intp], silent: int, p: NDArray[np.float64]
) -> _Chances:
    """Groups with as many silent; S and X are independent given p. weights : the joint chances that matter, (K, BINS)."""
    begins, ends = (np.searchsorted(posterior.group, groups, side=side) for side in ("left", "right"))
    rows, first = begins, posterior.count[begins]
    exact = bool((ends - begins == 1).all())
    if not exact:
        rows = np.concatenate([np.arange(begin, end) for begin, end in zip(begins, ends, strict=True)])
    own = weights[rows]
    bins = np.flatnonzero(own.any(axis=0))
    columns = slice(bins[0], bins[-1] + 1)
    x = _likely(silent, p[columns])
    chance = own[:, columns] @ _binomial(x, silent, p[columns])
    if not exact:
        of = np.repeat(np.arange(len(groups)), ends - begins)
        away = posterior.count[rows] - first[of]
        whole = np.zeros((len(groups), int(away.max()) + len(x)))
        for group, offset, row in zip(of, away, chance, strict=True):
            whole[group, offset : offset + len(x)] += row
        chance = whole
    return _Chances(groups, first + int(x[0]), chance / chance.sum(axis=1, keepdims=True))


def _likely(silent: int, p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values of X that are not out of reach: all others together are less likely than 1e-20 (Hoeffding 1963)."""
    reach = _REACH * np.sqrt(silent)
    return np.arange(max(0.0, np.floor(silent * p[0] - reach)), min(silent, np.ceil(silent * p[-1] + reach)) + 1)


def _binomial(x: NDArray[np.float64], silent: int, p: NDArray[np.float64]) -> NDArray[np.float64]:
    """P(X = x) for X ~ Binomial(silent, p), shape (P, X)."""
    choose = gammaln(silent + 1.0) - gammaln(x + 1.0) - gammaln(silent - x + 1.0)
    return np.exp(choose + x * np.log(p)[:, None] + (silent - x) * np.log1p(-p)[:, None])
