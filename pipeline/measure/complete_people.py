"""People with a score on everything that drivers of intention are looked for with: as rows where they are few, else in blocks.

PRIVATE. Parts add up: what comes out depends on the people only. Specification: docs/methods/drivers.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.measure.parts import CACHED, blocks
from pipeline.tables.responses import NANO

MOST_ROWS: Final = 5_000
"""So many scored people are kept as rows, so that each of them can be drawn; of more, blocks are drawn."""
BLOCKS: Final = 1_000
_TEN_THOUSANDTHS: Final = NANO // 10_000
_MIDDLE: Final = 50 * 10_000


@dataclass(frozen=True, slots=True, eq=False)
class CompletePeople:
    """Scored people by what they scored on q scales, the outcome last.

    Attributes
    ----------
    names : of the scales, (q,). wanted : which of them a person must have to be in a block, (q,).
    people : how many are scored.
    rows : block and billionths of each scale (negative where there is none), (people, 1 + q), sorted; None above ``MOST_ROWS``.
    sums : count, sums and products of each block, in ten-thousandths of a point around 50, (blocks, 1 + q, 1 + q); 0 in
        scales that are not wanted; None up to ``MOST_ROWS``.
    """

    names: tuple[str, ...]
    wanted: NDArray[np.bool_]
    people: int
    rows: NDArray[np.int64] | None
    sums: NDArray[np.int64] | None

    def __add__(self, other: CompletePeople) -> CompletePeople:
        """Of both parts together."""
        people = self.people + other.people
        if people <= MOST_ROWS and self.rows is not None and other.rows is not None:
            rows = _sorted(np.concatenate([self.rows, other.rows]))
            return CompletePeople(self.names, self.wanted, people, rows, None)
        return CompletePeople(self.names, self.wanted, people, None, self.in_blocks() + other.in_blocks())

    def in_blocks(self) -> NDArray[np.int64]:
        """The blocks' sums, also of few people."""
        if self.sums is not None:
            return self.sums
        assert self.rows is not None, "people are in rows or in blocks"
        return _block_sums(self.rows[:, 0], self.rows[:, 1:].T, self.wanted)


def complete_people(
    names: tuple[str, ...], wanted: NDArray[np.bool_], line: NDArray[np.int64], points: NDArray[np.int64]
) -> CompletePeople:
    """Of one part. line : of the export, of each scored person, (n,): it decides the block. points : billionths, (q, n)."""
    people, block = len(line), blocks_of(line)
    if people <= MOST_ROWS:
        return CompletePeople(names, wanted, people, _sorted(np.column_stack([block, points.T])), None)
    return CompletePeople(names, wanted, people, None, _block_sums(block, points, wanted))


def around(points: NDArray[np.int64]) -> NDArray[np.float64]:
    """Billionths as ten-thousandths of a point around 50, whole; 0 where there is no score."""
    found = np.multiply(points, 1 / _TEN_THOUSANDTHS, dtype=np.float64)
    np.rint(found, out=found)
    found -= _MIDDLE
    found *= points >= 0
    return found


def blocks_of(line: NDArray[np.int64]) -> NDArray[np.int64]:
    """The block of each line, as if by lot (the finaliser of splitmix64), (n,)."""
    x = line.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((x ^ (x >> np.uint64(31))) % np.uint64(BLOCKS)).astype(np.int64)


def _sorted(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    return rows[np.lexsort(rows.T)]


def _block_sums(block: NDArray[np.int64], points: NDArray[np.int64], wanted: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Of rows that have all that is wanted, count, sums and products by block."""
    size, columns = len(wanted) + 1, np.flatnonzero(wanted) + 1
    found = np.zeros((size, size, BLOCKS), dtype=np.int64)
    for rows in blocks(len(block), CACHED):
        complete = np.flatnonzero((points[columns - 1, rows] >= 0).all(axis=0))
        place, values = block[rows][complete], around(points[:, rows][:, complete])
        found[0, 0] += np.bincount(place, minlength=BLOCKS)
        for i in columns.tolist():
            found[i, 0] += np.bincount(place, values[i - 1], BLOCKS).astype(np.int64)
            for j in columns[columns <= i].tolist():
                found[i, j] += np.bincount(place, values[i - 1] * values[j - 1], BLOCKS).astype(np.int64)
    return _mirrored(found)


def _mirrored(found: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of lower triangles, (q, q, blocks), the whole matrices, (blocks, q, q)."""
    below = found.transpose(2, 0, 1)
    return below + np.tril(below, -1).swapaxes(1, 2)
