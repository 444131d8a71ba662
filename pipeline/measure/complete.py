"""Scores that fewer than k people lack are completed from their other scores, so that nobody stands out by a missing one.

All that the model needs of the people are sums, which add up over parts. PRIVATE. Specification: docs/methods/scoring.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.additive import joint_effects
from pipeline.tables.responses import NANO

_MICRO: Final = 1_000
"""Billionths in a millionth: sums of sums are kept in millionths of a point, so that they fit whole numbers."""


@dataclass(frozen=True, slots=True, eq=False)
class ScoreSums:
    """Sums over scored people, by how many of the S scales they have (first entry: one). PRIVATE.

    Attributes
    ----------
    joint : (S, S, S) by number of scales, then pairs: people who have both. total : (S, S), sum of each scale.
    among : (S, S), of those who have the scale, the sum of all they have. Sums in millionths of a point.
    """

    joint: NDArray[np.int64]
    total: NDArray[np.int64]
    among: NDArray[np.int64]

    def __add__(self, other: ScoreSums) -> ScoreSums:
        """Of both parts together."""
        return ScoreSums(self.joint + other.joint, self.total + other.total, self.among + other.among)


def score_sums(points: NDArray[np.int64]) -> ScoreSums:
    """Sums of one part. points : billionths of scored people, (S, n); negative where there is none."""
    there = points >= 0
    value = np.where(there, np.rint(points / _MICRO), 0).astype(np.int64)
    count, everything = there.sum(axis=0), value.sum(axis=0)
    size = len(points)
    joint = np.zeros((size, size, size), dtype=np.int64)
    total, among = (np.zeros((size, size), dtype=np.int64) for _ in range(2))
    for m in np.unique(count[count > 0]).tolist():
        rows = np.flatnonzero(count == m)
        inside = there[:, rows].astype(np.float64)
        joint[m - 1] = np.rint(inside @ inside.T)
        total[m - 1] = value[:, rows].sum(axis=1)
        among[m - 1] = (there[:, rows] * everything[rows]).sum(axis=1)
    return ScoreSums(joint, total, among)


@dataclass(frozen=True, slots=True, eq=False)
class Completion:
    """How missing scores are filled.

    Attributes
    ----------
    few : (S,), scales that are filled. effects : (S,), billionths by which each scale is higher than those joined with it.
    component : (S,), number of the connected set of each scale.
    """

    few: NDArray[np.bool_]
    effects: NDArray[np.float64]
    component: NDArray[np.int64]


def completion(sums: ScoreSums, few: NDArray[np.bool_]) -> Completion:
    """From the sums of everybody who is scored. few : scales that somebody, but fewer than k people, lack."""
    found = joint_effects(sums.joint, sums.total, sums.among)
    return Completion(few, found.effects * _MICRO, found.component)


def completed(points: NDArray[np.int64], how: Completion) -> NDArray[np.int64]:
    """The points with those of the few filled, (S, n); what no other score tells of stays as it is."""
    found, there = points.copy(), points >= 0
    for scale in np.flatnonzero(how.few):
        rows = np.flatnonzero(~there[scale])
        inside = (how.component == how.component[scale])[:, None] & there[:, rows]
        count = inside.sum(axis=0)
        beyond = np.where(inside, points[:, rows] - how.effects[:, None], 0.0).sum(axis=0)
        expected = np.rint(beyond / np.maximum(count, 1) + how.effects[scale])
        found[scale, rows] = np.where(count > 0, np.clip(expected, 0, 100 * NANO), points[scale, rows])
    return found
