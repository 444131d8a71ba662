"""What the headlines would be with other decisions: careless answers kept, other rules for missing answers. DECISIONS in short:
told for the whole organisation only, in whole points, and only where nobody or at least k people count one way and not the other.
Specification: docs/methods/careless.md, docs/methods/scoring.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.measure.complete import ScoreSums, completion, score_sums
from pipeline.measure.headline import headline_totals, totals_of, whole_points
from pipeline.measure.part import ScoredPart
from pipeline.measure.parts import CACHED, blocks
from pipeline.measure.patterns import Patterns
from pipeline.measure.score import Rules, answered, is_scored, mean_of, points_of, rules, sides
from pipeline.stats.additive import Method
from pipeline.tables import VARIANTS, Responses
from pipeline.tables.responses import NOT_ASKED, STANDINGS
from pipeline.tables.tally import Counts, Otherwise, Tally

OTHER_RULES: Final[tuple[Method, ...]] = ("half", "eighty", "complete")
CARELESS_KEPT: Final = "careless_kept"

_SCORED: Final = 1 << 48
_APPLIES: Final = 1 << 56

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


@dataclass(frozen=True, slots=True, eq=False)
class Other:
    """How people are scored under another decision.

    Attributes
    ----------
    name : of the decision. how : the rules.
    packed : construct of a composite -> by place in the scale's ``Lookup`` and by decision, (P, decisions): billionths, and in
        higher bits whether there is a score (2^48) and whether the construct applies (2^56); these add up over constructs
        without getting in each other's way. Decisions whose lookups have the same places share this table.
    column : of the decision in these tables. lacks : scale -> by place in its ``Lookup``, whether there is no score.
    """

    name: str
    how: Rules
    packed: Mapping[str, NDArray[np.int64]]
    column: int
    lacks: Mapping[str, NDArray[np.bool_]]


def other_rules(
    kept: Mapping[str, Patterns],
    everybody: Mapping[str, Patterns] | None,
    how: Rules,
    method: Method,
    responses: Responses,
) -> tuple[Other, ...]:
    """How people are scored under every other decision.

    kept, how : as published, by ``method``. everybody : patterns also of those set aside for careless answers; None where nobody
    is. responses : any part of the wave.
    """
    found, known = {}, answered(kept)
    if everybody is not None:
        # With the item effects of the published scores: a few careless answers must not move everybody's.
        found[CARELESS_KEPT] = rules(everybody, how.instrument, method, how.effects, responses)
    for other in OTHER_RULES:
        if other != method:
            found[other] = rules(kept, how.instrument, other, None, responses, known)
    return _others(found)


def _others(found: Mapping[str, Rules]) -> tuple[Other, ...]:
    lacks = {name: {scale: lookup.points < 0 for scale, lookup in how.lookups.items()} for name, how in found.items()}
    if all(lookup.numbers is None for how in found.values() for lookup in how.lookups.values()):
        packed = _packed(list(found.values()))
        return tuple(Other(name, how, packed, column, lacks[name]) for column, (name, how) in enumerate(found.items()))
    return tuple(Other(name, how, _packed([how]), 0, lacks[name]) for name, how in found.items())


def _packed(several: Sequence[Rules]) -> dict[str, NDArray[np.int64]]:
    found = {}
    for scale in {scale for how in several for composite in how.instrument.composites for scale in composite.scales}:
        points = np.stack([how.lookups[scale].points for how in several], axis=1)
        found[scale] = np.maximum(points, 0) + (points >= 0) * _SCORED + (points != NOT_ASKED) * _APPLIES
    return found


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
                looked = other.packed, [_composite(numbers, other, c.scales) for c in other.how.instrument.composites]
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


def _composite(numbers: Mapping[str, NDArray], other: Other, scales: Sequence[str]) -> NDArray[np.int64]:
    """Points of one composite, by decision of the table, (decisions, n)."""
    looked = (other.packed[scale].take(other.how.lookups[scale].places(numbers[scale]), axis=0) for scale in scales)
    summed = next(looked)
    for more in looked:
        summed += more
    one = np.ascontiguousarray(summed.T).ravel()
    total, kind, every = one & (_SCORED - 1), one >> 48, len(scales)
    # Most have all constructs, and all of them apply.
    found = (2 * total + every) // (2 * every)
    others = np.flatnonzero(kind != (every << 8 | every))
    found[others] = mean_of(total[others], kind[others] & 0xFF, kind[others] >> 8)
    return found.reshape(summed.T.shape)


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


def variant_headlines(tally: Tally, variants: tuple[Variant, ...], instrument: Instrument) -> pd.DataFrame:
    """VARIANTS: the headline figures as published and otherwise."""
    n, k = int(tally.people.sum()), instrument.thresholds.k
    if not n:
        return VARIANTS.empty()
    names = [composite.id for composite in instrument.composites]
    rows = []
    for variant in variants:
        people, differ = int(variant.counts.people.sum()), int(variant.counts.differ.sum())
        told = differ == 0 or (differ >= k and people >= k)
        otherwise = totals_of(variant.counts.sides, variant.totals, names)
        rows += [
            {
                "variant": variant.counts.name,
                "measure": measure,
                "value": whole_points(total.sum() / n),
                "otherwise": whole_points(otherwise[measure].sum() / people) if told else np.nan,
                "state": "told" if told else "too_few_differ",
            }
            for measure, total in headline_totals(tally, instrument).items()
        ]
    return VARIANTS.check(pd.DataFrame(rows)) if rows else VARIANTS.empty()
