"""The chance of every total of groups whose silent are few enough to write them all down.

The total is S + X: S of those who answered, X ~ Binomial(silent, p) of the others. Specification: docs/methods/shares.md, step 5;
groups with more silent people: ``totals``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from pipeline.stats.shares import SharePosterior
from pipeline.stats.totals import REACH, joint_that_matters


@dataclass(frozen=True, slots=True)
class Chances:
    """P(S + X = first, first + 1, ...) of some groups. groups, first : (H,). chance : (H, most), 0 beyond a group's totals."""

    groups: NDArray[np.intp]
    first: NDArray[np.int64]
    chance: NDArray[np.float64]


def chances(
    posterior: SharePosterior, groups: NDArray[np.intp], sizes: NDArray[np.float64], p: NDArray[np.float64]
) -> Iterator[Chances]:
    """The distributions of S + X of ``groups``, some groups with about as many silent at a time.

    sizes : staff of every group of the posterior, (G,). p : of the silent, in every bin.
    """
    weights = joint_that_matters(posterior)
    silent = sizes[groups].astype(np.int64) - posterior.n[groups]
    order = np.argsort(silent, kind="stable")
    for some in np.split(order, np.flatnonzero(np.diff(np.frexp(silent[order])[1])) + 1):
        alike = np.split(some, np.flatnonzero(np.diff(silent[some])) + 1)
        parts = [_of_silent(posterior, weights, groups[same], int(silent[same[0]]), p) for same in alike if len(same)]
        if parts:
            yield _together(parts)


def _together(parts: Sequence[Chances]) -> Chances:
    chance = np.zeros((sum(len(part.groups) for part in parts), max(part.chance.shape[1] for part in parts)))
    start = 0
    for part in parts:
        chance[start : start + len(part.groups), : part.chance.shape[1]] = part.chance
        start += len(part.groups)
    return Chances(np.concatenate([part.groups for part in parts]), np.concatenate([part.first for part in parts]), chance)


def _of_silent(
    posterior: SharePosterior, weights: NDArray[np.float64], groups: NDArray[np.intp], silent: int, p: NDArray[np.float64]
) -> Chances:
    """Groups with as many silent; S and X are independent given p. weights : the joint chances that matter, (K, BINS)."""
    begins, ends = (np.searchsorted(posterior.group, groups, side=side) for side in ("left", "right"))
    rows, first = begins, posterior.count[begins]
    exact = bool((ends - begins == 1).all())
    if not exact:
        rows = np.concatenate([np.arange(begin, end) for begin, end in zip(begins, ends, strict=True)])
    own = weights[rows]
    bins = np.flatnonzero(own.any(axis=0))
    columns = slice(bins[0], bins[-1] + 1)
    x = _likely(silent, p[columns])
    chance = own[:, columns] @ _binomial(x, silent, p[columns])
    if not exact:
        of = np.repeat(np.arange(len(groups)), ends - begins)
        away = posterior.count[rows] - first[of]
        whole = np.zeros((len(groups), int(away.max()) + len(x)))
        for group, offset, row in zip(of, away, chance, strict=True):
            whole[group, offset : offset + len(x)] += row
        chance = whole
    return Chances(groups, first + int(x[0]), chance / chance.sum(axis=1, keepdims=True))


def _likely(silent: int, p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values of X that are not out of reach: all others together are less likely than 1e-20 (Hoeffding 1963)."""
    reach = REACH * np.sqrt(silent)
    return np.arange(max(0.0, np.floor(silent * p[0] - reach)), min(silent, np.ceil(silent * p[-1] + reach)) + 1)


def _binomial(x: NDArray[np.float64], silent: int, p: NDArray[np.float64]) -> NDArray[np.float64]:
    """P(X = x) for X ~ Binomial(silent, p), shape (P, X)."""
    choose = gammaln(silent + 1.0) - gammaln(x + 1.0) - gammaln(silent - x + 1.0)
    return np.exp(choose + x * np.log(p)[:, None] + (silent - x) * np.log1p(-p)[:, None])
