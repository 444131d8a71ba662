"""One part of a wave as it is scored: what tally and figures both look at, found once. PRIVATE: one row per respondent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.measure.points import is_scored, points_of, sides
from pipeline.measure.rules import Rules
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
    names : of the scales, composites last. points : (S, n), of everybody who is kept. before : the same before anything is
        completed. sides : place among ``STANDINGS``, (n,).
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
    points: NDArray[np.int64]
    before: NDArray[np.int64]
    sides: NDArray[np.uint8]
    kept: NDArray[np.bool_]
    scored: NDArray[np.bool_]


def scored_part(responses: Responses, how: Rules, grid: Grid, kept: NDArray[np.bool_] | None = None) -> ScoredPart:
    """Score a part. kept : who counts at all, (n,), default all."""
    instrument = how.instrument
    inside = np.ones(len(responses), dtype=bool) if kept is None else kept
    role = responses.places["role"].recoded(how.roles).codes
    codes = item_codes(responses, how)
    numbers = {scale: lookup.form.numbers([codes[item] for item in lookup.form.items]) for scale, lookup in how.lookups.items()}
    points = points_of(numbers, how)
    # Whoever lacks a composite is not scored, whatever could be completed.
    before = points if how.completion is None else points_of(numbers, replace(how, completion=None))
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
        points,
        before,
        sides(points, names, instrument),
        inside,
        inside & is_scored(before, instrument),
    )
