"""How well the items of one scale agree with each other: alpha with Feldt's interval, omega, and each item against the rest.

Everything comes from the pairwise moments of the items (``moments.py``), so one pass over the answers is enough and parts can be
added. Specification: docs/methods/reliability.md. Sources: Cronbach, L. J. (1951). Psychometrika 16, 297-334; Feldt, L. S.
(1965).
Psychometrika 30, 357-370; McDonald, R. P. (1999). Test theory, ch. 6. Mahwah: Erlbaum. Decided beforehand: which items belong
to the scale and which are reversed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipeline.stats.moments import Moments, moments

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


def scale_reliability(answers: ArrayLike) -> Reliability:
    """Reliability of one scale from pairwise covariances; never raises for degenerate data.

    answers : persons × items, keyed in one direction, NaN = no answer. Items with one answer only or all answers alike are
    left out, then those with too few joint answers, fewest first.
    """
    x = np.asarray(answers, dtype=float)
    known = moments(x)
    used, reason = _usable(known, MIN_ANSWERS)
    covariance = known.covariance[np.ix_(used, used)]
    if not reason and not covariance.sum() > 0:
        reason = "no_variance"
    items = _items(known, used, covariance if not reason else None)
    if reason:
        return Reliability(
            "no_figure", reason, used, int(known.people[0]), 0, np.nan, np.nan, np.nan, np.nan, False, np.nan, items
        )
    fewest = int(known.n[np.ix_(used, used)].min())
    alpha = alpha_of(covariance)
    limits = feldt_interval(alpha, fewest, len(covariance))
    omega, improper = _omega(covariance)
    return Reliability(
        "ok", "", used, int(known.people[1]), fewest, alpha, limits.low, limits.high,
        omega, improper, _spearman_brown(covariance), items,
    )  # fmt: skip


def alpha_of(covariance: ArrayLike) -> float:
    """Cronbach's alpha of a k × k covariance matrix; NaN for one item or a total that does not vary."""
    c = np.asarray(covariance, dtype=float)
    k, total = len(c), c.sum()
    return float(k / (k - 1) * (1 - np.trace(c) / total)) if k > 1 and total > 0 else np.nan


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


def _omega(covariance: NDArray[np.float64]) -> tuple[float, bool]:
    from pipeline.stats.one_factor import one_factor

    if len(covariance) < 3:
        return np.nan, False
    found = one_factor(covariance)
    return (found.omega, found.improper) if found.status == "ok" else (np.nan, False)


def _spearman_brown(covariance: NDArray[np.float64]) -> float:
    if len(covariance) != 2:
        return np.nan
    r = covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1])
    return float(2 * r / (1 + r)) if r > -1 else np.nan


def _items(known: Moments, used: NDArray[np.bool_], covariance: NDArray[np.float64] | None) -> Items:
    """Statistics of every item; of the items used, or of those with joint answers enough where the scale has no figure."""
    k = len(used)
    rest, high, aligned, dropped = (np.full(k, np.nan) for _ in range(4))
    n = np.diag(known.n).astype(np.int64)
    if covariance is None:
        used, reason = _usable(known, MIN_FOR_ITEMS)
        if reason:
            return Items(n, rest, high, aligned, dropped)
    own = known.covariance[np.ix_(used, used)]
    joint = known.n[np.ix_(used, used)].min(axis=0)
    rest[used] = _item_rest(own)
    high[used] = fisher_upper(rest[used], joint)
    aligned[used] = fisher_upper(_item_rest(own * np.outer(signs := _signs(own), signs)) * signs, joint)
    if covariance is not None:
        dropped[used] = _alpha_if_dropped(covariance)
    return Items(n, rest, high, aligned, dropped)


def _signs(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """+1 or -1 per item: which way it runs on the factor that the items share, most of the loadings being positive."""
    from pipeline.stats.one_factor import one_factor

    found = one_factor(covariance, "minres") if len(covariance) > 2 else None
    return np.where(found.loadings < 0, -1.0, 1.0) if found and found.status == "ok" else np.ones(len(covariance))


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
    return left / (left - 1) * (1 - ratio)
