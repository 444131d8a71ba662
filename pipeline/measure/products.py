"""Sums of products of scores: of everybody, and by the blocks that drivers are drawn in. PRIVATE. One look gives both.

People are taken in the order of their blocks, so that each block is one product of matrices. All of it is whole numbers below
2^53, so no sum depends on an order. Specification: docs/methods/drivers.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.measure.parts import CACHED, blocks
from pipeline.measure.scale_scores import ScaleScores
from pipeline.tables.responses import NANO

BLOCKS: Final = 1_000
_TEN_THOUSANDTHS: Final = NANO // 10_000
_MIDDLE: Final = 50 * 10_000


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


def values_of(scales: Sequence[ScaleScores]) -> list[tuple[NDArray[np.float64], NDArray[np.integer] | None]]:
    """What ``around`` gives of each score that occurs, and which of them is whose."""
    return [(around(one.points), one.code) for one in scales]


def products_by_block(scales: Sequence[ScaleScores], rows: NDArray[np.integer], block: NDArray[np.integer]) -> NDArray[np.int64]:
    """Count, sums and products by block, in ten-thousandths of a point around 50, 0 where there is no score.

    scales : S of them, of n people. rows : who of these counts, (m,). block : of each, (m,); ``BLOCKS`` for those in none.
    returns : (BLOCKS + 1, 1 + S, 1 + S), the first column for the count.
    """
    order = np.argsort(block.astype(np.uint16), kind="stable")
    people, place, tables = rows[order], block[order], values_of(scales)
    # A run of one block that is looked at together stays in the cache, and its sums stay exact.
    first = np.ones(len(place), dtype=bool)
    first[1:] = place[1:] != place[:-1]
    first[::CACHED] = True
    starts = np.flatnonzero(first)
    ends, run = np.append(starts[1:], len(place)).tolist(), 0
    sums = np.empty((len(starts), len(tables) + 1, len(tables) + 1))
    for some in blocks(len(people), CACHED):
        who = people[some]
        values = np.ones((len(tables) + 1, len(who)))
        for own, (table, code) in zip(values[1:], tables, strict=True):
            np.take(table, who if code is None else code.take(who), out=own, mode="clip")
        start = 0
        while start < len(who):
            inside = values[:, start : ends[run] - some.start]
            np.matmul(inside, inside.T, out=sums[run])
            start, run = ends[run] - some.start, run + 1
    found = np.zeros((BLOCKS + 1, *sums.shape[1:]), dtype=np.int64)
    if len(starts):
        of_block = np.flatnonzero(np.diff(place[starts], prepend=-1))
        found[place[starts[of_block]]] = np.add.reduceat(sums.astype(np.int64), of_block, axis=0)
    return found
