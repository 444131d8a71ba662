"""Each item of a scale against the rest of it, and which items can stand in a scale at all.

Specification: docs/methods/reliability.md. Source: Fisher, R. A. (1921). On the "probable error" of a coefficient of correlation
deduced from a small sample. Metron 1, 3-32. Decided beforehand: which items belong to the scale and which are reversed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipeline.stats.moments import Moments

if TYPE_CHECKING:
    from pipeline.stats.one_factor import OneFactor

CONFIDENCE: Final = 0.95
Reason = Literal["", "few_items", "few_answers", "no_variance"]


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


def usable(known: Moments, fewest: int) -> tuple[NDArray[np.bool_], Reason]:
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


def items_against_rest(known: Moments, looked: NDArray[np.bool_], shared: OneFactor, has_figure: bool) -> Items:
    """Statistics of every item.

    looked : the items that stand against each other, (k,). shared : one factor of these by least squares. has_figure : whether
    they are a scale with an alpha.
    """
    k, own = len(looked), known.covariance[np.ix_(looked, looked)]
    rest, high, aligned, dropped = (np.full(k, np.nan) for _ in range(4))
    n = np.diag(known.n).astype(np.int64)
    if not looked.any():
        return Items(n, rest, high, aligned, dropped)
    joint = known.n[np.ix_(looked, looked)].min(axis=0)
    rest[looked] = _item_rest(own)
    high[looked] = fisher_upper(rest[looked], joint)
    # Which way each item runs on the factor that the items share, most of the loadings being positive.
    signs = np.where(shared.loadings < 0, -1.0, 1.0) if shared.status == "ok" else np.ones(len(own))
    aligned[looked] = fisher_upper(_item_rest(own * np.outer(signs, signs)) * signs, joint)
    if has_figure:
        dropped[looked] = _alpha_if_dropped(own)
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


def fisher_upper(r: ArrayLike, n: ArrayLike, confidence: float = CONFIDENCE) -> NDArray[np.float64]:
    """Upper limit of the two-sided interval of correlations by Fisher's z; ±1 stays as it is. n : pairs, above 3."""
    from scipy.special import ndtri

    values = np.asarray(r, dtype=float)
    inner = np.abs(values) < 1
    z = np.arctanh(np.where(inner, values, 0.0)) + ndtri((1 + confidence) / 2) / np.sqrt(np.asarray(n, dtype=float) - 3)
    return np.where(inner, np.tanh(z), values)
