"""Two groups compared by ranks, and many tests judged together.

Specification: docs/methods/comparisons.md. Sources: Mann, H. B. & Whitney, D. R. (1947). Annals of Mathematical Statistics 18,
50-60;
Benjamini, Y. & Hochberg, Y. (1995). JRSS B 57, 289-300; Benjamini, Y. & Yekutieli, D. (2001). Annals of Statistics 29, 1165-1188;
Holm, S. (1979). Scandinavian Journal of Statistics 6, 65-70. Decided beforehand: which tests form one family.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Adjustment = Literal["bh", "by", "holm"]
_PINGOUIN: Final[Mapping[str, str]] = {"bh": "fdr_bh", "by": "fdr_by", "holm": "holm"}


@dataclass(frozen=True, slots=True)
class MannWhitney:
    """Comparison of two groups by ranks; NaN where a group is empty or nobody differs.

    Attributes
    ----------
    u : pairs in which the first group is higher, ties counting one half.
    p : two-sided, normal approximation with ties and continuity (as R's wilcox.test with exact = FALSE).
    common_language : P(a person of the first group is higher than one of the second), ties counting one half.
    rank_biserial : 2 × that - 1, from -1 to 1.
    """

    u: float
    p: float
    common_language: float
    rank_biserial: float


def mann_whitney(first: ArrayLike, second: ArrayLike) -> MannWhitney:
    """Mann-Whitney U of two samples; NaN values are left out. Effect sizes come from U, so memory does not grow with pairs."""
    from scipy.stats import mannwhitneyu

    a, b = (np.asarray(part, dtype=float) for part in (first, second))
    a, b = a[~np.isnan(a)], b[~np.isnan(b)]
    if not len(a) or not len(b) or np.ptp(np.concatenate([a, b])) == 0:
        return MannWhitney(np.nan, np.nan, np.nan, np.nan)
    found = mannwhitneyu(a, b, use_continuity=True, alternative="two-sided", method="asymptotic")
    higher = float(found.statistic) / (len(a) * len(b))
    return MannWhitney(float(found.statistic), float(found.pvalue), higher, 2 * higher - 1)


def adjust(p: ArrayLike, method: Adjustment) -> NDArray[np.float64]:
    """P values adjusted for the number of tests, same shape and order; NaN stays NaN and is no test.

    bh : false discovery rate; by : the same under any dependence; holm : any false finding at all.
    """
    values = np.asarray(p, dtype=float)
    tests = ~np.isnan(values)
    if not tests.any():
        return values.copy()
    import pingouin

    adjusted = np.full(values.shape, np.nan)
    adjusted[tests] = pingouin.multicomp(values[tests], method=_PINGOUIN[method])[1]
    return adjusted
