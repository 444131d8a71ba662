"""Atoms that no total tells apart: what they hold together each of them could hold; exchanges are made between such cells."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.exchanges import Exchanges


class Joined:
    """Atoms joined into cells that totals tell apart."""

    def __init__(self, cover: NDArray[np.bool_]) -> None:
        """cover : (G, A) boolean, total × atom."""
        self._cover = cover
        _, first, cell = np.unique(np.packbits(cover, axis=0), axis=1, return_index=True, return_inverse=True)
        self._first, self._cell = first, cell.ravel()

    @cached_property
    def _exchanges(self) -> Exchanges:
        return Exchanges(self._cover[:, self._first])

    def can_hold(self, table: NDArray[np.float64], count: float) -> NDArray[np.bool_]:
        """Atoms that are seen to be able to hold a count, (A,); of the others nothing is known. table : one that fits, (A,)."""
        return self._exchanges.can_hold(self._together(table)[None], np.array([count]))[0][self._cell]

    def reached(self, table: NDArray[np.float64], count: float, asked: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Tables that fit the same totals as one, (T, A), in each of which one more of the asked atoms, (A,), holds the count."""
        if not asked.any():
            return np.empty((0, len(table)))
        together = self._together(table)
        at_once = np.flatnonzero(asked & (together[self._cell] >= count))
        found = [self._apart(np.repeat(together[None], len(at_once), axis=0), table, at_once)]
        left = np.unique(self._cell[asked & (together[self._cell] < count)])
        if len(left):
            tables = self._exchanges.reached(together, count, np.isin(np.arange(len(together)), left))
            for cells in tables:
                atoms = np.flatnonzero(asked & (cells >= count)[self._cell] & (together < count)[self._cell])
                found.append(self._apart(np.repeat(cells[None], len(atoms), axis=0), table, atoms))
        return np.concatenate(found)

    def _together(self, table: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.bincount(self._cell, table, len(self._first)).astype(float)

    def _apart(self, cells: NDArray[np.float64], table: NDArray[np.float64], atoms: NDArray[np.intp]) -> NDArray[np.float64]:
        """Tables of atoms, (T, A), from tables of cells, (T, C): in each, one atom holds all of its cell, (T,). Other cells hold
        their people where the table, (A,), has them."""
        together = self._together(table)
        share = np.divide(cells, together, out=np.zeros_like(cells), where=together > 0)
        found = share[:, self._cell] * table
        found[:, self._first[together == 0]] += cells[:, together == 0]
        each = np.arange(len(atoms))
        found[self._cell == self._cell[atoms][:, None]] = 0.0
        found[each, atoms] = cells[each, self._cell[atoms]]
        return found
