"""Weights that make the people who answered look like the staff by role and by department: raking to one-way margins.

Specification: docs/methods/nonresponse.md. Sources: Deming, W. E. & Stephan, F. F. (1940). Annals of Mathematical Statistics 11,
427-444; Kish, L. (1965). Survey Sampling, ch. 11.7 (design effect of weights). Decided beforehand: levels and their targets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

_ROUNDS: Final = 500
_CLOSE: Final = 1e-10


@dataclass(frozen=True, slots=True)
class Raked:
    """Weights of persons by the cell they are in, and what they cost.

    Attributes
    ----------
    weights : of each person in a cell, shape (rows, columns), mean 1 over people, none above the cap; 1 in cells without people.
    deff : Kish's design effect, n Σw² / (Σw)².
    capped : people whose weight lies at the cap.
    gap : largest distance of a weighted margin from its target, as a share of everybody; above 0 only where weights were capped.
    converged : whether the rounds came to rest.
    """

    weights: NDArray[np.float64]
    deff: float
    capped: int
    gap: float
    converged: bool


def rake(people: ArrayLike, row_targets: ArrayLike, column_targets: ArrayLike, cap: float = 3.0) -> Raked:
    """Rake to two margins. people : in each cell, (rows, columns); targets : any unit, each made to sum to 1.

    Weights above ``cap`` times the mean stay at the cap, and the others are raked to what is left. raises : ValueError where a
    level has people and no target, or a target and no people.
    """
    table = np.asarray(people, dtype=float)
    targets = [np.asarray(t, dtype=float) for t in (row_targets, column_targets)]
    targets = [t / t.sum() if t.sum() > 0 else t for t in targets]
    for axis, target in enumerate(targets):
        if not np.array_equal(table.sum(axis=1 - axis) > 0, target > 0):
            raise ValueError("every level needs people and a target; merge the others first")
    n = table.sum()
    share = table / n if n else table
    weight, converged = _raked(share, targets, cap)
    gaps = [np.abs((share * weight).sum(axis=1 - axis) - target).max(initial=0) for axis, target in enumerate(targets)]
    weight = np.where(table > 0, weight, 1.0)
    capped = int(table[weight >= cap * (1 - 1e-9)].sum())
    deff = float(n * (table * weight**2).sum() / (table * weight).sum() ** 2) if n else np.nan
    return Raked(weight, deff, capped, float(max(gaps)), converged)


def _raked(share: NDArray[np.float64], targets: list[NDArray[np.float64]], cap: float) -> tuple[NDArray[np.float64], bool]:
    """Weight of every cell, mean 1 over people; cells without people get 1."""
    weight = np.ones_like(share)
    for _ in range(_ROUNDS):
        before = weight
        for axis, target in enumerate(targets):
            reached = (share * weight).sum(axis=1 - axis)
            factor = np.divide(target, reached, out=np.ones_like(target), where=reached > 0)
            weight = weight * np.expand_dims(factor, 1 - axis)
        weight = _capped(share, weight, cap)
        if np.abs((weight - before)[share > 0]).max(initial=0) < _CLOSE:
            return weight, True
    return weight, False


def _capped(share: NDArray[np.float64], weight: NDArray[np.float64], cap: float) -> NDArray[np.float64]:
    """Cut at the cap and give what was cut to the others, until the mean is 1 and nothing is above."""
    total = (share * weight).sum()
    weight = weight / total if total > 0 else weight
    for _ in range(share.size):
        high = weight > cap
        rest = (share * weight * ~high).sum()
        if not high.any() or not rest > 0:
            return weight
        weight = np.where(high, cap, weight * (1 - cap * (share * high).sum()) / rest)
    return weight


def merge_empty(counts: ArrayLike, targets: ArrayLike, group: ArrayLike) -> NDArray[np.int64]:
    """New number of every level, so that each has people and a target; -1 for levels that cannot be placed.

    counts, targets : people and target of every level. group : its declared group; a level without people (or without a target)
    is
    merged with all of its group. A group without any people, or without any target, is left out.
    """
    people, target, groups = np.asarray(counts, dtype=float), np.asarray(targets, dtype=float), np.asarray(group)
    number = np.full(len(people), -1, dtype=np.int64)
    following = 0
    for level in range(len(people)):
        if number[level] >= 0:
            continue
        inside = groups == groups[level]
        whole = ((people > 0) == (target > 0))[inside].all() and (people[inside] > 0).all()
        members = np.array([level]) if whole else np.flatnonzero(inside)
        if people[members].sum() > 0 and target[members].sum() > 0:
            number[members] = following
            following += 1
    return number
