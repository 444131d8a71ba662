"""One part of a wave as it is scored: what tally and figures both look at, found once. PRIVATE: one row per respondent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.measure.points import points_of, scores_by_level, sides
from pipeline.measure.rules import Rules
from pipeline.measure.scale_scores import ScaleScores
from pipeline.measure.score import item_codes
from pipeline.tables import Responses
from pipeline.tables.tally import Grid


@dataclass(frozen=True, slots=True, eq=False)
class ScoredPart:
    """Everybody of a part, kept or not; n rows.

    Attributes
    ----------
    how : rules. grid : where people can be. responses : the part.
    role, atom : numbers of each row's role among the rules' and of its atom, (n,).
    codes : of every item after ``Asked``, (I, n). numbers : scale -> number of each row's pattern, (n,).
    names : of the scales, composites last. scales : scores on each of them. before : the same before anything is completed.
    sides : place among ``STANDINGS``, (n,).
    kept, scored : who counts at all; who of these has both composites, (n,).
    """

    how: Rules
    grid: Grid
    responses: Responses
    role: NDArray[np.integer]
    atom: NDArray[np.int64]
    codes: Mapping[str, NDArray[np.integer]]
    numbers: Mapping[str, NDArray]
    names: tuple[str, ...]
    scales: Sequence[ScaleScores]
    before: Sequence[ScaleScores]
    sides: NDArray[np.uint8]
    kept: NDArray[np.bool_]
    scored: NDArray[np.bool_]

    @property
    def composites(self) -> Sequence[ScaleScores]:
        """Scores on the composites."""
        return self.scales[len(self.how.lookups) :]

    @property
    def points(self) -> NDArray[np.int64]:
        """All scores, (S, n), billionths; made anew at each call."""
        return np.stack([one.everybody for one in self.scales])


def scored_part(responses: Responses, how: Rules, grid: Grid, kept: NDArray[np.bool_] | None = None) -> ScoredPart:
    """Score a part. kept : who counts at all, (n,), default all."""
    instrument = how.instrument
    inside = np.ones(len(responses), dtype=bool) if kept is None else kept
    role = responses.places["role"].recoded(how.roles).codes
    codes = item_codes(responses, how)
    numbers = {scale: lookup.form.numbers([codes[item] for item in lookup.form.items]) for scale, lookup in how.lookups.items()}
    before = scores_by_level(numbers, how)
    scales = before if how.completion is None else [ScaleScores(points) for points in points_of(numbers, how)]
    names = (*how.lookups, *(composite.id for composite in instrument.composites))
    return ScoredPart(
        how,
        grid,
        responses,
        role,
        grid.numbers(responses.places),
        codes,
        numbers,
        names,
        scales,
        before,
        sides_of(scales, names, instrument),
        inside,
        # Whoever lacks a composite is not scored, whatever could be completed.
        inside & np.logical_and.reduce([one.there for one in before[len(how.lookups) :]]),
    )


def sides_of(scales: Sequence[ScaleScores], names: Sequence[str], instrument: Instrument) -> NDArray[np.uint8]:
    """Place of everybody among ``STANDINGS``, (n,)."""
    needed = (instrument.willingness.id, instrument.intention)
    return sides([scales[names.index(name)].everybody for name in needed], needed, instrument)
