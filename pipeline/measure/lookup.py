"""Points of every pattern of one scale that occurs. Specification: docs/methods/scoring.md."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.measure.forms import Form
from pipeline.tables.responses import NO_SCORE


@dataclass(frozen=True, slots=True, eq=False)
class Lookup:
    """Points of every pattern of one scale that occurs.

    Attributes
    ----------
    form : of the scale. numbers : of patterns, sorted; None where ``points`` has a place for every number there could be.
    points : billionths, ``NO_SCORE`` or ``NOT_ASKED``.
    """

    form: Form
    numbers: NDArray | None
    points: NDArray[np.int64]

    def of(self, numbers: NDArray) -> NDArray[np.int64]:
        """Points of each row's pattern, (n,); rows whose pattern is unknown have none."""
        place = self.places(numbers)
        points = self.points.take(place)
        return points if self.numbers is None else np.where(self.numbers[place] == numbers, points, NO_SCORE)

    def places(self, numbers: NDArray) -> NDArray:
        """Place of each row's pattern among ``points``, (n,); of a pattern that is unknown, of any."""
        if self.numbers is None:
            return numbers.astype(np.intp, copy=False)
        return np.minimum(np.searchsorted(self.numbers, numbers), len(self.numbers) - 1)
