"""How often each hundredth of a point occurs in every group that is compared: what ranks are taken of. PRIVATE."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.measure.histogram import Histogram
from pipeline.measure.parts import CACHED, blocks
from pipeline.tables.responses import NANO
from pipeline.tables.tally import Grid

AXES: Final = ("role", "department")
"""Whose groups are compared."""
VALUES: Final = 10_001
"""Hundredths of a point from 0 to 100: ranks are taken of these."""


def ranks(composites: list[NDArray[np.int64]], scored: NDArray[np.bool_], atom: NDArray[np.int64], grid: Grid) -> Histogram:
    levels = {axis: grid.axis_of(axis).astype(np.int32) * VALUES for axis in AXES}
    size = sum(len(grid.levels[axis]) for axis in AXES) * len(composites) * VALUES
    found = []
    for rows in blocks(len(scored), CACHED):
        inside, first = np.flatnonzero(scored[rows]), 0
        place = atom[rows][inside]
        hundredths = [np.rint(points[rows][inside] * (100 / NANO)).astype(np.int32) for points in composites]
        for axis, level in levels.items():
            own = level[place]
            for one in hundredths:
                found.append(own + one + first)
                first += len(grid.levels[axis]) * VALUES
    return Histogram.of(np.concatenate(found), size)
