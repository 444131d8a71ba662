"""Where people can be: role × department, and × site where sites are asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.tables.coded import Named

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Grid:
    """Where people can be. levels : axis -> ids, in order; atoms are their combinations, the last axis fastest."""

    levels: Mapping[str, tuple[str, ...]]

    @property
    def shape(self) -> tuple[int, ...]:
        """Levels of each axis."""
        return tuple(map(len, self.levels.values()))

    @property
    def atoms(self) -> int:
        """How many there are."""
        return int(np.prod(self.shape))

    @property
    def places(self) -> pd.DataFrame:
        """One row per atom: its level on each axis."""
        grid = np.indices(self.shape).reshape(len(self.levels), -1)
        columns = {
            axis: np.array(names, dtype=object)[index] for (axis, names), index in zip(self.levels.items(), grid, strict=True)
        }
        return pd.DataFrame(columns, dtype="str")

    def numbers(self, places: Mapping[str, Named]) -> NDArray[np.int64]:
        """The atom of each row, (n,); raises KeyError for a level that the grid lacks."""
        found: NDArray[np.int64] | None = None
        for axis, names in self.levels.items():
            codes = places[axis].recoded(names).codes
            found = codes.astype(np.int64) if found is None else found * len(names) + codes
        assert found is not None, "there is at least one axis"
        return found

    def of_levels(self, counts: Counts, *axes: str) -> Counts:
        """What is counted by atom, summed by level of one axis, or by combination of the levels of several, the last fastest."""
        names = list(self.levels)
        left_out = tuple(place for place, name in enumerate(names) if name not in axes)
        summed = counts.reshape(*self.shape, *counts.shape[1:]).sum(axis=left_out)
        order = [[name for name in names if name in axes].index(axis) for axis in axes]
        rest = range(len(axes), summed.ndim)
        size = int(np.prod([len(self.levels[axis]) for axis in axes]))
        return summed.transpose(*order, *rest).reshape(size, *counts.shape[1:])

    def axis_of(self, axis: str) -> NDArray[np.int64]:
        """The number of each atom's level on one axis, (A,)."""
        return np.indices(self.shape)[list(self.levels).index(axis)].ravel()
