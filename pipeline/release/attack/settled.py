"""What figures that are written to the last person settle, so that less is left for linear programs to find.

The six exact counts of a group say how many of its people are in each of the five classes. Where such a group is one cell, that
cell is known altogether: it is taken out, and out of every group that holds it. Nothing else can be said of the others then than
before.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeline.release.attack.told import COUNTS, Told, Weighted

_SLACK = 1e-6
_RELUCTANT, _SCORES = 0, len(COUNTS) - 1
_BY_CLASS: NDArray[np.bool_] = np.eye(*COUNTS.shape)[[0, 1, 2, 3, 4, _SCORES, 5]] > 0
"""The figures of a group whose classes are known: these, one that says nothing, and the sum of scores."""


def classes_of(told: Told) -> NDArray[np.float64]:
    """People of each group in the five classes, (G, 5); NaN where counts do not say so, or contradict each other."""
    exact = (told.low[:, :_SCORES] == told.high[:, :_SCORES]).all(axis=1, keepdims=True)
    counts = np.where(exact, told.low[:, :_SCORES], np.nan)
    _, undecided, willing, unfavourable, neutral, favourable = counts.T
    found = np.column_stack([unfavourable, neutral - undecided, undecided, favourable - willing, willing])
    n = told.cover @ told.people
    fits = (counts[:, :3].sum(axis=1) == n) & (counts[:, 3:].sum(axis=1) == n) & (found >= 0).all(axis=1)
    return np.where(fits[:, None], found, np.nan)


def settled(told: Told, weighted: tuple[Weighted, ...]) -> tuple[Told, tuple[Weighted, ...], NDArray[np.intp]]:
    """What is told of the cells that are not known altogether, and which cells these are."""
    known = np.flatnonzero((told.cover.sum(axis=1) == 1) & _possible(told))
    cell, own = np.unique(told.cover[known].argmax(axis=1), return_index=True)
    known = known[own]
    low, high = (np.zeros((len(told.people), told.low.shape[1])) for _ in range(2))
    low[cell], high[cell] = told.low[known], told.high[known]
    # A sum of scores is exact; its own slack is not added up.
    low[cell, _SCORES] = high[cell, _SCORES] = (told.low[known, _SCORES] + told.high[known, _SCORES]) / 2
    left = np.ones(len(told.people), dtype=bool)
    left[cell] = False
    groups = told.cover[:, left].any(axis=1)
    cover = told.cover[groups].astype(float)
    limits = told.low[groups] - cover @ low, told.high[groups] - cover @ high
    others = []
    for one in weighted:
        taken = float(one.weight @ low[:, _SCORES if one.scores else _RELUCTANT])
        others.append(replace(one, weight=one.weight[left], low=one.low - taken, high=one.high - taken))
    return (
        _by_class(Told(told.cover[groups][:, left], told.people[left], *limits, told.cuts)),
        tuple(others),
        np.flatnonzero(left),
    )


def _by_class(told: Told) -> Told:
    """The same, in groups whose classes are known one equation for each of them: fewer entries, and networks."""
    classes = classes_of(told)
    known = ~np.isnan(classes[:, 0])
    low, high = told.low.copy(), told.high.copy()
    low[known, :5] = high[known, :5] = classes[known]
    low[known, 5], high[known, 5] = -np.inf, np.inf
    return replace(told, low=low, high=high, figures=np.where(known[:, None, None], _BY_CLASS, COUNTS))


def _possible(told: Told) -> NDArray[np.bool_]:
    """Whether the classes of a group are known, and its exact sum of scores lies within what they allow, (G,)."""
    classes, (neutral, favourable) = classes_of(told), told.cuts
    low, high = told.low[:, _SCORES], told.high[:, _SCORES]
    least = classes @ np.array([0.0, neutral, neutral, favourable, favourable])
    most = classes @ np.array([neutral, favourable, favourable, 100.0, 100.0])
    return (high - low <= 2 * _SLACK + 1e-9) & (low >= least - _SLACK * 2) & (high <= most + _SLACK * 2)
