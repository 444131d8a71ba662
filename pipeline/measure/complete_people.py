"""People with a score on everything that drivers of intention are looked for with: as rows where they are few, else in blocks.

PRIVATE. Parts add up: what comes out depends on the people only. Specification: docs/methods/drivers.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.measure.products import BLOCKS, blocks_of, products_by_block
from pipeline.measure.scale_scores import ScaleScores

MOST_ROWS: Final = 5_000
"""So many scored people are kept as rows, so that each of them can be drawn; of more, blocks are drawn."""


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
    names: tuple[str, ...],
    wanted: NDArray[np.bool_],
    line: NDArray[np.int64],
    points: NDArray[np.int64],
) -> CompletePeople:
    """Of one part. line : of the export, of each scored person, (n,): it decides the block. points : billionths, (q, n)."""
    people, block = len(line), blocks_of(line)
    if are_few(people):
        return CompletePeople(names, wanted, people, _sorted(np.column_stack([block, points.T])), None)
    return CompletePeople(names, wanted, people, None, _block_sums(block, points, wanted))


def many_people(names: tuple[str, ...], wanted: NDArray[np.bool_], people: int, sums: NDArray[np.int64]) -> CompletePeople:
    """Of one part with more people than are kept as rows. sums : of each block, of the scales that are wanted alone."""
    return CompletePeople(names, wanted, people, None, _placed(sums, wanted))


def are_few(people: int) -> bool:
    """Whether so many are kept as rows."""
    return people <= MOST_ROWS


def _sorted(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    return rows[np.lexsort(rows.T)]


def _block_sums(block: NDArray[np.int64], points: NDArray[np.int64], wanted: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Of rows that have all that is wanted, count, sums and products by block."""
    own = points[wanted]
    complete = np.flatnonzero(np.logical_and.reduce(own >= 0))
    found = products_by_block([ScaleScores(one) for one in own], complete, block[complete])
    return _placed(found[:BLOCKS], wanted)


def _placed(sums: NDArray[np.int64], wanted: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Sums of what is wanted, among those of all; 0 in the others."""
    places = np.append(0, 1 + np.flatnonzero(wanted))
    found = np.zeros((len(sums), 1 + len(wanted), 1 + len(wanted)), dtype=np.int64)
    found[:, places[:, None], places] = sums
    return found
