"""How many persons of a group would be counted, where so many are silent that not every total can have its chance written down.

The total is S + X: S of those who answered, X ~ Binomial(silent, p) of the others; S and p are known by chances. The
distribution function of X is an incomplete beta function, so limits are found by bisection, in as much time and memory for a
million silent as for a thousand. Specification: docs/methods/shares.md, step 5. Source: Abramowitz, M. & Stegun, I. A. (1964).
Handbook of Mathematical Functions, 26.5.24.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, ndtr

from pipeline.stats.shares import SharePosterior

#: Times the root of the silent: all values of X further from their expectation are less likely than 1e-20 (Hoeffding 1963).
REACH = 5.0
_NEGLIGIBLE = 1e-10
#: Persons by which the limits of a normal X miss those of X, mostly; further off only costs time.
_CLOSE = 2.0
#: Pairs of S and p that are less likely than this change no limit, be there ten thousand of them.
_NOTHING = 1e-14


def joint_that_matters(posterior: SharePosterior) -> NDArray[np.float64]:
    """P(S = count, p in bin), shape (K, BINS), with 0 where p is hardly in the bin."""
    return np.where((posterior.weights > _NEGLIGIBLE)[posterior.group], posterior.joint, 0.0)


@dataclass(frozen=True, slots=True)
class Totals:
    """What is known of S + X of some groups.

    Attributes
    ----------
    group, count, p, weight : of every pair of S and p that matters, shape (J,): the group 0..G-1, S, p (neither 0 nor 1) and how
        likely the pair is; the weights of a group need not add up to 1.
    silent : per group, shape (G,), whole numbers above 0.
    """

    group: NDArray[np.intp]
    count: NDArray[np.float64]
    p: NDArray[np.float64]
    weight: NDArray[np.float64]
    silent: NDArray[np.float64]

    @classmethod
    def of(
        cls, posterior: SharePosterior, groups: NDArray[np.intp], sizes: NDArray[np.float64], p: NDArray[np.float64]
    ) -> Totals:
        """Some groups of a posterior. sizes : staff of every group of it. p : of the silent, in every bin."""
        joint = joint_that_matters(posterior)
        row, column = np.nonzero((joint > _NOTHING) & np.isin(posterior.group, groups)[:, None])
        group = np.searchsorted(groups, posterior.group[row])
        return cls(group, posterior.count[row].astype(float), p[column], joint[row, column], (sizes - posterior.n)[groups])

    @property
    def mean(self) -> NDArray[np.float64]:
        """Expected total per group, shape (G,), persons."""
        return self._sum(self.weight * self._centre) / self._sum(self.weight)

    def up_to(self, total: NDArray[np.float64]) -> NDArray[np.float64]:
        """P(S + X <= total) per group, shape (G,). total : whole numbers, one per group."""
        return self._sum(self.weight * self._chance(total)) / self._sum(self.weight)

    def limit(self, tail: float) -> NDArray[np.float64]:
        """The total at which P(below) + P(exactly) / 2 reaches ``tail``, shape (G,).

        Below one half it is the smallest total whose mid-probability is at least ``tail``, else the largest with at most that.
        """
        first = self._reaching(tail)
        # Mid-probabilities lie half a step behind: the first total to reach the tail is that of P(<= total), or its neighbour.
        middle = (self.up_to(first) + self.up_to(first - 1)) / 2
        if tail < 0.5:
            return np.where(middle >= tail, first, first + 1)
        return np.where(middle <= tail, first, first - 1)

    def _reaching(self, tail: float) -> NDArray[np.float64]:
        """The smallest total with P(S + X <= total) >= tail: close to where it is for normal X, else anywhere within reach."""
        low, high = np.full(len(self.silent), np.inf), np.full(len(self.silent), -np.inf)
        np.minimum.at(low, self.group, self._centre - self._reach)
        np.maximum.at(high, self.group, self._centre + self._reach)
        low, high = np.floor(low) - 1, np.ceil(high)
        rough = self._bisected(tail, self._roughly, low, high)
        for total in (rough - _CLOSE, rough + _CLOSE):
            reached = self.up_to(total) >= tail
            low, high = np.where(reached, low, np.maximum(low, total)), np.where(reached, np.minimum(high, total), high)
        return self._bisected(tail, self._chance, low, high)

    def _bisected(
        self,
        tail: float,
        chance: Callable[[NDArray[np.float64]], NDArray[np.float64]],
        low: NDArray[np.float64],
        high: NDArray[np.float64],
    ) -> NDArray[np.float64]:
        """The smallest total, above ``low`` and at most ``high``, at which the chance of so many or fewer is ``tail`` or more."""
        needed = tail * self._sum(self.weight)
        while np.any(high - low > 1):
            middle = np.floor((low + high) / 2)
            reached = self._sum(self.weight * chance(middle)) >= needed
            low, high = np.where(reached, low, middle), np.where(reached, middle, high)
        return high

    @property
    def _centre(self) -> NDArray[np.float64]:
        """Of every pair, the total that is expected."""
        return self.count + self.silent[self.group] * self.p

    @property
    def _reach(self) -> NDArray[np.float64]:
        """Of every pair, how far totals may lie from its centre."""
        return REACH * np.sqrt(self.silent)[self.group]

    def _chance(self, total: NDArray[np.float64]) -> NDArray[np.float64]:
        """P(S + X <= total of the group) if a pair is the true one, shape (J,)."""
        silent = self.silent[self.group]
        x = total[self.group] - self.count
        away = x - silent * self.p
        chance = np.where(away >= 0, 1.0, 0.0)
        near = (np.abs(away) <= self._reach) & (x >= 0) & (x < silent)
        # P(X <= x) = I(1 - p; silent - x, x + 1)
        chance[near] = betainc((silent - x)[near], x[near] + 1.0, 1.0 - self.p[near])
        return chance

    def _roughly(self, total: NDArray[np.float64]) -> NDArray[np.float64]:
        """``_chance`` as a normal X has it, which takes a tenth of the time."""
        deviation = np.sqrt(self.silent[self.group] * self.p * (1.0 - self.p))
        return np.asarray(ndtr((total[self.group] + 0.5 - self._centre) / deviation), dtype=np.float64)

    def _sum(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sum over the pairs of each group, shape (G,)."""
        return np.bincount(self.group, weights=values, minlength=len(self.silent)).astype(np.float64, copy=False)
