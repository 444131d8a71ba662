"""Shares among current staff: what those who answered said, plus a prediction for the silent.

The share is (S + X) / N with X the persons among the N - n silent. Without a roster it is the share p of the population that the
answers stand for. Specification: docs/methods/shares.md. Source: Ericson, W. A. (1969). Subjective Bayesian models in
sampling finite populations. Journal of the Royal Statistical Society B 31, 195-233.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, gammaln

from pipeline.stats.shares import EDGES, MIDDLES, SharePosterior

_NEGLIGIBLE = 1e-10
_FURTHEST = 100


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
    rows = [
        _of_population(weights, cut, tails) if np.isnan(size) else _of_staff(posterior, number, int(size), cut, tails, shift)
        for number, (weights, size) in enumerate(zip(posterior.weights, sizes, strict=True))
    ]
    mean, low, high, probability = np.array(rows).reshape(-1, 4).T
    return SharePrediction(mean, low, high, probability, mean * sizes, np.rint(low * sizes), np.rint(high * sizes))


def exceedance(posterior: SharePosterior, staff: ArrayLike, *, cut: float, shift: ArrayLike = 0.0) -> NDArray[np.float64]:
    """P(share of current staff > cut) with the silent ``shift`` more reluctant (one number, or one per group), shape (G,)."""
    sizes = current_staff(posterior, staff)
    pair, column = np.nonzero(posterior.joint > _NEGLIGIBLE)
    group = posterior.group[pair]
    weight = posterior.joint[pair, column]
    size = sizes[group]
    p = np.clip(MIDDLES[column] + np.broadcast_to(np.asarray(shift, dtype=float), sizes.shape)[group], 0.0, 1.0)
    above = np.clip((EDGES[column + 1] - cut) / (EDGES[column + 1] - EDGES[column]), 0.0, 1.0)
    known = ~np.isnan(size)
    silent = (size - posterior.n[group])[known]
    needed = (np.floor(cut * size + 1e-9) + 1.0 - posterior.count[pair].astype(np.float64))[known]
    above[known] = _at_least(needed, silent, p[known])
    return np.bincount(group, weights=weight * above, minlength=len(sizes)) / np.bincount(
        group, weights=weight, minlength=len(sizes)
    )


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


def _of_population(weights: NDArray[np.float64], cut: float, tails: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """Mean, limits and P(> cut) of p; p is uniform within its bin."""
    cumulative = np.concatenate([[0.0], np.cumsum(weights)])
    low, high = np.interp(tails, cumulative, EDGES)
    return float(weights @ MIDDLES), float(low), float(high), float(1 - np.interp(cut, EDGES, cumulative))


def _of_staff(
    posterior: SharePosterior, number: int, size: int, cut: float, tails: NDArray[np.float64], shift: float
) -> tuple[float, float, float, float]:
    """Mean, limits and P(> cut) of (S + X) / N for one group."""
    first, last = np.searchsorted(posterior.group, [number, number + 1])
    counts, joint = posterior.count[first:last], posterior.joint[first:last]
    chance = _count_chances(counts, joint, size - int(posterior.n[number]), shift)
    totals = np.arange(len(chance)) + counts[0]
    # Mid-probabilities (Lancaster 1961): whole tails would make limits of few people cover well more than they say.
    middle = np.cumsum(chance) - chance / 2
    low, high = totals[(middle >= tails[0]) & (middle <= tails[1])][[0, -1]]
    return float(totals @ chance) / size, low / size, high / size, float(chance[totals > cut * size + 1e-9].sum())


def _count_chances(counts: NDArray[np.int64], joint: NDArray[np.float64], silent: int, shift: float) -> NDArray[np.float64]:
    """P(S + X = counts[0] + 0, 1, 2 …) for one group; S and X are independent given p."""
    used = joint.sum(axis=0) > _NEGLIGIBLE
    weights = joint[:, used] / joint[:, used].sum()
    p = np.clip(MIDDLES[used] + shift, 1e-12, 1 - 1e-12)[:, None]
    x = np.arange(silent + 1.0)
    choose = gammaln(silent + 1.0) - gammaln(x + 1.0) - gammaln(silent - x + 1.0)
    silent_chance = weights @ np.exp(choose + x * np.log(p) + (silent - x) * np.log1p(-p))
    chances = np.zeros(int(counts[-1] - counts[0]) + silent + 1)
    for offset, row in zip(counts - counts[0], silent_chance, strict=True):
        chances[offset : offset + silent + 1] += row
    return chances / chances.sum()
