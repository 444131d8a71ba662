"""Tables that fit the same totals, found by exchange: what cells can hold, mostly without a linear program.

Where two cells gain what two others lose, and every published total holds as many of the ones as of the others, no total notices
(in a two-way table: the corners of a rectangle). From one table that fits, such exchanges lead to others; each proves that a cell
can hold what it holds there. What they do not prove is left open. Source: Diaconis, P. & Sturmfels, B. (1998). Algebraic
algorithms for sampling from conditional distributions. Annals of Statistics 26, 363-397 (basic moves).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

_SLACK: Final = 1e-6
_ROUNDS: Final = 64
_CELLS: Final = 1500
"""Of more cells pairs are not tried."""
_PARTNERS: Final = 4
"""Of many pairs that could be exchanged for each other each is tried with so many."""


class Exchanges:
    """Exchanges that keep every total. Most are seen where cells that no total tells apart are one cell."""

    def __init__(self, cover: ArrayLike) -> None:
        """cover : (G, A) boolean, total × cell."""
        cover = np.asarray(cover, dtype=bool)
        self._cover = cover.T.astype(float)
        gains, other, first, second = _exchanges(cover)
        order = np.argsort(gains, kind="stable")
        self._gains, self._other = gains[order], other[order]
        self._losing = np.stack([first[order], second[order]])
        self._start = np.searchsorted(self._gains, np.arange(cover.shape[1] + 1))

    @property
    def moves(self) -> NDArray[np.int16]:
        """Every exchange: the cell that gains, the other that gains, and the two that lose, (4, M)."""
        inside = self._cover.astype(np.int8)
        up, down = inside[self._gains] + inside[self._other], inside[self._losing[0]] + inside[self._losing[1]]
        return np.stack([self._gains, self._other, *self._losing])[:, (up == down).all(axis=1)]

    def reached(self, table: NDArray[np.float64], count: float, asked: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Tables that fit the same totals, (T, A), in each of which one more of the asked cells, (A,), holds the count."""
        cells = np.flatnonzero(asked & (np.diff(self._start) > 0))
        if not len(cells):
            return np.empty((0, len(table)))
        tables = self._exchanged(np.repeat(table[None], len(cells), axis=0), cells, np.full(len(cells), count))
        return tables[tables[np.arange(len(cells)), cells] >= count]

    def can_hold(
        self, tables: NDArray[np.float64], counts: NDArray[np.float64], asked: NDArray[np.bool_] | None = None
    ) -> NDArray[np.bool_]:
        """Cells that are seen to be able to hold a count, (M, A); of the others nothing is known.

        tables : (M, A), one that fits the totals of each measure. counts : (M,). asked : only these cells matter, (A,); the
        others count as seen.
        """
        seen = tables >= counts[:, None]
        if asked is not None:
            seen |= ~asked
        self._once(tables, counts, seen)
        measure: NDArray[np.intp]
        cell: NDArray[np.intp]
        measure, cell = np.nonzero(~seen & (np.diff(self._start) > 0))
        if len(cell):
            after = self._exchanged(tables[measure], cell, counts[measure])
            seen[measure, cell] = after[np.arange(len(cell)), cell] >= counts[measure]
        return seen

    def _exchanged(self, tables: NDArray[np.float64], cell: NDArray[np.intp], wanted: NDArray[np.float64]) -> NDArray[np.float64]:
        """Tables, (N, A), after the exchanges that give most to one cell of each, (N,), until it holds what is wanted; the table
        that it was where it does not get there."""
        found, number = tables.copy(), np.arange(len(cell))
        totals = tables @ self._cover
        many = self._start[cell + 1] - self._start[cell]
        for _ in range(_ROUNDS):
            row = np.repeat(np.arange(len(cell)), many)
            begin = np.cumsum(many) - many
            move = np.arange(len(row)) + (self._start[cell] - begin)[row]
            gain = np.minimum(tables[row, self._losing[0, move]], tables[row, self._losing[1, move]])
            best = np.maximum.reduceat(gain, begin)
            at = np.flatnonzero(gain == best[row])
            at = at[np.searchsorted(row[at], np.arange(len(cell)))]
            each, chosen = np.arange(len(cell)), move[at]
            tables[each, cell] += best
            tables[each, self._other[chosen]] += best
            tables[each, self._losing[0, chosen]] -= best
            tables[each, self._losing[1, chosen]] -= best
            there = np.flatnonzero(tables[each, cell] >= wanted)
            there = there[(np.abs(tables[there] @ self._cover - totals[there]) < _SLACK).all(axis=1)]
            found[number[there]] = tables[there]
            on = (tables[each, cell] < wanted) & (best > 0)
            if not on.any():
                break
            number, cell, many = number[on], cell[on], many[on]
            tables, totals, wanted = tables[on], totals[on], wanted[on]
        return found

    def _once(self, tables: NDArray[np.float64], counts: NDArray[np.float64], seen: NDArray[np.bool_]) -> None:
        """Cells for which one exchange is enough; in place."""
        cells = np.flatnonzero((np.diff(self._start) > 0) & ~seen.all(axis=0))
        many = self._start[cells + 1] - self._start[cells]
        begin = np.cumsum(many) - many
        if not len(cells):
            return
        move = np.arange(many.sum()) + np.repeat(self._start[cells] - begin, many)
        for table, count, row in zip(tables, counts, seen, strict=True):
            gain = np.minimum(table[self._losing[0, move]], table[self._losing[1, move]])
            best = np.maximum.reduceat(gain, begin)
            at = np.flatnonzero(~row[cells] & (table[cells] + best >= count))
            enough = np.flatnonzero(gain == np.repeat(best, many))
            chosen = move[enough[np.searchsorted(enough, begin[at])]]
            up = self._cover[cells[at]] + self._cover[self._other[chosen]]
            down = self._cover[self._losing[0, chosen]] + self._cover[self._losing[1, chosen]]
            row[cells[at[(up == down).all(axis=1)]]] = True


