"""What people scored on one scale: a score depends on the pattern of answers alone, so few different ones occur. PRIVATE."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.measure.lookup import Lookup
from pipeline.tables.coded import smallest
from pipeline.tables.responses import NO_SCORE


@dataclass(frozen=True, slots=True, eq=False)
class ScaleScores:
    """Scores of some people on one scale.

    Attributes
    ----------
    points : billionths, ``NO_SCORE`` or ``NOT_ASKED``; each that occurs once, (L,), or of each person, (n,).
    code : place of each person's score among ``points``, (n,); None where each person's own stand there.
    """

    points: NDArray[np.int64]
    code: NDArray[np.integer] | None = None

    def __len__(self) -> int:
        return len(self.points if self.code is None else self.code)

    def of(self, rows: slice | NDArray[np.integer]) -> NDArray[np.int64]:
        """Points of some of them."""
        return self.points[rows] if self.code is None else self.points.take(self.code[rows])

    @property
    def everybody(self) -> NDArray[np.int64]:
        """Points of all of them, (n,)."""
        return self.of(slice(None))

    @property
    def there(self) -> NDArray[np.bool_]:
        """Who has a score, (n,)."""
        there = self.points >= 0
        return there if self.code is None else there.take(self.code)


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """Scores that occur on one scale. points : each once, (L,). code : by place in ``Lookup.points``, the place among these."""

    points: NDArray[np.int64]
    code: NDArray[np.integer]

    @classmethod
    def of(cls, lookup: Lookup) -> Levels:
        """``NO_SCORE`` is always among them: patterns that are unknown have none."""
        points, code = np.unique(np.append(lookup.points, NO_SCORE), return_inverse=True)
        return cls(points, smallest(code[:-1], len(points)))

    def scores(self, lookup: Lookup, numbers: NDArray) -> ScaleScores:
        """Of people with these numbers of patterns, (n,)."""
        place = lookup.places(numbers)
        code = self.code.take(place)
        if lookup.numbers is not None:
            code[lookup.numbers[place] != numbers] = np.searchsorted(self.points, NO_SCORE)
        return ScaleScores(self.points, code)
