"""How far a person's answers lie from everybody's, given how answers go together: Mahalanobis distances with blanks.

Over the items that a person answered, against chi square. Specification: docs/methods/careless.md. Source: Mahalanobis, P. C.
(1936). On the generalised distance in statistics. Proceedings of the National Institute of Sciences of India 2, 49-55.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, chdtri

from pipeline.stats.moments import moments

#: Smallest share of an item's variance that the other items must leave; below, its pattern cannot be told from rounding.
_LEAST_OWN: Final = 1e-6
#: People taken at a time, and entries of their small systems: they stay in the nearest memory.
_PEOPLE: Final = 4_096
_ENTRIES: Final = 100_000


@dataclass(frozen=True, slots=True, eq=False)
class Usual:
    """What is usual. centre : mean of every item, (k,). precision : inverse of the covariances, (k, k). No items, no distance."""

    centre: NDArray[np.float64]
    precision: NDArray[np.float64]

    @classmethod
    def of(cls, centre: NDArray[np.float64], covariance: NDArray[np.float64]) -> Usual:
        """From pairwise covariances of items that vary; NaN where nobody answered both counts as none."""
        if not len(centre):
            return cls(centre, np.zeros((0, 0)))
        return cls(centre, np.asarray(np.linalg.inv(_definite(np.nan_to_num(covariance))), dtype=np.float64))

    def distances(self, answers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Squared distance of every person over the items answered, (n,). answers : items × people, NaN = none."""
        there = ~np.isnan(answers)
        x = np.where(there, answers - self.centre[:, None], 0.0)
        z = self.precision @ x
        found = np.einsum("ij,ij->j", x, z)
        blanks = (~there).sum(axis=0)
        for m in np.unique(blanks[blanks > 0]).tolist():
            of_m = np.flatnonzero(blanks == m)
            for people in np.array_split(of_m, len(of_m) * (m + 1) ** 2 // _ENTRIES + 1):
                left_out = np.nonzero(~there[:, people].T)[1].reshape(len(people), m).T
                found[people] = self._without(left_out, z[left_out, people], found[people])
        return np.maximum(found, 0.0)

    def _without(self, left_out: NDArray[np.intp], z: NDArray[np.float64], distance: NDArray[np.float64]) -> NDArray[np.float64]:
        """Distances over the items answered. left_out, z : m items × people; distance : with blanks at the mean.

        With P the inverse of all covariances and z = P x it is x'Px - z_m' (P_mm)^-1 z_m over the m items left out: what is left
        of x'Px when those rows and columns are eliminated, for all people at once.
        """
        m, people = left_out.shape
        system = np.empty((m + 1, m + 1, people))
        system[:m, :m] = self.precision[left_out[:, None], left_out[None, :]]
        system[m, :m] = system[:m, m] = z
        system[m, m] = distance
        for i in range(m):
            share = system[i + 1 :, i] / system[i, i]
            system[i + 1 :, i + 1 :] -= share[:, None] * system[i, i + 1 :]
        return system[m, m]

    def unusual(self, steps: NDArray[np.integer], p: float, fewest: int) -> NDArray[np.bool_]:
        """Whose distance has a probability below ``p``, (n,). steps : items × people, whole numbers, 0 = no answer.

        Whatever stands in place of blanks, the distance is never smaller than over the items answered. So most people are done
        with in single precision, and only those who come near the limit are looked at exactly.
        """
        found = np.zeros(steps.shape[1], dtype=bool)
        if not len(self.centre) or not len(found) or p <= 0:
            return found
        rough = _Rough.of(self, int(steps.max(initial=0)))
        answers = np.arange(len(self.centre) + 1)
        limit = np.where(answers >= fewest, chdtri(np.maximum(answers, 1), p), np.inf) - rough.error
        answered = np.empty(len(found), dtype=np.min_scalar_type(len(self.centre)))
        near = []
        for start in range(0, len(found), _PEOPLE):
            some = steps[:, start : start + _PEOPLE]
            there = (some > 0).view(np.int8)
            n = np.add.reduce(there.view(np.uint8), axis=0, dtype=answered.dtype)
            answered[start : start + _PEOPLE] = n
            near.append(start + np.flatnonzero(rough.distances(some, there) >= np.take(limit, n)))
        people = np.concatenate(near)
        own = steps[:, people].astype(float)
        own[own == 0] = np.nan
        found[people] = chdtrc(answered[people], self.distances(own)) < p
        return found


@dataclass(frozen=True, slots=True, eq=False)
class _Rough:
    """Distances in single precision, the whole number next to its mean in place of each blank.

    Attributes
    ----------
    middle : that number, (k, 1). bend : precision, and in its last column what the middles are beside the means, (k, k + 1).
    rest : to be added to all. error : more than a distance can be wrong by.
    """

    middle: NDArray[np.signedinteger]
    bend: NDArray[np.float32]
    rest: float
    error: float

    @classmethod
    def of(cls, usual: Usual, top: int) -> _Rough:
        """For answers of 1 to ``top``."""
        middle = np.rint(usual.centre)
        beside: NDArray[np.float64] = usual.centre - middle
        bend = np.column_stack([usual.precision, -2 * usual.precision @ beside])
        furthest = np.maximum(np.abs(top - middle), np.abs(middle - 1)) + 0.5
        error = 4 * np.finfo(np.float32).eps * (len(middle) + 1) * (furthest @ np.abs(usual.precision) @ furthest)
        signed: type[np.signedinteger] = np.int8 if top < 128 else np.int64
        return cls(
            middle.astype(signed)[:, None], bend.astype(np.float32), float(beside @ usual.precision @ beside), float(error)
        )

    def distances(self, steps: NDArray[np.integer], there: NDArray[np.int8]) -> NDArray[np.float32]:
        """(x - b)'P(x - b) as x'(Px - 2Pb) + b'Pb, x from the middles and b what the means are beside them."""
        k, people = steps.shape
        whole = steps.astype(self.middle.dtype)
        whole -= self.middle
        whole *= there
        x = np.empty((k + 1, people), dtype=np.float32)
        x[:k] = whole
        x[k] = 1
        z = self.bend @ x
        z *= x[:k]
        return np.add.reduce(z, axis=0) + np.float32(self.rest)


def mahalanobis_p(answers: ArrayLike, fewest: int = 10) -> NDArray[np.float64]:
    """P(a distance as large from everybody's mean) of each person by chi square, shape (n,).

    answers : persons × items. From the items that the person answered and their pairwise covariances. NaN below ``fewest``
    answers, and for all where there are not more people than items. Items answered alike by all are left out.
    """
    x = np.asarray(answers, dtype=float)
    known = moments(x)
    used = known.varying
    if not used.any() or len(x) <= used.sum():
        return np.full(len(x), np.nan)
    centre = known.centre + np.diag(known.total) / np.maximum(np.diag(known.n), 1)
    distance = Usual.of(centre[used], known.covariance[np.ix_(used, used)]).distances(x[:, used].T)
    answered = (~np.isnan(x[:, used])).sum(axis=1)
    return np.where(answered >= fewest, chdtrc(np.maximum(answered, 1), distance), np.nan)


def _definite(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """The nearest matrix whose correlations can be those of one set of people: pairwise ones may contradict each other."""
    spread = np.sqrt(np.diag(covariance))
    values, vectors = np.linalg.eigh(covariance / np.outer(spread, spread))
    if values.min() >= _LEAST_OWN:
        return covariance
    mended = (vectors * np.maximum(values, _LEAST_OWN)) @ vectors.T
    unit = np.sqrt(np.diag(mended))
    return mended / np.outer(unit, unit) * np.outer(spread, spread)
