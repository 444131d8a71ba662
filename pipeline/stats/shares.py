"""Shares in small groups: beta-binomial empirical Bayes on a grid, with counts that may be known as intervals only.

Groups of one family borrow from each other; what the people who answered said is never shrunk once current staff is
predicted (``prediction.py``). Specification: docs/methods/shares.md. Sources: Griffiths, D. A. (1973). Maximum likelihood
estimation for the beta-binomial distribution. Biometrics 29, 637-648; Laird, N. M. & Louis, T. A. (1989). Empirical Bayes
ranking methods. Journal of Educational Statistics 14, 29-46. Decided beforehand: which groups form a family.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, gammaln

BINS = 200
"""Equal bins of the share p from 0 to 1."""
EDGES = np.linspace(0.0, 1.0, BINS + 1)
MIDDLES = (EDGES[:-1] + EDGES[1:]) / 2

FLAT = -1
"""The family number of groups that stand alone, with a flat prior."""

APART = 0.2
"""How likely a group is beforehand to be like no other of its family. Tried: 0, .05, .1 and .2 (docs/methods/shares.md)."""

_HYPER = 40
_LONGEST = 101  # an interval of counts is represented by at most so many of its values
_TINY = 1e-300
_NODES, _NODE_WEIGHTS = np.polynomial.legendre.leggauss(3)


@dataclass(frozen=True, slots=True)
class SharePosterior:
    """What is known of the share p and of the count S of every group.

    Attributes
    ----------
    n : persons who answered, shape (G,).
    group : group number of every possible count, ascending, shape (K,).
    count : the possible counts S, shape (K,); one per group where the count is exact.
    joint : P(S = count, p in bin), shape (K, BINS); sums to 1 within each group.
    """

    n: NDArray[np.int64]
    group: NDArray[np.int64]
    count: NDArray[np.int64]
    joint: NDArray[np.float64]

    @property
    def weights(self) -> NDArray[np.float64]:
        """P(p in bin) of every group, shape (G, BINS)."""
        return _sum_by(self.group, self.joint)

    @property
    def expected_count(self) -> NDArray[np.float64]:
        """E(S) of every group, shape (G,)."""
        return np.bincount(self.group, weights=self.joint.sum(axis=1) * self.count, minlength=len(self.n)).astype(np.float64)


@cache
def prior_masses() -> NDArray[np.float64]:
    """Mass of Beta(m κ, (1-m) κ) in every bin for 40 means m × 40 intraclass correlations ρ = 1/(1+κ), shape (1600, BINS).

    m is uniform; ρ ~ Beta(1, 9) is represented by its 40 equally likely slices, so that all rows weigh the same.
    """
    slices = (np.arange(_HYPER) + 0.5) / _HYPER
    rho = 1.0 - (1.0 - slices) ** (1.0 / 9.0)
    half = slices[: _HYPER // 2]
    mean, kappa = (grid.reshape(-1, 1) for grid in np.meshgrid(half, 1.0 / rho - 1.0, indexing="ij"))
    low = np.diff(betainc(mean * kappa, (1.0 - mean) * kappa, EDGES), axis=1)
    # a mean of 1 - m is one of m seen from the other end
    high = low.reshape(len(half), _HYPER, BINS)[::-1, :, ::-1].reshape(-1, BINS)
    return np.concatenate([low, high])


def posterior(
    low: ArrayLike,
    high: ArrayLike,
    n: ArrayLike,
    family: ArrayLike,
    priors: Mapping[int, NDArray[np.float64]] | None = None,
    apart: float = APART,
    kin: ArrayLike | None = None,
) -> SharePosterior:
    """Posterior of the share of every group, given that low <= S <= high of n persons.

    family : number of the family that a group borrows from, shape (G,); ``FLAT`` for a group on its own with a flat prior.
    priors : group number -> prior masses of its bins (BINS,), where they come from elsewhere than from the family.
    apart : probability that a group is like no other of its family: then its prior is flat.
    kin : number per group; families of one kin have means of their own but one intraclass correlation. None: all their own.
    """
    lows, highs, sizes, families = (np.asarray(a, dtype=np.int64) for a in (low, high, n, family))
    if np.any(lows > highs) or np.any(lows < 0) or np.any(highs > sizes):
        raise ValueError("counts must satisfy 0 <= low <= high <= n")
    if len(sizes) == 0:
        return SharePosterior(sizes, sizes, sizes, np.empty((0, BINS)))
    first, alike = _distinct(lows, highs, sizes)
    group, count = _possible_counts(lows[first], highs[first])
    likelihood = _likelihood(count, sizes[first][group])
    likelihood /= _max_by(group, likelihood)[group, None]
    kin_ = families if kin is None else np.asarray(kin, dtype=np.int64)
    prior = _mixed_prior(_sum_by(group, likelihood), alike, families, kin_)
    for number, masses in (priors or {}).items():
        prior[number] = masses
    prior = (1 - apart) * prior / prior.sum(axis=1, keepdims=True) + apart / BINS
    return _joint(sizes, likelihood, count, group, alike, prior)


def _distinct(*numbers: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Which groups are the first with their numbers, and for every group the place among these of those alike."""
    code = np.zeros(len(numbers[0]), dtype=np.int64)
    for part in numbers:
        levels, place = np.unique(part, return_inverse=True)
        code = code * len(levels) + place
    _, first, alike = np.unique(code, return_index=True, return_inverse=True)
    return first, alike


