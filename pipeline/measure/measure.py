"""One wave measured: everybody scored by pattern, counted by atom, and the figures of the whole organisation. PRIVATE.

Everything is found part by part and added up: first the patterns of answers, which give the points of every pattern; then the
counts. Only where fewer than k people lack a score is there one more look, since those are completed from the other scores.
Specification: docs/methods/parts.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial, reduce
from operator import add
from typing import Final, Protocol, TypeVar

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
from pipeline.measure.parts import MANY, ROWS, Additive, summed
from pipeline.measure.patterns import Patterns
from pipeline.measure.quality import QualityCounts
from pipeline.measure.rules import Rules, rules
from pipeline.measure.score import patterns, scores_of
from pipeline.measure.tally import grid_of, tally_part
from pipeline.measure.variants import ByName, score_variants, variants_part
from pipeline.stats.additive import Method
from pipeline.tables import Responses, Scores
from pipeline.tables.tally import Grid, Tally

_ROWS: Final = 2 * ROWS
"""People who are scored and counted at a time: what is found of them is large, and put together seldom."""

_T = TypeVar("_T")
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
        return scores_of(responses, self.how, part.scored, part)


class AnswersPart(Protocol):
    """Some of the respondents of a wave. excluded : who is set aside for careless answers, (n,)."""

    @property
    def responses(self) -> Responses: ...

    @property
    def excluded(self) -> NDArray[np.bool_]: ...

    @property
    def with_persons(self) -> Responses:
        """The responses, with pseudonyms where people are linked."""


class AnswersParts(Protocol):
    """All respondents of a wave, in parts that code answers alike."""

    def each(self, look: Callable[..., _T]) -> Iterator[_T]:
        """What ``look(part)`` finds in each, in order."""


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
    """``measure_parts`` of a wave that lies in memory as a whole. everybody : with those who are excluded, (n,)."""
    return measure_parts(_Whole(everybody, excluded), quality, roster, instrument, method, frozen, ordinal)


def measure_parts(
    parts: AnswersParts,
    quality: QualityCounts,
    roster: pd.DataFrame | None,
    instrument: Instrument,
    method: Method = "additive",
    frozen: pd.Series | None = None,
    ordinal: bool = False,
) -> Measurement:
    """Score and count everybody who is not excluded.

    parts, quality : with those set aside for careless answers. frozen : item effects of earlier waves by item id.
    ordinal : also alpha of polychoric correlations.
    """
    known = reduce(add, parts.each(partial(_known, instrument=instrument)))
    found, with_careless = known.kept.of, known.everybody(quality.excluded)
    how = rules(found, instrument, method, frozen, known.form)
    # Of everybody, since who is set aside counts under another decision; the release leaves out levels of nobody.
    grid = grid_of(known.seen(), roster, instrument)
    others = other_rules(found, with_careless, how, method, known.form)
    sought = aims(found, how)

    def look(part: ScoredPart) -> _Seen:
        return _Seen(tally_part(part), figures_part(part, sought), variants_part(part, others))

    wave = _Wave(parts, how, grid)
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
    organised = organise(seen.tally, seen.figures, quality, variants, found, wave.how, roster, ordinal)
    return Measurement(wave.how, seen.tally, seen.figures, quality.people - quality.excluded, organised, completed)


@dataclass(frozen=True, slots=True)
class _Whole:
    """A wave of one part."""

    responses: Responses
    excluded: NDArray[np.bool_]

    @property
    def with_persons(self) -> Responses:
        return self.responses

    def each(self, look: Callable[..., _T]) -> Iterator[_T]:
        yield look(self)


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

    parts: AnswersParts
    how: Rules
    grid: Grid

    def over(self, look: Callable[[ScoredPart], _Sum]) -> _Sum:
        """What a look at every part finds, added up."""
        return reduce(add, self.parts.each(partial(_scored, look=look, how=self.how, grid=self.grid)))


def _scored(part: AnswersPart, look: Callable[[ScoredPart], _Sum], how: Rules, grid: Grid) -> _Sum:
    """What a look at one part finds, block by block."""
    responses, kept = part.responses, ~part.excluded

    def block(rows: slice) -> _Sum:
        return look(scored_part(responses.only(rows), how, grid, kept[rows]))

    return summed(block, len(responses), _ROWS)


@dataclass(frozen=True, slots=True, eq=False)
class _PatternsOf:
    """Scale -> patterns; parts add up."""

    of: Mapping[str, Patterns]

    def __add__(self, other: _PatternsOf) -> _PatternsOf:
        return _PatternsOf({scale: found + other.of[scale] for scale, found in self.of.items()})


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What is known before anybody is scored.

    Attributes
    ----------
    form : nobody's responses, for what codes mean. kept : patterns of those who count. excluded : of the others, where there are
        some. places : axis -> how many people have each of its names.
    """

    form: Responses
    kept: _PatternsOf
    excluded: _PatternsOf | None
    places: Mapping[str, Mapping[str, int]]

    def __add__(self, other: _Known) -> _Known:
        places = {axis: dict(Counter(levels) + Counter(other.places[axis])) for axis, levels in self.places.items()}
        both = [one for one in (self.excluded, other.excluded) if one is not None]
        return _Known(self.form, self.kept + other.kept, reduce(add, both) if both else None, places)

    def everybody(self, excluded: int) -> Mapping[str, Patterns] | None:
        """Patterns of those who count and of the others; None where there are no others."""
        return (self.kept + self.excluded).of if excluded and self.excluded is not None else None

    def seen(self) -> dict[str, tuple[str, ...]]:
        """Axis -> names that somebody has."""
        return {axis: tuple(levels) for axis, levels in self.places.items()}


def _known(part: AnswersPart, instrument: Instrument) -> _Known:
    responses, excluded = part.responses, part.excluded
    careless = _patterns(responses, instrument, excluded) if excluded.any() else None
    places = {axis: column.counts() for axis, column in responses.places.items()}
    return _Known(responses.only(slice(0, 0)), _patterns(responses, instrument, ~excluded), careless, places)


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
