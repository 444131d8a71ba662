"""When is a change of a group large enough to be told? Posterior of the true change, and what the rule could have seen.

Specification: docs/methods/change.md. Decided beforehand: the smallest change that matters and how sure is sure enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from pipeline.stats.means import NormalMixture, updated

LARGEST: Final = 100.0
"""Changes beyond this are not looked for."""
_CHANCE: Final = 0.8
_REACH: Final = 300.0
_STEPS: Final = 24
_FLAT: Final = 1e12


@dataclass(frozen=True, slots=True)
class Rule:
    """smallest : the smallest change that matters, points. firm : told above this probability. interval : its coverage."""

    smallest: float
    firm: float
    interval: float


@dataclass(frozen=True, slots=True)
class Judged:
    """One entry per group, points and probabilities. ``detectable`` : NaN where no change up to ``LARGEST`` would be told."""

    change: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    up: NDArray[np.float64]
    down: NDArray[np.float64]
    detectable: NDArray[np.float64]


def flat(groups: int) -> NormalMixture:
    """What is known of the changes of groups that borrow from nobody."""
    return NormalMixture(np.ones((1, groups)), np.zeros((1, groups)), np.full((1, groups), _FLAT))


def judge(prior: NormalMixture, change: ArrayLike, variance: ArrayLike, rule: Rule) -> Judged:
    """Groups whose priors come from the other groups (``means.others``, ``twoway.expected``) or are ``flat``.

    change, variance : raw changes and their sampling variances, shape (G,).
    """
    y, v = np.asarray(change, dtype=float), np.asarray(variance, dtype=float)
    known = updated(prior, y, v)
    tail = (1 - rule.interval) / 2
    turned = NormalMixture(prior.weights, -prior.centre, prior.variance)
    enough = ndtri(_CHANCE) * np.sqrt(v)
    detectable = np.maximum(_from(prior, v, rule), _from(turned, v, rule)) + enough
    return Judged(
        known.mean,
        known.limit(tail),
        known.limit(1 - tail),
        known.above(rule.smallest),
        1 - known.above(-rule.smallest),
        _told(detectable),
    )


def _from(prior: NormalMixture, variance: NDArray[np.float64], rule: Rule) -> NDArray[np.float64]:
    """The raw change from which on the rule says "up", by bisection."""
    low, high = np.full(len(variance), -_REACH), np.full(len(variance), _REACH)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        said = updated(prior, middle, variance).above(rule.smallest) > rule.firm
        low, high = np.where(said, low, middle), np.where(said, middle, high)
    return high


def judge_alone(change: float, error: float, df: float, rule: Rule) -> Judged:
    """One group that borrows from nobody, by the t distribution. error : standard error of the change."""
    reach = error * _quantile(df, (1 + rule.interval) / 2)
    scale = max(error, 1e-9)
    up, down = (_below(df, (sign * change - rule.smallest) / scale) for sign in (1, -1))
    detectable = rule.smallest + error * (_quantile(df, rule.firm) + float(ndtri(_CHANCE)))
    change_, low, high, up_, down_ = (np.array([value]) for value in (change, change - reach, change + reach, up, down))
    return Judged(change_, low, high, up_, down_, _told(np.array([detectable])))


def _below(df: float, value: float) -> float:
    return float(ndtr(value)) if np.isinf(df) else float(stdtr(df, value))


def _quantile(df: float, probability: float) -> float:
    return float(ndtri(probability)) if np.isinf(df) else float(stdtrit(df, probability))


def _told(detectable: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(detectable <= LARGEST, np.maximum(detectable, 0.0), np.nan)
