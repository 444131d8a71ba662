"""How two scales go together, of all pairs: people, sums and products over scored people. PRIVATE. Parts add up exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.measure.complete_people import CompletePeople, are_few, complete_people, many_people
from pipeline.measure.parts import CACHED, blocks
from pipeline.measure.products import BLOCKS, around, blocks_of, products_by_block
from pipeline.measure.scale_scores import ScaleScores
from pipeline.tables.tally import Counts


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """How scales go together among scored people; as of ``Figures``."""

    both: Counts
    totals: Counts
    squares: Counts
    products: Counts
    complete: CompletePeople


def pairs_of(
    names: tuple[str, ...],
    scales: Sequence[ScaleScores],
    scored: NDArray[np.bool_],
    line: NDArray[np.int64],
    drivers: tuple[str, ...],
    wanted: NDArray[np.bool_],
) -> Pairs:
    """Of one part. scales : of everybody, (S,). scored, line : (n,). drivers, wanted : as of ``Aims``."""
    rows, places = np.flatnonzero(scored), np.array([names.index(name) for name in drivers], dtype=np.intp)
    there = np.array([one.there for one in scales])
    complete = np.logical_and.reduce(there[places[wanted]]).take(rows)
    by_block = products_by_block(scales, rows, np.where(complete, blocks_of(line[rows]), BLOCKS))
    within = np.append(0, 1 + places[wanted])
    if are_few(len(rows)):
        points = np.array([scales[place].of(rows) for place in places]).reshape(len(drivers), len(rows))
        people = complete_people(drivers, wanted, line[rows], points)
    else:
        people = many_people(drivers, wanted, len(rows), by_block[:BLOCKS, within[:, None], within])
    products = by_block.sum(axis=0)
    own = np.concatenate([(there & scored).sum(axis=1), products[1:, 0], np.diag(products)[1:]])
    both, totals, squares = (own[:, None] - _lacking(scales, there & scored)).reshape(3, len(scales), len(scales))
    return Pairs(both, totals, squares, products[1:, 1:], people)


def _lacking(scales: Sequence[ScaleScores], there: NDArray[np.bool_]) -> Counts:
    """People, sums and squares of one scale over those who have it and lack the other, (3 S, S). there : who is scored and has
    the scale, (S, n)."""
    found = np.zeros((3 * len(scales), len(scales)), dtype=np.int64)
    some = np.flatnonzero(np.logical_or.reduce(there) & ~np.logical_and.reduce(there))
    for rows in blocks(len(some), CACHED):
        has = there[:, some[rows]].astype(np.float64)
        left = np.array([around(one.of(some[rows])) for one in scales])
        found += (np.vstack([has, left, left * left]) @ (1 - has).T).astype(np.int64)
    return found
