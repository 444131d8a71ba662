"""A table of two by two from its margins and its odds ratio.

Specification: docs/methods/reluctance.md. Source: Plackett, R. L. (1965). A class of bivariate distributions. Journal of the
American Statistical Association 60, 516-522.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def both(first: ArrayLike, second: ArrayLike, odds_ratio: float) -> NDArray[np.float64]:
    """Share who have both of two marks, shape (G,).

    first, second : shares who have each, 0-1, shape (G,). odds_ratio : how the two go together, above 0; 1 is not at all.
    """
    p, q = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if odds_ratio == 1:
        return p * q
    s = 1 + (p + q) * (odds_ratio - 1)
    return (s - np.sqrt(s**2 - 4 * odds_ratio * (odds_ratio - 1) * p * q)) / (2 * (odds_ratio - 1))


def fewest_both(first: ArrayLike, second: ArrayLike) -> NDArray[np.float64]:
    """The least share who can have both, whatever the odds ratio."""
    return np.maximum(0.0, np.asarray(first, dtype=float) + np.asarray(second, dtype=float) - 1)


def most_both(first: ArrayLike, second: ArrayLike) -> NDArray[np.float64]:
    """The largest share who can have both."""
    return np.minimum(np.asarray(first, dtype=float), np.asarray(second, dtype=float))
