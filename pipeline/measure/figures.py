"""What the figures of the whole organisation need of the people, beside the tally. PRIVATE.

All of it adds up over parts and is exact, so that one file, many files and many machines give the same in any order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.measure.complete_people import CompletePeople
from pipeline.measure.flipped import Profiles, looked_and_against, profiles
from pipeline.measure.histogram import Histogram
from pipeline.measure.pairs import pairs_of
from pipeline.measure.part import ScoredPart
from pipeline.measure.patterns import Patterns, list_patterns
from pipeline.measure.ranks import AXES, VALUES, ranks
from pipeline.measure.rules import Rules
from pipeline.measure.scale_scores import ScaleScores
from pipeline.tables import Scores
from pipeline.tables.coded import NO_ANSWER, NOT_FOR_ME
from pipeline.tables.tally import Counts, Grid

FEWEST: Final = 300
"""With fewer people the first predictor is too often not the one that matters, and one of no importance comes near the top."""


@dataclass(frozen=True, slots=True, eq=False)
class Aims:
    """What is looked for in every part, from the patterns of everybody who is kept.

    Attributes
    ----------
    patterns : scale -> their patterns. profiles : what flipped respondents are found with.
    drivers : scales that may go together with intention, and last intention itself; empty where nothing is looked for.
    wanted : which of them at least ``FEWEST`` kept people have a score on, of these alone.
    """

    patterns: Mapping[str, Patterns]
    profiles: Profiles
    drivers: tuple[str, ...]
    wanted: NDArray[np.bool_]


def aims(patterns: Mapping[str, Patterns], how: Rules) -> Aims:
    """patterns : of everybody who is kept."""
    instrument = how.instrument
    names = driver_names(instrument, tuple(how.lookups))
    scored = [int(patterns[name].people[how.lookups[name].of(patterns[name].number) >= 0].sum()) for name in names]
    return Aims(patterns, profiles(patterns, how.lookups), names, np.array(scored, dtype=np.int64) >= FEWEST)


def driver_names(instrument: Instrument, scales: tuple[str, ...]) -> tuple[str, ...]:
    """Constructs of readiness and scales beside the composites, and last the intention; none where there is no intention."""
    outcome = instrument.intention
    asked = [*instrument.readiness.scales, *(scale for scale in instrument.drivers if scale != outcome)]
    return (*(scale for scale in asked if scale in scales), outcome) if outcome in scales else ()


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """Of one wave, or of a part of it; S scales, composites last, I items, R roles by the rules' number. PRIVATE.

    Attributes
    ----------
    not_scored : scale -> patterns of people who are kept and not scored.
    silent : kept people who answered no item and refused none, (R,). refused : who said that an item does not apply, (R, I).
    names : of the scales. both : scored people who have both of two, (S, S).
    totals : [i, j] sum of scale i over the people who have both, (S, S), in ten-thousandths of a point around 50.
    squares : the same of squares. products : sum of the products of both, (S, S).
    complete : people by what goes together with intention.
    ranks : how often each hundredth of a point occurs, by axis, level and composite; see ``ranked``. levels : of these axes.
    flipped : scored people whose answers could be held against everybody's, and those who run against them, (2,).
    """

    not_scored: Mapping[str, Patterns]
    silent: Counts
    refused: Counts
    names: tuple[str, ...]
    both: Counts
    totals: Counts
    squares: Counts
    products: Counts
    complete: CompletePeople
    ranks: Histogram
    levels: Mapping[str, tuple[str, ...]]
    flipped: Counts

    def __add__(self, other: Figures) -> Figures:
        """Of both parts together."""
        return Figures(
            {scale: found + other.not_scored[scale] for scale, found in self.not_scored.items()},
            self.silent + other.silent,
            self.refused + other.refused,
            self.names,
            self.both + other.both,
            self.totals + other.totals,
            self.squares + other.squares,
            self.products + other.products,
            self.complete + other.complete,
            self.ranks + other.ranks,
            self.levels,
            self.flipped + other.flipped,
        )


def figures_part(part: ScoredPart, of: Aims) -> Figures:
    """Of one part. of : the same for all parts."""
    how = part.how
    left = np.flatnonzero(part.kept & ~part.scored)
    not_scored = {
        scale: list_patterns(lookup.form, part.role[left], part.numbers[scale][left]) for scale, lookup in how.lookups.items()
    }
    pairs = pairs_of(part.names, part.scales, part.scored, part.responses.line, of.drivers, of.wanted)
    return Figures(
        not_scored,
        *_raw(part),
        part.names,
        pairs.both,
        pairs.totals,
        pairs.squares,
        pairs.products,
        pairs.complete,
        ranks([one.everybody for one in part.composites], part.scored, part.atom, part.grid),
        {axis: part.grid.levels[axis] for axis in AXES},
        looked_and_against(part.numbers, how.lookups, of.profiles, part.scored),
    )


def figures_of(scores: Scores, grid: Grid, instrument: Instrument) -> Figures:
    """What needs scores only, of people who are scored already; each row is taken for a line of the export."""
    scored, none = np.ones(len(scores), dtype=bool), np.zeros(0, dtype=np.int64)
    names = driver_names(instrument, scores.names)
    wanted = np.array([(scores.of_scale(name) >= 0).sum() >= FEWEST for name in names], dtype=bool)
    scales = [ScaleScores(points) for points in scores.points]
    composites = [scores.of_scale(composite.id) for composite in instrument.composites]
    pairs = pairs_of(scores.names, scales, scored, np.arange(len(scores)), names, wanted)
    return Figures(
        {},
        none,
        none,
        scores.names,
        pairs.both,
        pairs.totals,
        pairs.squares,
        pairs.products,
        pairs.complete,
        ranks(composites, scored, grid.numbers(scores.places), grid),
        {axis: grid.levels[axis] for axis in AXES},
        np.zeros(2, dtype=np.int64),
    )


def _raw(part: ScoredPart) -> tuple[Counts, Counts]:
    """``silent`` and ``refused`` of Figures."""
    rated, instrument, roles = part.responses.rated, part.how.instrument, len(part.how.roles)
    silent, refused = part.kept.copy(), np.zeros((roles, len(instrument.items)), dtype=np.int64)
    for place, item in enumerate(instrument.items):
        codes = rated.codes[rated.names.index(item.id)]
        silent &= codes == NO_ANSWER
        who = np.flatnonzero(codes == NOT_FOR_ME)
        refused[:, place] = np.bincount(part.role[who[part.kept[who]]], minlength=roles)
    return np.bincount(part.role[silent], minlength=roles), refused


def ranked(figures: Figures, instrument: Instrument, axis: str, composite: str) -> Counts:
    """People by level of an axis and hundredth of a point of a composite, (levels, VALUES)."""
    blocks = [(one, other.id) for one in AXES for other in instrument.composites]
    sizes = [len(figures.levels[one]) for one, _ in blocks]
    place = blocks.index((axis, composite))
    first, size = sum(sizes[:place]), sizes[place]
    numbers, counts = figures.ranks.numbers, figures.ranks.counts
    rows = slice(*np.searchsorted(numbers, [first * VALUES, (first + size) * VALUES]).tolist())
    table = np.zeros(size * VALUES, dtype=np.int64)
    table[numbers[rows] - first * VALUES] = counts[rows]
    return table.reshape(size, VALUES)
