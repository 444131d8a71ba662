"""What one group's counts of willingness, scores and quadrants tell about each other: the classes that its people fall into.

Every respondent of the core is in one class of willingness and standing, in one of readiness, and in one quadrant; all counts of
the three tables and the sums of both composites are sums over these classes. One linear program holds all groups at once, each a
block of its own, so that two questions bound a count in every group. Specification: docs/methods/release.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.bounds import Program

_SLACK: Final = 1e-6
READINESS: Final = 0
WILLINGNESS: Final = 1
#: Unknowns of one group: classes of willingness and standing (unfavourable | neutral and reluctant | neutral, undecided |
#: favourable and reluctant | favourable, willing), classes of readiness (unfavourable | neutral | favourable), quadrants.
_UNKNOWNS: Final = 12
STANDING: Final = {"reluctant": (0, 1, 3), "undecided": (2,), "willing": (4,)}
SCORED: Final = (
    {"favourable": (7,), "neutral": (6,), "unfavourable": (5,)},
    {"favourable": (3, 4), "neutral": (1, 2), "unfavourable": (0,)},
)
QUADRANTS: Final = {"ready_willing": (8,), "willing_not_ready": (9,), "ready_not_willing": (10,), "neither": (11,)}
_SAME: Final = (((8, 9), (3, 4)), ((8, 10), (7,)))
"""Quadrants that add up to the favourable people of willingness and of readiness."""

Sides = tuple[NDArray[np.float64], NDArray[np.float64]]


class Classes:
    """The linear program of all groups; the groups do not touch each other."""

    def __init__(self, n: NDArray[np.float64], cuts: tuple[float, float]) -> None:
        """n : people of each group, (G,). cuts : lowest score of neutral and of favourable persons."""
        self._n, self._cuts = n, cuts
        self._program: Program | None = None
        self._entries: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]] = []
        self._low: list[NDArray[np.float64]] = []
        self._high: list[NDArray[np.float64]] = []
        for classes in (range(5), range(5, 8), range(8, 12)):
            self._row(dict.fromkeys(classes, 1.0), n, n)
        for quadrants, favourable in _SAME:
            self._row(dict.fromkeys(quadrants, 1.0) | dict.fromkeys(favourable, -1.0), 0 * n, 0 * n)

    def count(self, classes: tuple[int, ...], low: NDArray[np.float64], high: NDArray[np.float64]) -> None:
        """A count of some classes is known to lie within limits, (G,) each; infinite where nothing is said."""
        self._row(dict.fromkeys(classes, 1.0), low, high)

    def scores(self, composite: int, totals: NDArray[np.float64]) -> None:
        """The sum of scores of a composite, (G,), NaN where it is not known, lies between what the classes allow."""
        said, infinite = np.isfinite(totals), np.full(len(self._n), np.inf)
        names, (neutral, favourable) = ("unfavourable", "neutral", "favourable"), self._cuts
        for scores, sign in (((0.0, neutral, favourable), 1.0), ((neutral, favourable, 100.0), -1.0)):
            weights = {at: sign * score for name, score in zip(names, scores, strict=True) for at in SCORED[composite][name]}
            self._row(weights, -infinite, np.where(said, sign * totals + _SLACK, np.inf))

    def bounds(self, classes: tuple[int, ...]) -> Sides:
        """The fewest and the most people of some classes, in every group, whole numbers; to be asked when all is said."""
        if self._program is None:
            rows, columns, values = (np.concatenate(part) for part in zip(*self._entries, strict=True))
            upper = np.repeat(self._n, _UNKNOWNS)
            self._program = Program(rows, columns, values, np.concatenate(self._low), np.concatenate(self._high), upper)
        at = (np.arange(len(self._n))[:, None] * _UNKNOWNS + np.array(classes)).ravel()
        sides = []
        for sign in (-1.0, 1.0):
            self._program.maximize(at, np.full(len(at), sign))
            if not self._program.solved:  # tables that contradict each other tell nothing together
                return np.full(len(self._n), -np.inf), np.full(len(self._n), np.inf)
            sides.append(self._program.solution()[at].reshape(len(self._n), -1).sum(axis=1))
        return np.ceil(sides[0] - _SLACK), np.floor(sides[1] + _SLACK)

    def _row(self, weights: Mapping[int, float], low: NDArray[np.float64], high: NDArray[np.float64]) -> None:
        """One row per group: a weighted sum of its unknowns within limits."""
        groups, start = np.arange(len(self._n)), sum(map(len, self._low))
        for unknown, weight in weights.items():
            self._entries.append((start + groups, groups * _UNKNOWNS + unknown, np.full(len(groups), weight)))
        self._low.append(low)
        self._high.append(high)
