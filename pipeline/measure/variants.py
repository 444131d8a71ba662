"""What the headlines would be with other decisions: careless answers kept, other rules for missing answers. DECISIONS in short:
told for the whole organisation only, in whole points, and only where nobody or at least k people count one way and not the other.
Specification: docs/methods/careless.md, docs/methods/scoring.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from pipeline.measure.complete import ScoreSums, completion, score_sums
from pipeline.measure.other_rules import CARELESS_KEPT, Other, composite_of
from pipeline.measure.part import ScoredPart
from pipeline.measure.parts import CACHED, blocks
from pipeline.measure.points import is_scored, points_of, sides
from pipeline.tables.responses import STANDINGS
from pipeline.tables.tally import Counts, Otherwise

_Sum = TypeVar("_Sum")
Over = Callable[[Callable[[ScoredPart], _Sum]], _Sum]
"""What looks at all parts of a wave find, added up."""


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """People under another decision. PRIVATE.

    Attributes
    ----------
    counts : them by atom. totals : billionths of both composites by atom, (A, 2).
    lacking : how many of those who count lack each construct or driver, (S,); counted up to k. k : of the instrument.
    """

    counts: Otherwise
    totals: Counts
    lacking: Counts
    k: int

    def __add__(self, other: Variant) -> Variant:
        """Of both parts together."""
        lacking = np.minimum(self.lacking + other.lacking, self.k)
        return Variant(self.counts + other.counts, self.totals + other.totals, lacking, self.k)


@dataclass(frozen=True, slots=True, eq=False)
class ByName:
    """Things of several variants that add up."""

    of: Mapping[str, Any]

    def __add__(self, other: ByName) -> ByName:
        return ByName({name: one + other.of[name] for name, one in self.of.items()})


def score_variants(over: Over, others: Sequence[Other], first: ByName | None = None) -> tuple[Variant, ...]:
    """People under every other decision. A score that fewer than k of them lack is completed, which takes a second look.

    first : what ``variants_part`` found in all parts, where that was looked at before.
    """
    found = (first or over(lambda part: variants_part(part, others))).of
    few = {name: (one.lacking > 0) & (one.lacking < one.k) for name, one in found.items()}
    again = [one for one in others if few[one.name].any()]
    if again:
        sums = over(lambda part: _each(_score_sums, part, again)).of
        filled = [replace(one, how=replace(one.how, completion=completion(sums[one.name], few[one.name]))) for one in again]
        found = {**found, **over(lambda part: _each(variant_part, part, filled)).of}
    return tuple(found.values())


def _each(look: Callable[[ScoredPart, Other], Any], part: ScoredPart, others: Sequence[Other]) -> ByName:
    return ByName({one.name: look(part, one) for one in others})


def variants_part(part: ScoredPart, others: Sequence[Other]) -> ByName:
    """People of one part under every other decision, nobody's score completed."""
    counting = [_Counting.of(part, other) for other in others]
    for rows in blocks(len(part.kept), CACHED):
        numbers = {scale: number[rows] for scale, number in part.numbers.items()}
        looked: tuple[Mapping[str, NDArray[np.int64]], list[NDArray[np.int64]]] | None = None
        for other, one in zip(others, counting, strict=True):
            if looked is None or looked[0] is not other.packed:
                looked = other.packed, [composite_of(numbers, other, c.scales) for c in other.how.instrument.composites]
            composites = np.stack([points[other.column] for points in looked[1]])
            intention = other.how.lookups[other.how.instrument.intention].of(numbers[other.how.instrument.intention])
            one.add(rows, numbers, np.logical_and.reduce(composites >= 0), intention, composites)
    return ByName({one.other.name: one.found() for one in counting})


def variant_part(part: ScoredPart, other: Other) -> Variant:
    """People of one part under another decision."""
    if other.how.completion is None:
        return variants_part(part, [other]).of[other.name]
    instrument, counting = other.how.instrument, _Counting.of(part, other)
    for rows in blocks(len(part.kept), CACHED):
        numbers = {scale: number[rows] for scale, number in part.numbers.items()}
        points = points_of(numbers, other.how)
        before = is_scored(points_of(numbers, replace(other.how, completion=None)), instrument)
        intention = points[part.names.index(instrument.intention)]
        counting.add(rows, numbers, before, intention, points[len(instrument.scales) :])
    return counting.found()


@dataclass(frozen=True, slots=True, eq=False)
class _Counting:
    """People of one part under another decision, counted block by block; the arrays grow.

    Attributes
    ----------
    standing : by atom and standing, of those who do not count behind the last atom. totals : as of Variant, (2, A + 1).
    apart : who counts only one way, (A,). lacking : as of Variant.
    """

    part: ScoredPart
    other: Other
    standing: Counts
    totals: Counts
    apart: Counts
    lacking: Counts

    @classmethod
    def of(cls, part: ScoredPart, other: Other) -> _Counting:
        """Nobody counted yet."""
        instrument, atoms = other.how.instrument, part.grid.atoms
        sizes = ((atoms + 1) * len(STANDINGS), (len(instrument.composites), atoms + 1), atoms, len(instrument.scales))
        return cls(part, other, *(np.zeros(size, dtype=np.int64) for size in sizes))

    def add(
        self,
        rows: slice,
        numbers: Mapping[str, NDArray],
        scored: NDArray[np.bool_],
        intention: NDArray[np.int64],
        composites: NDArray[np.int64],
    ) -> None:
        """A block. scored : who has both composites, (n,). intention, composites : points, (n,) and (2, n)."""
        part, other, instrument = self.part, self.other, self.other.how.instrument
        counted = scored if other.name == CARELESS_KEPT else scored & part.kept[rows]
        names = (instrument.intention, *(composite.id for composite in instrument.composites))
        side = sides([intention, *composites], names, instrument)
        atom, atoms = part.atom[rows], part.grid.atoms
        place = np.where(counted, atom, atoms)
        self.standing[:] += np.bincount(place * len(STANDINGS) + side, minlength=len(self.standing))
        for sums, own in zip(self.totals, composites, strict=True):
            sums += np.bincount(place, weights=own, minlength=atoms + 1).astype(np.int64)
        self.apart[:] += np.bincount(atom[np.flatnonzero(counted != part.scored[rows])], minlength=atoms)
        for number, (scale, lookup) in enumerate(other.how.lookups.items()):
            # Whether fewer than k lack a score is all that must be known.
            if self.lacking[number] < instrument.thresholds.k:
                without = other.lacks[scale].take(lookup.places(numbers[scale]))
                self.lacking[number] += np.count_nonzero(without & counted)

    def found(self) -> Variant:
        """What was counted."""
        instrument, atoms = self.other.how.instrument, self.part.grid.atoms
        by_side = self.standing.reshape(atoms + 1, -1)[:atoms]
        counts = Otherwise(self.other.name, by_side.sum(axis=1), by_side, self.apart)
        k = instrument.thresholds.k
        return Variant(counts, self.totals[:, :atoms].T, np.minimum(self.lacking, k), k)


def _score_sums(part: ScoredPart, other: Other) -> ScoreSums:
    points = points_of(part.numbers, other.how)
    counted = is_scored(points, other.how.instrument) & (part.kept | (other.name == CARELESS_KEPT))
    return score_sums(points[: len(other.how.instrument.scales), counted])
