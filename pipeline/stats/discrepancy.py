"""Discrepancies between how important something is and how well it is mastered, from totals and counts.

Borich, G. D. (1980). A needs assessment model for conducting follow-up studies. Journal of Teacher Education 31(3), 39-42.
Narine, L. & Harder, A. (2021). Comparing the Borich model with the ranked discrepancy model. Advancements in Agricultural
Development 2(3), 96-111. Specification: docs/methods/training.md.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def weighted_discrepancy(importance: ArrayLike, confidence: ArrayLike) -> NDArray[np.float64]:
    """Borich's mean weighted discrepancy of mean ratings of the same people; higher = more need, -20 to 20 on 1-5.

    mean_i((I_i - C_i) · mean(I)) = mean(I) · (mean(I) - mean(C)).
    """
    i = np.asarray(importance, dtype=float)
    return i * (i - np.asarray(confidence, dtype=float))


def ranked_discrepancy(n: ArrayLike, positive: ArrayLike, negative: ArrayLike) -> NDArray[np.float64]:
    """100 · (P(C > I) - P(C < I)), -100 to 100; lower = more need.

    n : persons with both ratings. positive, negative : of them, with importance above (below) confidence.
    """
    return 100 * (np.asarray(negative, dtype=float) - np.asarray(positive, dtype=float)) / np.asarray(n, dtype=float)