def _joint(
    n: NDArray[np.int64],
    likelihood: NDArray[np.float64],
    count: NDArray[np.int64],
    group: NDArray[np.intp],
    alike: NDArray[np.intp],
    prior: NDArray[np.float64],
) -> SharePosterior:
    """The posterior of all groups from the likelihood of the distinct ones. group : which of these a row is of, (K,)."""
    lengths = np.bincount(group)
    times = lengths[alike]
    of = np.repeat(np.arange(len(n)), times)
    row = np.arange(len(of)) + np.repeat((np.cumsum(lengths) - lengths)[alike] - (np.cumsum(times) - times), times)
    joint = likelihood[row] * prior[of]
    joint /= np.bincount(of, weights=joint.sum(axis=1))[of, None]
    return SharePosterior(n, of, count[row], joint)


def _possible_counts(low: NDArray[np.int64], high: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(group number, count) of every possible count; long intervals are thinned to evenly spaced values."""
    lengths = np.minimum(high - low + 1, _LONGEST)
    group = np.repeat(np.arange(len(low)), lengths)
    step = np.arange(len(group)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    stretch = (high - low) / np.maximum(lengths - 1, 1)
    return group, np.rint(low[group] + step * stretch[group]).astype(np.int64)


def _likelihood(count: NDArray[np.int64], n: NDArray[np.int64]) -> NDArray[np.float64]:
    """Mean of Binomial(count; n, p) over each bin of p (three Gauss-Legendre nodes), shape (K, BINS)."""
    choose = (gammaln(n + 1.0) - gammaln(count + 1.0) - gammaln(n - count + 1.0))[:, None]
    total = np.zeros((len(count), BINS))
    for node, weight in zip(_NODES, _NODE_WEIGHTS, strict=True):
        p = MIDDLES + node / (2 * BINS)
        power = np.outer(count, np.log(p))
        power += choose
        power += np.outer(n - count, np.log1p(-p))
        total += weight / 2 * np.exp(power, out=power)
    return total


def _mixed_prior(
    likelihood: NDArray[np.float64], alike: NDArray[np.intp], family: NDArray[np.int64], kin: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Prior of every group as the other groups of its family and kin imply it, up to a factor per group, shape (G, BINS).

    likelihood : of the distinct groups. alike : which of them each group is like, (G,).
    """
    mixed = np.ones((len(family), BINS))
    shared = np.flatnonzero(family != FLAT)
    if len(shared) == 0:
        return mixed
    prior, there = prior_masses(), np.unique(alike[shared])
    evidence = np.log(np.maximum(likelihood[there] @ prior.T, _TINY))
    own = np.searchsorted(there, alike)
    _, first, number = np.unique(family[shared], return_index=True, return_inverse=True)
    members = np.split(shared[np.argsort(number, kind="stable")], np.cumsum(np.bincount(number))[:-1])
    together = np.array([evidence[own[rows]].sum(axis=0) for rows in members])
    everybody = together + _of_kin(together, kin[shared][first])
    weight = np.empty((len(shared), evidence.shape[1]))
    ends = np.cumsum([len(rows) for rows in members])
    for rows, end, all_of_them in zip(members, ends, everybody, strict=True):
        others = np.subtract(all_of_them, evidence[own[rows]], out=weight[end - len(rows) : end])
        others -= others.max(axis=1, keepdims=True)
    mixed[np.concatenate(members)] = np.exp(weight, out=weight) @ prior
    return mixed


def _of_kin(evidence: NDArray[np.float64], kin: NDArray[np.int64]) -> NDArray[np.float64]:
    """What the other families of a kin say of the intraclass correlation, whatever their means: log, shape (families, 1600)."""
    by_mean = evidence.reshape(-1, _HYPER, _HYPER)
    most = by_mean.max(axis=1, keepdims=True)
    of_rho = np.log(np.exp(by_mean - most).mean(axis=1)) + most[:, 0]
    _, number = np.unique(kin, return_inverse=True)
    together = np.zeros((number.max() + 1, _HYPER))
    np.add.at(together, number, of_rho)
    return np.tile(together[number] - of_rho, (1, _HYPER))


def _sum_by(group: NDArray[np.int64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    if len(group) == 0 or group[-1] == len(group) - 1:
        return values
    return np.add.reduceat(values, np.flatnonzero(np.diff(group, prepend=-1)), axis=0)


def _max_by(group: NDArray[np.int64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.maximum.reduceat(values.max(axis=1), np.flatnonzero(np.diff(group, prepend=-1)))
