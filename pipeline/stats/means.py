"""Means in small groups: a normal-normal model with a grid for the spread between groups.

Means of the groups of one family are shrunk towards each other: ȳ_g ~ N(θ_g, v_g), θ_g ~ N(μ, τ²), μ flat, τ half-Cauchy.
For current staff only the silent part is shrunk. Specification: docs/methods/means.md. Sources: Efron, B. & Morris, C. (1975).
Data analysis using Stein's estimator. Journal of the American Statistical Association 70, 311-319; Gelman, A. (2006). Prior
distributions for variance parameters in hierarchical models. Bayesian Analysis 1, 515-534; Ericson, W. A. (1969). Subjective
Bayesian models in sampling finite populations. Journal of the Royal Statistical Society B 31, 195-233.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

_SPREADS = 60
_STEPS = 30
_TINY = 1e-300
_REACH = 8.0  # standard deviations searched on either side for a limit


@dataclass(frozen=True, slots=True)
class NormalMixture:
    """Posterior of every group as a mixture of normals, one part per value of τ.

    Attributes
    ----------
    weights : posterior weight of every part, shape (T, 1) or, where it differs between groups, (T, G).
    centre, variance : of the normal of part and group, shape (T, G).
    """

    weights: NDArray[np.float64]
    centre: NDArray[np.float64]
    variance: NDArray[np.float64]

    @property
    def mean(self) -> NDArray[np.float64]:
        """Posterior mean, shape (G,)."""
        return (self.weights * self.centre).sum(axis=0)

    @property
    def sd(self) -> NDArray[np.float64]:
        """Posterior standard deviation, shape (G,)."""
        return np.sqrt((self.weights * (self.variance + (self.centre - self.mean) ** 2)).sum(axis=0))

    def above(self, cut: ArrayLike) -> NDArray[np.float64]:
        """P(value >= cut), shape (G,)."""
        away = np.asarray(cut, dtype=float) - self.centre
        spread = np.sqrt(self.variance)
        exact = (away <= 0).astype(float)
        score = np.divide(away, spread, out=np.zeros_like(away), where=spread > 0)
        return (self.weights * np.where(spread > 0, ndtr(-score), exact)).sum(axis=0)

    def limit(self, tail: float) -> NDArray[np.float64]:
        """The value with the probability ``tail`` below it, shape (G,), by bisection."""
        mean, reach, spread = self.mean, _REACH * self.sd, np.sqrt(self.variance)
        low, high, some = mean - reach, mean + reach, spread > 0
        divisor = np.where(some, spread, 1.0)
        for _ in range(_STEPS):
            middle = (low + high) / 2
            away = middle - self.centre
            above = ndtr(-(away / divisor)) if some.all() else np.where(some, ndtr(-(away / divisor)), away <= 0)
            below = 1 - (self.weights * above).sum(axis=0) < tail
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return (low + high) / 2


def side_by_side(parts: Sequence[NormalMixture]) -> NormalMixture:
    """Groups of several mixtures of equally many parts as one; their weights then differ between groups."""
    weights = [np.broadcast_to(part.weights, part.centre.shape) for part in parts]
    both = ([getattr(part, name) for part in parts] for name in ("centre", "variance"))
    return NormalMixture(*(np.concatenate(arrays, axis=1) for arrays in (weights, *both)))


def spreads(scale: float) -> NDArray[np.float64]:
    """τ² at the middles of 60 equally likely slices of a half-Cauchy with the median ``scale``, shape (T, 1)."""
    return (scale * np.tan(np.pi / 2 * (np.arange(_SPREADS) + 0.5) / _SPREADS))[:, None] ** 2


def shrink(mean: ArrayLike, variance: ArrayLike, scale: float) -> NormalMixture:
    """Posterior of the underlying means θ_g of one family.

    mean, variance : observed means and their known sampling variances, shape (G,). scale : median of the half-Cauchy prior
    of τ, in the unit of the means; its 60 equally likely slices form the grid.
    """
    y, v = np.asarray(mean, dtype=float), np.asarray(variance, dtype=float)
    tau2 = spreads(scale)
    precision = 1.0 / (v + tau2)
    total = precision.sum(axis=1, keepdims=True)
    centre = (precision * y).sum(axis=1, keepdims=True) / total
    fit = 0.5 * (np.log(precision).sum(axis=1) - np.log(total[:, 0]) - (precision * (y - centre) ** 2).sum(axis=1))
    weights = np.exp(fit - fit.max())
    pull = v * precision
    return NormalMixture((weights / weights.sum())[:, None], pull * centre + (1 - pull) * y, (1 - pull) * v + pull**2 / total)


def others(mean: ArrayLike, variance: ArrayLike, scale: float) -> NormalMixture:
    """What the other groups of its family say of each group's θ_g; ``updated`` with its own mean gives what ``shrink`` gives.

    mean, variance, scale : as for ``shrink``; at least two groups.
    """
    y, v = np.asarray(mean, dtype=float), np.asarray(variance, dtype=float)
    tau2 = spreads(scale)
    precision = 1.0 / (v + tau2)
    left = precision.sum(axis=1, keepdims=True) - precision
    weighted, squares = precision * y, precision * y**2
    centre = (weighted.sum(axis=1, keepdims=True) - weighted) / left
    misfit = squares.sum(axis=1, keepdims=True) - squares - left * centre**2
    volume = np.log(precision).sum(axis=1, keepdims=True) - np.log(precision) - np.log(left)
    fit = 0.5 * (volume - misfit)
    weights = np.exp(fit - fit.max(axis=0))
    return NormalMixture(weights / weights.sum(axis=0), centre, tau2 + 1.0 / left)


def unshrunk(mean: ArrayLike, variance: ArrayLike) -> NormalMixture:
    """Posterior of means that borrow nothing (flat prior): N(ȳ_g, v_g)."""
    y, v = np.asarray(mean, dtype=float), np.asarray(variance, dtype=float)
    return NormalMixture(np.ones((1, 1)), y[None, :], v[None, :])


def updated(prior: NormalMixture, mean: ArrayLike, variance: ArrayLike) -> NormalMixture:
    """Posterior of the underlying means where each group's prior is a mixture of normals, such as ``twoway.expected`` gives.

    mean, variance : the groups' own observed means and their known sampling variances, shape (G,).
    """
    y, v = np.asarray(mean, dtype=float), np.asarray(variance, dtype=float)
    reach = prior.variance + v
    fit = np.log(np.maximum(prior.weights, _TINY)) - 0.5 * (np.log(reach) + (y - prior.centre) ** 2 / reach)
    weights = np.exp(fit - fit.max(axis=0))
    pull = v / reach
    return NormalMixture(weights / weights.sum(axis=0), pull * prior.centre + (1 - pull) * y, pull * prior.variance)


def for_current_staff(
    underlying: NormalMixture, mean: ArrayLike, n: ArrayLike, staff: ArrayLike, person_variance: ArrayLike
) -> NormalMixture:
    """Posterior of the mean of current staff, f ȳ + (1 - f) × mean of the silent, with f = n / N.

    staff : roster size per group, NaN where unknown (then the underlying mean stands). person_variance : variance of persons
    within a group, one for all or one each; the mean of the N - n silent varies by person_variance / (N - n) around the
    underlying mean.
    """
    y, answered = np.asarray(mean, dtype=float), np.asarray(n, dtype=float)
    size = np.maximum(np.asarray(staff, dtype=float), answered)
    known = ~np.isnan(size)
    silent = np.where(known, size - answered, 1.0)
    rest = np.where(known, silent / np.where(known, size, 1.0), 1.0)
    extra = np.where(known & (silent > 0), np.asarray(person_variance, dtype=float) / np.maximum(silent, 1.0), 0.0)
    centre = (1 - rest) * y + rest * underlying.centre
    return NormalMixture(underlying.weights, centre, rest**2 * (underlying.variance + extra))
