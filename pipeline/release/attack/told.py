"""What somebody knows who reads what is written of every group, and knows how many answered in every cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

COLUMNS: Final = 6
"""Of one cell: people who are unfavourable (all reluctant) | neutral and reluctant | neutral, undecided | favourable and
reluctant | favourable, willing | their sum of scores."""
RELUCTANT: Final = (0, 1, 3)
SCORES: Final = 5
COUNTS: Final = np.array(
    [[one in classes for one in range(COLUMNS)] for classes in (RELUCTANT, (2,), (4,), (0,), (1, 2), (3, 4), (SCORES,))]
)
"""Reluctant, undecided, willing, unfavourable, neutral, favourable, sum of scores: the columns that each adds up, (7, 6)."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is written of each group, and who is inside.

    Attributes
    ----------
    cover : group × cell. people : who answered in each cell.
    low, high : limits of reluctant, undecided, willing, unfavourable, neutral, favourable and the sum of scores, (G, 7);
        infinite where nothing is written.
    cuts : lowest score of neutral and of favourable persons.
    figures : other figures in the place of these seven, as many as there are limits of: the columns that each adds up, (G, F, 6).
    """

    cover: NDArray[np.bool_]
    people: NDArray[np.int64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    cuts: tuple[float, float]
    figures: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True)
class Weighted:
    """A weighted number of reluctant people, or sum of scores, that is written too: weight per cell, and its limits."""

    weight: NDArray[np.float64]
    low: float
    high: float
    scores: bool = False
