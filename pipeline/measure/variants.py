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
    packed : construct of a composite -> by place in the scale's ``Lookup``: billionths, and in higher bits whether there is a
        score (2^48) and whether the construct applies (2^56); these add up over constructs without getting in each other's way.
    """

    name: str
    how: Rules
    packed: Mapping[str, NDArray[np.int64]]


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
    return tuple(Other(name, one, _packed(one)) for name, one in found.items())


def _packed(how: Rules) -> dict[str, NDArray[np.int64]]:
    found = {}
    for scale in {scale for composite in how.instrument.composites for scale in composite.scales}:
        points = how.lookups[scale].points
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
    return _each(variant_part, part, others)


def variant_part(part: ScoredPart, other: Other) -> Variant:
    """People of one part under another decision."""
    instrument, atoms, k = other.how.instrument, part.grid.atoms, other.how.instrument.thresholds.k
    standing, kinds = np.zeros((atoms + 1) * len(STANDINGS), dtype=np.int64), len(STANDINGS)
    totals = np.zeros((len(instrument.composites), atoms + 1), dtype=np.int64)
    apart = np.zeros(atoms, dtype=np.int64)
    lacking = np.zeros(len(instrument.scales), dtype=np.int64)
    for rows in blocks(len(part.kept), CACHED):
        found = _found(part, rows, other)
        atom = part.atom[rows]
        place = np.where(found.counted, atom, atoms)
        standing += np.bincount(place * kinds + found.sides, minlength=len(standing))
        for sums, own in zip(totals, found.composites, strict=True):
            sums += np.bincount(place, weights=own, minlength=atoms + 1).astype(np.int64)
        apart += np.bincount(atom[found.counted != part.scored[rows]], minlength=atoms)
        _count_lacking(lacking, part, rows, other, found.counted, k)
    by_side = standing.reshape(atoms + 1, -1)[:atoms]
    counts = Otherwise(other.name, by_side.sum(axis=1), by_side, apart)
    return Variant(counts, totals[:, :atoms].T, np.minimum(lacking, k), k)


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """Who counts, (n,), on which side they are, (n,), and their points on both composites, (2, n)."""

    counted: NDArray[np.bool_]
    sides: NDArray[np.uint8]
    composites: NDArray[np.int64]


def _found(part: ScoredPart, rows: slice, other: Other) -> _Found:
    how, instrument = other.how, other.how.instrument
    numbers = {scale: number[rows] for scale, number in part.numbers.items()}
    if how.completion is not None:
        points = points_of(numbers, how)
        counted = is_scored(points_of(numbers, replace(how, completion=None)), instrument)
        composites, intention = points[len(instrument.scales) :], points[part.names.index(instrument.intention)]
    else:
        composites = np.stack([_composite(numbers, other, composite.scales) for composite in instrument.composites])
        counted = np.logical_and.reduce(composites >= 0)
        intention = how.lookups[instrument.intention].of(numbers[instrument.intention])
    if other.name != CARELESS_KEPT:
        counted &= part.kept[rows]
    names = (instrument.intention, *(composite.id for composite in instrument.composites))
    return _Found(counted, sides(np.vstack([intention, composites]), names, instrument), composites)


def _composite(numbers: Mapping[str, NDArray], other: Other, scales: Sequence[str]) -> NDArray[np.int64]:
    """Points of one composite, (n,)."""
    summed = np.zeros(len(numbers[scales[0]]), dtype=np.int64)
    for scale in scales:
        summed += other.packed[scale].take(other.how.lookups[scale].places(numbers[scale]))
    return mean_of(summed & (_SCORED - 1), (summed >> 48) & 0xFF, summed >> 56)


def _count_lacking(lacking: Counts, part: ScoredPart, rows: slice, other: Other, counted: NDArray[np.bool_], k: int) -> None:
    """Add those who count and lack a construct or driver, of scales that fewer than k people lack so far."""
    for place, (scale, lookup) in enumerate(other.how.lookups.items()):
        if lacking[place] < k:
            lacking[place] += np.count_nonzero((lookup.of(part.numbers[scale][rows]) < 0) & counted)


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
