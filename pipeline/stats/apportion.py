"""Whole parts of a whole number: the method of largest remainders (Hamilton).

Source: Balinski, M. L. & Young, H. P. (1982). Fair Representation.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def apportion(total: int, weights: ArrayLike) -> NDArray[np.int64]:
    """``total`` in whole parts that are as near to ``weights`` as whole parts can be and add up to it.

    weights : >= 0, shape (G,), not all 0 unless total is 0. Each part is its share rounded down or up; ties go to the earlier.
    """
    weight = np.asarray(weights, dtype=float)
    if total < 0 or np.any(weight < 0) or (total > 0 and weight.sum() <= 0):
        raise ValueError("a total >= 0 and weights >= 0, not all of them 0, are needed")
    exact = total * weight / max(weight.sum(), np.finfo(float).tiny)
    parts = np.floor(exact + 1e-9).astype(np.int64)
    left = total - int(parts.sum())
    parts[np.argsort(-(exact - parts), kind="stable")[:left]] += 1
    return parts
