"""Counts, sums and products of pairs of items, gathered part by part: all that covariances of any size need.

Parts of one data set, in any order, add up to the same as the whole (to rounding), so rows may come in chunks, files or from
several machines. Specification: docs/methods/reliability.md. Source: Chan, T. F., Golub, G. H. & LeVeque, R. J. (1983).
Algorithms for computing the sample variance. The American Statistician 37, 242-247 (sums around a fixed centre).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: Rows taken at a time: some MB, so that memory stays flat however many people there are.
_ROWS: Final = 4_096


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Sums over the people who answered both of two items; answers are taken from ``centre`` so that nothing cancels.

    Attributes
    ----------
    centre : what was taken off every answer, shape (k,).
    n : people who answered both items, shape (k, k); the diagonal is the number of answers.
    total : total[i, j] is the sum of item i over those who answered j too, shape (k, k).
    product : sum of the products of both, shape (k, k).
    people : people who answered at least one item, and at least two.
    """

    centre: NDArray[np.float64]
    n: NDArray[np.float64]
    total: NDArray[np.float64]
    product: NDArray[np.float64]
    people: NDArray[np.int64]

    def __add__(self, other: Moments) -> Moments:
        """Moments of both parts together; raises ValueError where the parts were taken from different centres."""
        if not np.array_equal(self.centre, other.centre):
            raise ValueError("parts with different centres cannot be added")
        return Moments(
            self.centre,
            self.n + other.n,
            self.total + other.total,
            self.product + other.product,
            self.people + other.people,
        )

    @property
    def covariance(self) -> NDArray[np.float64]:
        """Pairwise covariances, shape (k, k), each from the people who answered both items; NaN below two people."""
        with np.errstate(invalid="ignore", divide="ignore"):
            values = (self.product - self.total * self.total.T / self.n) / (self.n - 1)
        return np.where(self.n >= 2, (values + values.T) / 2, np.nan)

    @property
    def varying(self) -> NDArray[np.bool_]:
        """Items with at least two different answers, shape (k,)."""
        spread = np.nan_to_num(np.diag(self.covariance))
        # Sums around a centre leave binary noise where all answers are alike.
        scale = np.diag(self.product) / np.maximum(np.diag(self.n), 1)
        return spread > 1e-12 * np.maximum(scale, 1e-300)


def moments(answers: ArrayLike, centre: ArrayLike | None = None) -> Moments:
    """Moments of persons × items, NaN = no answer.

    centre : near the middle of the answers (default: the first answer to each item); parts that are to be added need the same.
    """
    x = np.asarray(answers, dtype=float)
    middle = _first_answers(x) if centre is None else np.broadcast_to(np.asarray(centre, dtype=float), x.shape[1:])
    found = _empty(middle)
    for start in range(0, len(x), _ROWS):
        found = found + _of_chunk(x[start : start + _ROWS] - middle, middle)
    return found


def _first_answers(x: NDArray[np.float64]) -> NDArray[np.float64]:
    if not len(x):
        return np.zeros(x.shape[1])
    first = (~np.isnan(x[:_ROWS])).argmax(axis=0)
    return np.nan_to_num(x[first, np.arange(x.shape[1])])


def _empty(centre: NDArray[np.float64]) -> Moments:
    square = np.zeros((len(centre), len(centre)))
    return Moments(centre, square, square, square, np.zeros(2, dtype=np.int64))


def _of_chunk(x: NDArray[np.float64], centre: NDArray[np.float64]) -> Moments:
    sums = x.sum(axis=0)
    if not np.isnan(sums).any():  # nobody left anything out: one product is enough
        rows, k = x.shape
        people = np.array([rows if k else 0, rows if k > 1 else 0])
        return Moments(centre, np.full((k, k), float(rows)), np.repeat(sums[:, None], k, axis=1), x.T @ x, people)
    there = ~np.isnan(x)
    filled = np.where(there, x, 0.0)
    # Counts within a chunk are exact in single precision, at half the cost.
    mask = there.astype(np.float32)
    answered = mask.sum(axis=1)
    people = np.array([(answered >= 1).sum(), (answered >= 2).sum()])
    return Moments(centre, (mask.T @ mask).astype(float), filled.T @ mask.astype(float), filled.T @ filled, people)
