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

from pipeline.stats.moments import Moments

if TYPE_CHECKING:
    from pipeline.stats.one_factor import OneFactor

MIN_ANSWERS: Final = 50
"""Fewest joint answers of any two items; below, the interval of alpha is too wide to say anything (.33 at 20, .13 at 100)."""
MIN_FOR_ITEMS: Final = 10
"""Fewest joint answers for an item-rest correlation; its limits say how sure it is."""
CONFIDENCE: Final = 0.95

Reason = Literal["", "few_items", "few_answers", "no_variance"]


@dataclass(frozen=True, slots=True)
class Interval:
    """Lower and upper limit."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Items:
    """Each item against the rest of its scale; all of shape (k,).

    Attributes
    ----------
    n : answers to the item.
    item_rest : correlation with the sum of the other items used; NaN for an item not used or without a figure.
    item_rest_high : upper limit of its 95 % interval (Fisher z, from the fewest joint answers with another item).
    aligned_high : the same limit against the others *turned to agree with each other* (signs of the loadings on one factor):
        below zero, the item runs against its scale, also where a second item does.
    alpha_if_dropped : alpha of the scale without the item; NaN where one item would be left, or where the scale has none.
    """

    n: NDArray[np.int64]
    item_rest: NDArray[np.float64]
    item_rest_high: NDArray[np.float64]
    aligned_high: NDArray[np.float64]
    alpha_if_dropped: NDArray[np.float64]


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
    return scale_reliabilities([pattern_moments(answers, people)])[0]


def pattern_moments(answers: ArrayLike, people: ArrayLike | None = None) -> Moments:
    """Moments of patterns of answers, (P, k), each given by so many people."""
    x = np.asarray(answers, dtype=float)
    times = np.ones(len(x)) if people is None else np.asarray(people, dtype=float)
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
    used, reason = _usable(known, MIN_ANSWERS)
    covariances = known.covariance
    covariance = covariances[np.ix_(used, used)]
    if not reason and not covariance.sum() > 0:
        reason = "no_variance"
    looked = used
    if reason:
        looked, why = _usable(known, MIN_FOR_ITEMS)
        looked = looked & (not why)
    return _Prepared(known, used, reason, covariance, looked, covariances[np.ix_(looked, looked)])


def _reliability(one: _Prepared, factor: OneFactor, shared: OneFactor) -> Reliability:
    items = _items(one, shared)
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


def fisher_upper(r: ArrayLike, n: ArrayLike, confidence: float = CONFIDENCE) -> NDArray[np.float64]:
    """Upper limit of the two-sided interval of correlations by Fisher's z; ±1 stays as it is. n : pairs, above 3."""
    from scipy.special import ndtri

    values = np.asarray(r, dtype=float)
    inner = np.abs(values) < 1
    z = np.arctanh(np.where(inner, values, 0.0)) + ndtri((1 + confidence) / 2) / np.sqrt(np.asarray(n, dtype=float) - 3)
    return np.where(inner, np.tanh(z), values)


def _usable(known: Moments, fewest: int) -> tuple[NDArray[np.bool_], Reason]:
    """Items that any two of were answered together by ``fewest`` people, and why there is no scale of them."""
    used = known.varying
    if known.people[0] < fewest:
        return used, "few_answers"
    if used.sum() < 2:
        return used, "few_items"
    used = _jointly_answered(known.n, used, fewest)
    return used, "" if used.sum() >= 2 else "few_answers"


def _jointly_answered(joint: NDArray[np.float64], used: NDArray[np.bool_], fewest: int) -> NDArray[np.bool_]:
    """Leave out items, the one with the fewest joint answers first, until any two were answered together often enough."""
    kept = used.copy()
    while kept.sum() >= 2 and joint[np.ix_(kept, kept)].min() < fewest:
        together = np.where(kept, (joint * kept).sum(axis=1), np.inf)
        kept[together.argmin()] = False
    return kept


def _spearman_brown(covariance: NDArray[np.float64]) -> float:
    if len(covariance) != 2:
        return np.nan
    r = min(covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1]), 1.0)
    return float(2 * r / (1 + r)) if r > -1 else np.nan


def _items(one: _Prepared, shared: OneFactor) -> Items:
    """Statistics of every item; of the items used, or of those with joint answers enough where the scale has no figure."""
    k, looked, own = len(one.used), one.looked, one.own
    rest, high, aligned, dropped = (np.full(k, np.nan) for _ in range(4))
    n = np.diag(one.known.n).astype(np.int64)
    if not looked.any():
        return Items(n, rest, high, aligned, dropped)
    joint = one.known.n[np.ix_(looked, looked)].min(axis=0)
    rest[looked] = _item_rest(own)
    high[looked] = fisher_upper(rest[looked], joint)
    # Which way each item runs on the factor that the items share, most of the loadings being positive.
    signs = np.where(shared.loadings < 0, -1.0, 1.0) if shared.status == "ok" else np.ones(len(own))
    aligned[looked] = fisher_upper(_item_rest(own * np.outer(signs, signs)) * signs, joint)
    if not one.reason:
        dropped[looked] = _alpha_if_dropped(one.covariance)
    return Items(n, rest, high, aligned, dropped)


def _item_rest(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Correlation of each item with the sum of the others; NaN where that sum does not vary."""
    own, with_total = np.diag(covariance), covariance.sum(axis=1)
    spread = own * (covariance.sum() - 2 * with_total + own)
    r = np.divide(with_total - own, np.sqrt(np.maximum(spread, 0)), out=np.full(len(own), np.nan), where=spread > 0)
    return np.clip(r, -1.0, 1.0)  # covariances of different people can lead a little outside


def _alpha_if_dropped(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    own = np.diag(covariance)
    left = len(own) - 1
    if left < 2:
        return np.full(len(own), np.nan)
    total = covariance.sum() - 2 * covariance.sum(axis=1) + own
    ratio = np.divide(own.sum() - own, total, out=np.full(len(own), np.nan), where=total > 0)
    return np.minimum(left / (left - 1) * (1 - ratio), 1.0)
