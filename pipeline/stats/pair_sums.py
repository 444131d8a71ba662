"""Counts, sums and products of pairs of items whose answers are small whole numbers: exact, whatever the parts and their order.

Parts of one data set add up to the same figures as the whole, bit by bit, so people may come in blocks, files or from several
machines. For answers of any kind see ``pipeline/stats/moments.py``. Specification: docs/methods/careless.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

#: People taken at a time: their numbers stay in the nearest memory.
_PEOPLE: Final = 4_096
_SINGLE, _DOUBLE = 1 << 24, 1 << 53
"""Up to here whole numbers are exact in single and in double precision."""


@dataclass(frozen=True, slots=True, eq=False)
class PairSums:
    """Sums over the people who answered both of two items, each of shape (k, k).

    Attributes
    ----------
    n : people who answered both; the diagonal is the number of answers.
    total : total[i, j] is the sum of item i over those who answered j too.
    product : sum of the products of both.
    """

    n: NDArray[np.int64]
    total: NDArray[np.int64]
    product: NDArray[np.int64]

    def __add__(self, other: PairSums) -> PairSums:
        """Of both parts together."""
        return PairSums(self.n + other.n, self.total + other.total, self.product + other.product)

    def items(self, chosen: NDArray[np.integer]) -> PairSums:
        """Of some of the items."""
        both = np.ix_(chosen, chosen)
        return PairSums(self.n[both], self.total[both], self.product[both])

    @property
    def mean(self) -> NDArray[np.float64]:
        """Mean answer to every item, shape (k,); 0 where nobody answered."""
        return np.diag(self.total) / np.maximum(np.diag(self.n), 1)

    @property
    def covariance(self) -> NDArray[np.float64]:
        """Pairwise covariances, shape (k, k), each from the people who answered both items; NaN below two people."""
        n, total, product = (x.astype(object) for x in (self.n, self.total, self.product))  # whole numbers of any size
        return np.where(self.n >= 2, (n * product - total * total.T) / np.maximum(n * (n - 1), 1), np.nan).astype(float)

    @property
    def varying(self) -> NDArray[np.bool_]:
        """Items with at least two different answers, shape (k,)."""
        n, total, product = (np.diag(x).astype(object) for x in (self.n, self.total, self.product))
        return np.array(n * product > total * total, dtype=bool)


def pair_sums(answers: NDArray[np.integer]) -> PairSums:
    """Of items × people; 0 = no answer, so answers are 1 and more."""
    k, people = answers.shape
    top = int(answers.max(initial=0))
    at_once = max(min(_PEOPLE, _DOUBLE // max(top * top, 1)), 1)
    exact = np.float32 if at_once * top * top < _SINGLE else np.float64
    both = np.empty((2 * k, at_once), dtype=exact)
    found = np.zeros((2 * k, 2 * k), dtype=np.int64)
    for start in range(0, people, at_once):
        block = answers[:, start : start + at_once]
        x = both[:, : block.shape[1]]
        x[:k] = block
        x[k:] = block > 0
        found += (x @ x.T).astype(np.int64)
    return PairSums(found[k:, k:], found[:k, k:], found[:k, :k])
