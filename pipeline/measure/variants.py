"""What the headlines would be with other decisions: careless answers kept, other rules for missing answers. DECISIONS in short:
told for the whole organisation only, in whole points, and only where nobody or at least k people count one way and not the other.
Specification: docs/methods/careless.md, docs/methods/scoring.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.measure.complete import ScoreSums, completion, score_sums
from pipeline.measure.headline import headline_totals, totals_of, whole_points
from pipeline.measure.part import ScoredPart
from pipeline.measure.parts import ROWS, blocks
from pipeline.measure.patterns import Patterns
from pipeline.measure.score import Rules, is_scored, points_of, rules, sides
from pipeline.stats.additive import Method
from pipeline.tables import VARIANTS, Responses
from pipeline.tables.responses import STANDINGS
from pipeline.tables.tally import Counts, Otherwise, Tally

OTHER_RULES: Final[tuple[Method, ...]] = ("half", "eighty", "complete")
CARELESS_KEPT: Final = "careless_kept"

_Sum = TypeVar("_Sum")
Over = Callable[[Callable[[ScoredPart], _Sum]], _Sum]
"""What looks at all parts of a wave find, added up."""


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """People under another decision. PRIVATE.

    Attributes
    ----------
    counts : them by atom. totals : billionths of both composites by atom, (A, 2).
    lacking : how many of those who count lack each construct or driver, (S,).
    """

    counts: Otherwise
    totals: Counts
    lacking: Counts

    def __add__(self, other: Variant) -> Variant:
        """Of both parts together."""
        return Variant(self.counts + other.counts, self.totals + other.totals, self.lacking + other.lacking)


@dataclass(frozen=True, slots=True, eq=False)
class _ByName:
    """Things of several variants that add up."""

    of: Mapping[str, Any]

    def __add__(self, other: _ByName) -> _ByName:
        return _ByName({name: one + other.of[name] for name, one in self.of.items()})


def other_rules(
    kept: Mapping[str, Patterns],
    everybody: Mapping[str, Patterns] | None,
    how: Rules,
    method: Method,
    responses: Responses,
) -> dict[str, Rules]:
    """Every other decision -> how people are scored by it.

    kept, how : as published, by ``method``. everybody : patterns also of those set aside for careless answers; None where nobody
    is. responses : any part of the wave.
    """
    found = {}
    if everybody is not None:
        # With the item effects of the published scores: a few careless answers must not move everybody's.
        found[CARELESS_KEPT] = rules(everybody, how.instrument, method, how.effects, responses)
    for other in OTHER_RULES:
        if other != method:
            found[other] = rules(kept, how.instrument, other, None, responses)
    return found


def score_variants(over: Over, others: Mapping[str, Rules], k: int) -> tuple[Variant, ...]:  # type: ignore[type-arg]
    """People under every other decision. A score that fewer than k of them lack is completed, which takes a second look."""
    found: Mapping[str, Variant] = over(lambda part: _ByName({name: variant_part(part, name, how) for name, how in others.items()})).of
    few = {name: (one.lacking > 0) & (one.lacking < k) for name, one in found.items()}
    again = {name: others[name] for name, scales in few.items() if scales.any()}
    if again:
        sums = over(lambda part: _ByName({name: _score_sums(part, name, how) for name, how in again.items()})).of
        again = {name: replace(how, completion=completion(sums[name], few[name])) for name, how in again.items()}
        found = {
            **found,
            **over(lambda part: _ByName({name: variant_part(part, name, how) for name, how in again.items()})).of,
        }
    return tuple(found.values())


def variant_part(part: ScoredPart, name: str, how: Rules) -> Variant:
    """People of one part under another decision."""
    instrument, atoms = how.instrument, part.grid.atoms
    composites = len(instrument.composites)
    people, apart = np.zeros((2, atoms), dtype=np.int64)
    standing, totals = np.zeros((atoms, len(STANDINGS)), dtype=np.int64), np.zeros((atoms, composites), dtype=np.int64)
    lacking = np.zeros(len(instrument.scales), dtype=np.int64)
    for rows in blocks(len(part.kept), ROWS):
        points, counted = _points_and_counted(part, rows, name, how)
        atom, side = part.atom[rows], sides(points, part.names, instrument)
        place = np.where(counted, atom, atoms)
        by_side = np.bincount(place * len(STANDINGS) + side, minlength=(atoms + 1) * len(STANDINGS))
        standing += by_side.reshape(atoms + 1, -1)[:atoms]
        for column, own in enumerate(points[-composites:]):
            totals[:, column] += np.bincount(place, weights=own, minlength=atoms + 1)[:atoms].astype(np.int64)
        apart += np.bincount(atom[counted != part.scored[rows]], minlength=atoms)
        lacking += ((points[: len(lacking)] < 0) & counted).sum(axis=1)
    people = standing.sum(axis=1)
    return Variant(Otherwise(name, people, standing, apart), totals, lacking)


def _score_sums(part: ScoredPart, name: str, how: Rules) -> ScoreSums:
    points, counted = _points_and_counted(part, slice(None), name, how)
    return score_sums(points[: len(how.instrument.scales), counted])


def _points_and_counted(
    part: ScoredPart, rows: slice, name: str, how: Rules
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Points of everybody under another decision, (S, n), and who counts, (n,)."""
    numbers = {scale: number[rows] for scale, number in part.numbers.items()}
    points = points_of(numbers, how)
    before = points if how.completion is None else points_of(numbers, replace(how, completion=None))
    counted = is_scored(before, how.instrument)
    return points, counted if name == CARELESS_KEPT else counted & part.kept[rows]


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
