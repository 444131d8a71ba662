"""One wave measured: everybody scored by pattern, counted by atom, and the figures of the whole organisation. PRIVATE.

Everything is found part by part and added up: first the patterns of answers, which give the points of every pattern; then the
counts. Only where fewer than k people lack a score is there one more look, since those are completed from the other scores.
Specification: docs/methods/parts.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.measure.comparisons import Compared, compare
from pipeline.measure.complete import ScoreSums, completion, score_sums
from pipeline.measure.figures import Figures, aims, figures_part
from pipeline.measure.organise import Organised, organise
from pipeline.measure.other_rules import other_rules
from pipeline.measure.part import ScoredPart, scored_part
from pipeline.measure.parts import MANY, Additive, summed
from pipeline.measure.patterns import Patterns
from pipeline.measure.quality import QualityCounts
from pipeline.measure.rules import Rules, rules
from pipeline.measure.score import patterns, scores_of
from pipeline.measure.tally import grid_of, tally_part
from pipeline.measure.variants import ByName, score_variants, variants_part
from pipeline.stats.additive import Method
from pipeline.tables import Responses, Scores
from pipeline.tables.tally import Grid, Tally

_Sum = TypeVar("_Sum", bound=Additive)


@dataclass(frozen=True, slots=True, eq=False)
class Measurement:
    """What is known of one wave.

    Attributes
    ----------
    how : rules that everybody is scored by. tally, figures : everybody who is scored, added up. kept : how many count at all.
    organised : tables of the whole organisation, and people under other decisions.
    completed : scale -> how many of its scores were completed from the respondent's other scores.
    """

    how: Rules
    tally: Tally
    figures: Figures
    kept: int
    organised: Organised
    completed: Mapping[str, int]

    @property
    def scored(self) -> int:
        """People with both composites."""
        return int(self.tally.people.sum())

    @property
    def not_scored(self) -> int:
        """People who count and lack a composite."""
        return self.kept - self.scored

    def compared(self, shown: pd.DataFrame) -> Compared:
        """Groups that are shown, compared. shown : SCALES of the release."""
        return compare(self.figures, self.tally, shown, self.how.instrument)

    def scores(self, responses: Responses) -> Scores:
        """Scores of everybody who counts. responses : those who are kept."""
        part = scored_part(responses, self.how, self.tally.grid)
        return scores_of(responses, self.how, part.scored)


def measure(
    everybody: Responses,
    excluded: NDArray[np.bool_],
    quality: QualityCounts,
    roster: pd.DataFrame | None,
    instrument: Instrument,
    method: Method = "additive",
    frozen: pd.Series | None = None,
    ordinal: bool = False,
) -> Measurement:
    """Score and count everybody who is not excluded.

    everybody, excluded, quality : with those set aside for careless answers. frozen : item effects of earlier waves by item id.
    ordinal : also alpha of polychoric correlations.
    """
    kept = ~excluded
    found = _patterns(everybody, instrument, kept)
    with_careless = found + _patterns(everybody, instrument, excluded) if excluded.any() else None
    how = rules(found.of, instrument, method, frozen, everybody)
    # Of everybody, since who is set aside counts under another decision; the release leaves out levels of nobody.
    grid = grid_of({axis: column.seen() for axis, column in everybody.places.items()}, roster, instrument)
    others = other_rules(found.of, None if with_careless is None else with_careless.of, how, method, everybody)
    sought = aims(found.of, how)

    def look(part: ScoredPart) -> _Seen:
        return _Seen(tally_part(part), figures_part(part, sought), variants_part(part, others))

    wave = _Wave(everybody, kept, how, grid)
    seen = wave.over(look)
    few = _few(seen.tally, instrument)
    completed: dict[str, int] = {}
    variants = score_variants(wave.over, others, seen.variants)
    if few.any():
        wave = replace(wave, how=replace(how, completion=completion(wave.over(_sums), few)))
        again = wave.over(lambda part: _Seen(tally_part(part), figures_part(part, sought), ByName({})))
        filled = (again.tally.scales.scored - seen.tally.scales.scored).sum(axis=0)
        completed = {name: int(n) for name, n in zip(how.lookups, filled, strict=False) if n}
        seen = again
    organised = organise(seen.tally, seen.figures, quality, variants, found.of, wave.how, roster, ordinal)
    return Measurement(wave.how, seen.tally, seen.figures, int(kept.sum()), organised, completed)


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """What a look at a part finds."""

    tally: Tally
    figures: Figures
    variants: ByName

    def __add__(self, other: _Seen) -> _Seen:
        return _Seen(self.tally + other.tally, self.figures + other.figures, self.variants + other.variants)


@dataclass(frozen=True, slots=True, eq=False)
class _Wave:
    """Everybody, and how they are scored."""

    everybody: Responses
    kept: NDArray[np.bool_]
    how: Rules
    grid: Grid

    def over(self, look: Callable[[ScoredPart], _Sum]) -> _Sum:
        """What a look at every part finds, added up."""

        def part(rows: slice) -> _Sum:
            return look(scored_part(self.everybody.only(rows), self.how, self.grid, self.kept[rows]))

        return summed(part, len(self.everybody))


@dataclass(frozen=True, slots=True, eq=False)
class _PatternsOf:
    """Scale -> patterns; parts add up."""

    of: Mapping[str, Patterns]

    def __add__(self, other: _PatternsOf) -> _PatternsOf:
        return _PatternsOf({scale: found + other.of[scale] for scale, found in self.of.items()})


def _patterns(responses: Responses, instrument: Instrument, counted: NDArray[np.bool_]) -> _PatternsOf:
    """Of the rows that are counted."""

    def part(rows: slice) -> _PatternsOf:
        return _PatternsOf(patterns(responses.only(rows), instrument, counted[rows]))

    return summed(part, len(responses), MANY)


def _few(tally: Tally, instrument: Instrument) -> NDArray[np.bool_]:
    """Constructs and drivers that somebody, but fewer than k scored people, lack, (S,)."""
    lacking = int(tally.people.sum()) - tally.scales.scored.sum(axis=0)[: len(instrument.scales)]
    return (lacking > 0) & (lacking < instrument.thresholds.k)


def _sums(part: ScoredPart) -> ScoreSums:
    return score_sums(part.points[: len(part.how.lookups), part.scored])
