"""Shares among current staff: what those who answered said, plus a prediction for the silent.

The share is (S + X) / N with X the persons among the N - n silent. Without a roster it is the share p of the population that the
answers stand for. Specification: docs/methods/shares.md. Source: Ericson, W. A. (1969). Subjective Bayesian models in
sampling finite populations. Journal of the Royal Statistical Society B 31, 195-233.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc

from pipeline.stats.shares import EDGES, MIDDLES, SharePosterior
from pipeline.stats.total_chances import Chances, chances
from pipeline.stats.totals import Totals

_NEGLIGIBLE = 1e-10
_FURTHEST = 100
#: Of more silent than these not every total has its chance written down: limits are searched.
_MANY = 1_000


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
    with np.errstate(invalid="ignore"):
        many = sizes - posterior.n > _MANY
    for few in chances(posterior, np.flatnonzero(~unknown & ~many), sizes, _shares(shift)):
        found[few.groups] = _of_staff(few, sizes[few.groups], cut, tails)
    if many.any():
        totals = Totals.of(posterior, np.flatnonzero(many), sizes, _shares(shift))
        found[many] = _of_many(totals, sizes[many], cut, tails)
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


def _of_staff(found: Chances, sizes: NDArray[np.float64], cut: float, tails: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean, limits and P(> cut) of (S + X) / N, shape (H, 4)."""
    chance = found.chance
    totals = found.first[:, None] + np.arange(chance.shape[1])
    # Mid-probabilities (Lancaster 1961): whole tails would make limits of few people cover well more than they say.
    middle = np.cumsum(chance, axis=1) - chance / 2
    low = found.first + (middle < tails[0]).sum(axis=1)
    high = found.first + (middle <= tails[1]).sum(axis=1) - 1
    above = np.where(totals > (cut * sizes + 1e-9)[:, None], chance, 0.0).sum(axis=1)
    return np.column_stack([(totals * chance).sum(axis=1) / sizes, low / sizes, high / sizes, above])


def _of_many(found: Totals, sizes: NDArray[np.float64], cut: float, tails: NDArray[np.float64]) -> NDArray[np.float64]:
    """As ``_of_staff``, shape (H, 4), where the silent are many."""
    low, high = (found.limit(tail) for tail in tails)
    above = 1 - found.up_to(np.floor(cut * sizes + 1e-9))
    return np.column_stack([found.mean / sizes, low / sizes, high / sizes, above])


def _shares(shift: float) -> NDArray[np.float64]:
    """p of the silent in every bin."""
    return np.clip(MIDDLES + shift, 1e-12, 1 - 1e-12)
