"""How well the items of one scale agree with each other: Cronbach's alpha with Feldt's interval, and item statistics.

Alpha comes from pingouin; it rounds the interval to three digits, so the interval is computed here from the same F.
Specification: docs/methods/reliability.md. Sources: Cronbach, L. J. (1951). Coefficient alpha and the internal structure of
tests. Psychometrika 16, 297-334; Feldt, L. S. (1965). The approximate sampling distribution of Kuder-Richardson reliability
coefficient twenty. Psychometrika 30, 357-370. Decided beforehand: which items belong to the scale and which are reversed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

MIN_ANSWERS: Final = 50
"""Fewest joint answers of any two items; below, the interval of alpha is too wide to say anything (.33 at 20, .13 at 100)."""

CONFIDENCE: Final = 0.95

Reason = Literal["", "few_items", "few_answers", "no_variance"]


@dataclass(frozen=True, slots=True)
class Interval:
    """Lower and upper limit."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Alpha:
    """Cronbach's alpha of one scale, or why there is none.

    Attributes
    ----------
    status : ``ok`` or ``no_figure``.
    reason : why there is no figure: ``few_items`` fewer than two items with differing answers, ``few_answers`` fewer than
        50 joint answers of any two items, ``no_variance`` the total does not vary; empty where there is one.
    used : items that alpha is of, shape (k,).
    persons : people who answered at least two of the items used; without a figure, at least one item.
    joint : fewest joint answers of two items used; the n of the interval. 0 without a figure.
    alpha, low, high : alpha (at most 1, may be negative) and the limits of its 95 % interval; NaN without a figure.
    """

    status: Literal["ok", "no_figure"]
    reason: Reason
    used: NDArray[np.bool_]
    persons: int
    joint: int
    alpha: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """Each item against the rest of its scale; all of shape (k,).

    Attributes
    ----------
    n : answers to the item.
    item_rest : correlation with the sum of the other items used; NaN for an item not used or without a figure.
    item_rest_high : upper limit of its 95 % interval (Fisher z, from the fewest joint answers with another item).
    alpha_if_dropped : alpha of the scale without the item; NaN where one item would be left.
    """

    n: NDArray[np.int64]
    item_rest: NDArray[np.float64]
    item_rest_high: NDArray[np.float64]
    alpha_if_dropped: NDArray[np.float64]


def cronbach_alpha(answers: ArrayLike) -> Alpha:
    """Alpha of one scale from pairwise covariances; never raises for degenerate data.

    answers : persons × items, keyed in one direction, NaN = no answer. Items with one answer only or all answers alike are
    left out, then those with too few joint answers, fewest first.
    """
    x = np.asarray(answers, dtype=float)
    there = ~np.isnan(x)
    used = _varying(x)
    anybody = int(there.any(axis=1).sum())
    if anybody < MIN_ANSWERS:
        return _no_figure("few_answers", used, anybody)
    if used.sum() < 2:
        return _no_figure("few_items", used, anybody)
    joint = there.T.astype(float) @ there.astype(float)
    used = _jointly_answered(joint, used)
    if used.sum() < 2:
        return _no_figure("few_answers", used, anybody)
    covariance = _covariance(x[:, used])
    if not covariance.sum() > 0:
        return _no_figure("no_variance", used, anybody)
    fewest = int(joint[np.ix_(used, used)].min())
    alpha = _pingouin_alpha(x[:, used])
    limits = feldt_interval(alpha, fewest, int(used.sum()))
    persons = int((there[:, used].sum(axis=1) >= 2).sum())
    return Alpha("ok", "", used, persons, fewest, alpha, limits.low, limits.high)


def feldt_interval(alpha: float, n: int, k: int, confidence: float = CONFIDENCE) -> Interval:
    """Limits of Feldt's interval: 1 - (1 - alpha) F, F with n - 1 and (n - 1)(k - 1) degrees of freedom."""
    from scipy.stats import f

    tail = (1 - confidence) / 2
    upper, lower = f.isf([tail, 1 - tail], n - 1, (n - 1) * (k - 1))
    return Interval(float(1 - (1 - alpha) * upper), float(1 - (1 - alpha) * lower))


def item_statistics(answers: ArrayLike, alpha: Alpha) -> ItemStatistics:
    """Item-rest correlations and alphas without each item, from the same pairwise covariances as ``alpha``."""
    x = np.asarray(answers, dtype=float)
    there = ~np.isnan(x)
    n = there.sum(axis=0).astype(np.int64)
    rest, high, dropped = (np.full(x.shape[1], np.nan) for _ in range(3))
    if alpha.status == "ok":
        used = alpha.used
        covariance = _covariance(x[:, used])
        joint = there[:, used].T.astype(float) @ there[:, used].astype(float)
        rest[used] = _item_rest(covariance)
        high[used] = fisher_upper(rest[used], joint.min(axis=0))
        dropped[used] = _alpha_if_dropped(covariance)
    return ItemStatistics(n, rest, high, dropped)


def fisher_upper(r: ArrayLike, n: ArrayLike, confidence: float = CONFIDENCE) -> NDArray[np.float64]:
    """Upper limit of the two-sided interval of correlations by Fisher's z; ±1 stays as it is. n : pairs, above 3."""
    from scipy.special import ndtri

    values = np.asarray(r, dtype=float)
    inner = np.abs(values) < 1
    z = np.arctanh(np.where(inner, values, 0.0)) + ndtri((1 + confidence) / 2) / np.sqrt(np.asarray(n, dtype=float) - 3)
    return np.where(inner, np.tanh(z), values)


def _no_figure(reason: Reason, used: NDArray[np.bool_], persons: int) -> Alpha:
    return Alpha("no_figure", reason, used, persons, 0, np.nan, np.nan, np.nan)


def _varying(x: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Items with at least two different answers, shape (k,)."""
    there = ~np.isnan(x)
    highest = np.where(there, x, -np.inf).max(axis=0, initial=-np.inf)
    lowest = np.where(there, x, np.inf).min(axis=0, initial=np.inf)
    return highest > lowest


def _jointly_answered(joint: NDArray[np.float64], used: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Leave out items, the one with the fewest joint answers first, until any two were answered together often enough."""
    kept = used.copy()
    while kept.sum() >= 2 and joint[np.ix_(kept, kept)].min() < MIN_ANSWERS:
        together = np.where(kept, (joint * kept).sum(axis=1), np.inf)
        kept[together.argmin()] = False
    return kept


def _covariance(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pairwise covariances, k × k: each from the people who answered both items."""
    return pd.DataFrame(x).cov().to_numpy()


def _pingouin_alpha(x: NDArray[np.float64]) -> float:
    import pingouin  # 1.5 s and 200 MB: only where a figure is made

    return float(pingouin.cronbach_alpha(data=pd.DataFrame(x), nan_policy="pairwise")[0])


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