def _exchanges(cover: NDArray[np.bool_]) -> tuple[NDArray[np.int16], ...]:
    """Cell that gains, the other that gains, the two that lose; one entry per exchange and cell that gains."""
    # Two pairs of cells are in the same totals as often where the sums of random numbers of their totals agree; that a table
    # fits is looked at again where it proves something.
    signs = np.random.default_rng(20261126).integers(1, 1 << 52, len(cover))
    if cover.shape[1] > _CELLS:
        none = np.empty(0, dtype=np.int16)
        return none, none, none, none
    sign = signs @ cover
    one, other = np.triu_indices(len(sign), 1)
    key = sign[one] + sign[other]
    order = np.argsort(key)
    key = key[order]
    start = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])) if len(key) else np.empty(0, dtype=np.intp)
    size = np.diff(start, append=len(key))
    up, down = [], []
    for many in np.unique(size[size > 1]):
        pairs = np.sort(order[start[size == many][:, None] + np.arange(many)], axis=1)
        for apart in range(1, min(int(many), _PARTNERS + 1)):
            up.append(pairs.ravel())
            down.append(np.roll(pairs, apart, axis=1).ravel())
    if not up:
        none = np.empty(0, dtype=np.int16)
        return none, none, none, none
    gain, loss = np.concatenate(up), np.concatenate(down)
    one, other = one.astype(np.int16), other.astype(np.int16)
    cells = np.stack([np.concatenate([one[gain], other[gain]]), np.concatenate([other[gain], one[gain]])])
    cells = np.concatenate([cells, np.stack([np.tile(one[loss], 2), np.tile(other[loss], 2)])])
    # Of cells that no total tells apart, one may stand on both sides.
    gains, gains_too, *losing = cells[:, (cells[0] != cells[2]) & (cells[0] != cells[3])]
    return gains, gains_too, *losing
