"""People counted by atom and what they answered. PRIVATE: goes in one row per person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.tables.tally import Counts

_MARKS = 4


def counted(atom: NDArray[np.int64], code: NDArray[np.integer], atoms: int, codes: int) -> Counts:
    """People by atom and code, (A, codes); those without an atom left out."""
    found = np.bincount(atom * codes + code, minlength=(atoms + 1) * codes)
    return found.reshape(atoms + 1, codes)[:atoms]


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Where people are counted by atom and by the codes of two columns. first : place of each person's atom, (n,)."""

    first: NDArray[np.int64]
    atoms: int
    rows: int
    columns: int

    @classmethod
    def of(cls, atom: NDArray[np.int64], atoms: int, rows: int, columns: int) -> Pairs:
        """rows, columns : codes of the one column and of the other."""
        return cls(atom * (rows * columns), atoms, rows, columns)

    def counted(self, one: NDArray[np.integer], other: NDArray[np.integer]) -> Counts:
        """People by atom and codes, (A, rows, columns); those without an atom left out."""
        kinds = self.rows * self.columns
        pair = one.astype(np.min_scalar_type(kinds))
        pair *= pair.dtype.type(self.columns)
        pair += other
        found = np.bincount(self.first + pair, minlength=(self.atoms + 1) * kinds)
        return found.reshape(self.atoms + 1, self.rows, self.columns)[: self.atoms]


def ticks(place: NDArray[np.int64], ticks: NDArray[np.bool_], places: int) -> Counts:
    """How often each of several marks is set by place, (places, marks); a few marks are counted at a time."""
    found = np.zeros((places, len(ticks)), dtype=np.int64)
    kinds = 1 << _MARKS
    first = place * kinds
    for start in range(0, len(ticks), _MARKS):
        some = ticks[start : start + _MARKS]
        byte = np.zeros(ticks.shape[1], dtype=np.uint8)
        for bit, row in enumerate(some):
            byte |= row.view(np.uint8) << np.uint8(bit)
        counts = np.bincount(first + byte, minlength=places * kinds).reshape(places, kinds)
        bits = (np.arange(kinds)[:, None] >> np.arange(len(some))) & 1
        found[:, start : start + _MARKS] = (counts.astype(np.float64) @ bits).astype(np.int64)
    return found
