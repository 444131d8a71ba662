"""Whether a group's mean is the group's view: intraclass correlations and within-group agreement.

Specification: docs/methods/agreement.md. Sources: Shrout, P. E. & Fleiss, J. L. (1979). Psychological Bulletin 86, 420-428 (ICC);
Searle, S. R. (1971). Linear Models, ch. 9 (unequal sizes); James, L. R., Demaree, R. G. & Wolf, G. (1984). Journal of Applied
Psychology 69, 85-98 (r_wg(j)). Decided beforehand: which groups are compared, and what answers without any agreement look like.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class Intraclass:
    """ICC(1): share of the variance of persons that lies between groups; ICC(2): reliability of the groups' means.

    NaN where there are fewer than two groups or nothing varies. Both can be negative: then the groups differ less than
    groups drawn by lot would.
    """

    icc1: float
    icc2: float
    groups: int


def intraclass(n: ArrayLike, total: ArrayLike, within: float) -> Intraclass:
    """Both coefficients from sizes and sums of groups and the pooled variance of persons within groups (not the squares)."""
    size, sums = np.asarray(n, dtype=float), np.asarray(total, dtype=float)
    size, sums = size[size > 0], sums[size > 0]
    groups, people = len(size), size.sum()
    if groups < 2 or not within >= 0:
        return Intraclass(np.nan, np.nan, groups)
    between = float((size * (sums / size - sums.sum() / people) ** 2).sum() / (groups - 1))
    typical = (people - (size**2).sum() / people) / (groups - 1)
    spread = between + (typical - 1) * within
    icc1 = (between - within) / spread if spread > 0 else np.nan
    icc2 = (between - within) / between if between > 0 else np.nan
    return Intraclass(float(icc1), float(icc2), groups)


def within_group_agreement(
    n: ArrayLike, total: ArrayLike, squares: ArrayLike, null_variance: ArrayLike, fewest: int
) -> NDArray[np.float64]:
    """r_wg(j) of every group, 0 (as by lot, or more apart than that) to 1 (all alike); shape (G,).

    n, total, squares : number of answers, their sum and the sum of their squares, of each group and item, (G, k), taken around
    any centre. null_variance : variance of each item's answers if all options were equally likely, (k,). fewest : answers to an
    item below which a group has none; a group where no item has so many gets NaN.
    """
    count, sums, both = (np.asarray(part, dtype=float) for part in (n, total, squares))
    within = np.maximum(both - sums**2 / np.maximum(count, 1), 0.0)
    ratio = np.where(count >= max(fewest, 2), within / np.maximum(count - 1, 1) / np.asarray(null_variance, dtype=float), np.nan)
    items = (~np.isnan(ratio)).sum(axis=1)
    mean_ratio = np.nansum(ratio, axis=1) / np.maximum(items, 1)
    shared = np.clip(1 - mean_ratio, 0, None)
    agreement = items * shared / np.maximum(items * shared + mean_ratio, 1e-300)
    return np.where(items > 0, agreement, np.nan)


def uniform_variance(options: ArrayLike) -> float:
    """Variance of an answer if each of the options were equally likely; for a steps of one unit (a² - 1) / 12."""
    return float(np.var(np.asarray(options, dtype=float)))
