"""How well the items of one scale agree with each other: alpha with Feldt's interval, omega, and each item against the rest.

Everything comes from the pairwise moments of the items (``moments.py``), so one pass over the answers is enough and parts can be
added. Specification: docs/methods/reliability.md. Sources: Cronbach, L. J. (1951). Psychometrika 16, 297-334; Feldt, L. S.
(1965).
Psychometrika 30, 357-370; McDonald, R. P. (1999). Test theory, ch. 6. Mahwah: Erlbaum. Decided beforehand: which items belong
to the scale and which are reversed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipeline.stats.item_statistics import CONFIDENCE, Items, Reason, items_against_rest, usable
from pipeline.stats.moments import Moments, moments

if TYPE_CHECKING:
    from pipeline.stats.one_factor import OneFactor

MIN_ANSWERS: Final = 50
"""Fewest joint answers of any two items; below, the interval of alpha is too wide to say anything (.33 at 20, .13 at 100)."""
MIN_FOR_ITEMS: Final = 10
"""Fewest joint answers for an item-rest correlation; its limits say how sure it is."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Lower and upper limit."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """Reliability of one scale, or why there is none.

    Attributes
    ----------
    status : ``ok`` or ``no_figure``.
    reason : why there is no figure: ``few_items`` fewer than two items with differing answers, ``few_answers`` fewer than
        50 joint answers of any two items, ``no_variance`` the total does not vary; empty where there is one.
    used : items that the figures are of, shape (k,).
    persons : people who answered at least two items of the scale; without a figure, at least one.
    joint : fewest joint answers of two items used; the n of the interval. 0 without a figure.
    alpha, low, high : alpha (at most 1, may be negative) and the limits of its 95 % interval; NaN without a figure.
    omega : McDonald's omega from one factor by maximum likelihood; NaN for two items, or where the model cannot be fitted.
    omega_improper : an item seems to have no error of its own, so omega is not to be trusted.
    spearman_brown : stepped-up correlation of two items; NaN for other numbers of items.
    items : each item; also where the scale has no figure, from 10 joint answers on.
    """

    status: Literal["ok", "no_figure"]
    reason: Reason
    used: NDArray[np.bool_]
    persons: int
    joint: int
    alpha: float
    low: float
    high: float
    omega: float
    omega_improper: bool
    spearman_brown: float
    items: Items


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What of one scale is known before factors are fitted.

    Attributes
    ----------
    known : moments of the items. used, reason : as of ``Reliability``. covariance : of the items used, (u, u).
    looked : items that are set against the rest, (k,); those used, or where there is no figure those with answers enough.
    own : their covariances.
    """

    known: Moments
    used: NDArray[np.bool_]
    reason: Reason
    covariance: NDArray[np.float64]
    looked: NDArray[np.bool_]
    own: NDArray[np.float64]


def scale_reliability(answers: ArrayLike, people: ArrayLike | None = None) -> Reliability:
    """Reliability of one scale from pairwise covariances; never raises for degenerate data.

    answers : persons × items, keyed in one direction, NaN = no answer. people : how many people each row stands for (default:
    one). Items with one answer only or all answers alike are left out, then those with too few joint answers, fewest first.
    """
    return scale_reliabilities([moments(answers) if people is None else pattern_moments(answers, people)])[0]


def pattern_moments(answers: ArrayLike, people: ArrayLike) -> Moments:
    """Moments of patterns of answers, (P, k), each given by so many people."""
    x, times = np.asarray(answers, dtype=float), np.asarray(people, dtype=float)
    there = ~np.isnan(x)
    first = there.argmax(axis=0) if len(x) else np.zeros(x.shape[1], dtype=np.int64)
    centre = np.nan_to_num(x[first, np.arange(x.shape[1])]) if len(x) else np.zeros(x.shape[1])
    mask = there.astype(float)
    filled = np.where(there, x - centre, 0.0)
    weighted = (filled * times[:, None]).T
    answered = there.sum(axis=1)
    people_of = np.array([times[answered >= 1].sum(), times[answered >= 2].sum()]).astype(np.int64)
    return Moments(centre, (mask * times[:, None]).T @ mask, weighted @ mask, weighted @ filled, people_of)


def scale_reliabilities(of_scales: Sequence[Moments]) -> list[Reliability]:
    """``scale_reliability`` of many scales from the moments of their items; the factors of all are fitted together."""
    from pipeline.stats.one_factor import one_factors

    prepared = [_prepared(known) for known in of_scales]
    few = np.empty((0, 0))
    factors = one_factors([one.covariance if not one.reason and len(one.covariance) > 2 else few for one in prepared])
    shared = one_factors([one.own if len(one.own) > 2 else few for one in prepared], "minres")
    return [_reliability(*of_one) for of_one in zip(prepared, factors, shared, strict=True)]


def _prepared(known: Moments) -> _Prepared:
    used, reason = usable(known, MIN_ANSWERS)
    covariances = known.covariance
    covariance = covariances[np.ix_(used, used)]
    if not reason and not covariance.sum() > 0:
        reason = "no_variance"
    looked = used
    if reason:
        looked, why = usable(known, MIN_FOR_ITEMS)
        looked = looked & (not why)
    return _Prepared(known, used, reason, covariance, looked, covariances[np.ix_(looked, looked)])


def _reliability(one: _Prepared, factor: OneFactor, shared: OneFactor) -> Reliability:
    items = items_against_rest(one.known, one.looked, shared, not one.reason)
    people = one.known.people
    if one.reason:
        none = (np.nan, np.nan, np.nan, np.nan, False, np.nan)
        return Reliability("no_figure", one.reason, one.used, int(people[0]), 0, *none, items)
    fewest = int(one.known.n[np.ix_(one.used, one.used)].min())
    alpha = alpha_of(one.covariance)
    limits = feldt_interval(alpha, fewest, len(one.covariance))
    found = factor.status == "ok"
    return Reliability(
        "ok", "", one.used, int(people[1]), fewest, alpha, limits.low, limits.high,
        factor.omega if found else np.nan, factor.improper and found, _spearman_brown(one.covariance), items,
    )  # fmt: skip


def alpha_of(covariance: ArrayLike) -> float:
    """Cronbach's alpha of a k × k covariance matrix; NaN for one item or a total that does not vary."""
    c = np.asarray(covariance, dtype=float)
    k, total = len(c), c.sum()
    # Covariances of different people can lead a little above 1.
    return min(float(k / (k - 1) * (1 - np.trace(c) / total)), 1.0) if k > 1 and total > 0 else np.nan


def feldt_interval(alpha: float, n: int, k: int, confidence: float = CONFIDENCE) -> Interval:
    """Limits of Feldt's interval: 1 - (1 - alpha) F, F with n - 1 and (n - 1)(k - 1) degrees of freedom."""
    from scipy.special import fdtri

    tail = (1 - confidence) / 2
    upper, lower = fdtri(n - 1, (n - 1) * (k - 1), np.array([1 - tail, tail]))
    return Interval(float(1 - (1 - alpha) * upper), float(1 - (1 - alpha) * lower))


def _spearman_brown(covariance: NDArray[np.float64]) -> float:
    if len(covariance) != 2:
        return np.nan
    r = min(covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1]), 1.0)
    return float(2 * r / (1 + r)) if r > -1 else np.nan
