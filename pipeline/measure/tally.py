"""Scored people counted by atom. PRIVATE: goes in one row per person, comes out by role × department."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.measure.counting import Pairs, counted, ticks
from pipeline.measure.part import ScoredPart
from pipeline.measure.points import limit
from pipeline.measure.scale_scores import ScaleScores
from pipeline.measure.score import keyed_items, strongest_barrier
from pipeline.measure.tally_scales import scales
from pipeline.measure.topics import concerned, topic_values
from pipeline.tables import NOT_STATED, Scores
from pipeline.tables.coded import NO_ANSWER, Named, Rated, Ticked
from pipeline.tables.responses import STANDINGS
from pipeline.tables.tally import AnswerTally, Counts, Grid, OptionTally, Tally, TopicTally

BARRIERS = "barriers"


def grid_of(seen: Mapping[str, Sequence[str]], roster: pd.DataFrame | None, instrument: Instrument) -> Grid:
    """Levels of every axis that somebody has or that the roster knows, in the instrument's order, ``not_stated`` last.

    seen : axis -> ids that somebody has.
    """
    parts = {"role": instrument.roles, "department": instrument.departments, "site": instrument.sites}
    levels = {}
    for axis in instrument.axes:
        present = set(seen[axis]) | (set(roster[axis]) if roster is not None else set())
        levels[axis] = tuple(level for level in (*(part.id for part in parts[axis]), NOT_STATED) if level in present)
    return Grid(levels)


@dataclass(frozen=True, slots=True, eq=False)
class _People:
    """What is counted of one part. atom : (n,), the number of atoms for people who do not count."""

    atom: NDArray[np.int64]
    names: tuple[str, ...]
    scales: Sequence[ScaleScores]
    sides: NDArray[np.uint8]
    keyed: Rated
    wanted: Rated
    able: Rated
    ticked: Mapping[str, Ticked]
    strongest: Named


def tally_of(scores: Scores, instrument: Instrument, roster: pd.DataFrame | None = None, grid: Grid | None = None) -> Tally:
    """Of people who are scored already. grid : where they can be (default: where they and the roster's staff are)."""
    where = grid or grid_of({axis: column.seen() for axis, column in scores.places.items()}, roster, instrument)
    people = _People(
        where.numbers(scores.places), scores.names, [ScaleScores(points) for points in scores.points], scores.sides, scores.keyed,
        scores.wanted, scores.able, scores.ticked, scores.strongest,
    )  # fmt: skip
    return _tally(people, where, instrument)


def tally_part(part: ScoredPart) -> Tally:
    """Of a part of a wave: those who are kept and have both composites."""
    instrument, responses = part.how.instrument, part.responses
    people = _People(
        np.where(part.scored, part.atom, part.grid.atoms),
        part.names,
        part.scales,
        part.sides,
        keyed_items(part.codes, part.how),
        topic_values(responses, instrument, "importance"),
        topic_values(responses, instrument, "confidence"),
        responses.ticked,
        strongest_barrier(responses),
    )
    return _tally(people, part.grid, instrument)


def _tally(people: _People, grid: Grid, instrument: Instrument) -> Tally:
    atom, side = people.atom, people.sides
    by_side = counted(atom, side, grid.atoms, len(STANDINGS))
    options = {question: _options(atom, side, ticked, grid.atoms) for question, ticked in people.ticked.items()}
    return Tally(
        grid=grid,
        people=by_side.sum(axis=1),
        scales=scales(atom, people.names, people.scales, grid.atoms, instrument),
        sides=by_side,
        quadrants=_quadrants(people, grid.atoms, instrument),
        items=_answers(atom, people.keyed, grid.atoms),
        topics=_topics(people, grid, instrument),
        options=options,
        strongest=_strongest(people, grid.atoms, instrument),
        causes=_causes(people, grid.atoms, instrument),
    )


def _quadrants(people: _People, atoms: int, instrument: Instrument) -> Counts:
    limits = instrument.thresholds
    ready = people.scales[people.names.index(instrument.readiness.id)].everybody >= limit(limits.person_ready_from)
    willing = people.scales[people.names.index(instrument.willingness.id)].everybody >= limit(limits.person_willing_from)
    return counted(people.atom, np.where(willing, np.where(ready, 0, 1), np.where(ready, 2, 3)), atoms, 4)


def _answers(atom: NDArray[np.int64], rated: Rated, atoms: int) -> AnswerTally:
    codes = max(map(len, rated.values), default=2)
    counts = np.zeros((atoms, len(rated.names), codes), dtype=np.int64)
    pairs = Pairs.of(atom, atoms, codes, codes)
    for first in range(0, len(rated.names), 2):
        pair = rated.codes[first : first + 2]
        together = pairs.counted(pair[0], pair[-1])
        counts[:, first] = together.sum(axis=2)
        counts[:, first + len(pair) - 1] = together.sum(axis=1)
    return AnswerTally(rated.names, rated.values, counts)


def _topics(people: _People, grid: Grid, instrument: Instrument) -> TopicTally:
    wanted, able, atoms = people.wanted, people.able, grid.atoms
    rows, columns = (max(map(len, part.values), default=2) for part in (wanted, able))
    counts = np.zeros((atoms, len(wanted.names), rows, columns), dtype=np.int64)
    known = slice(NO_ANSWER + 1, None)
    everybody = np.ones((len(grid.levels["role"]), len(wanted.names)), dtype=bool)
    roles = concerned(instrument.topics, grid.levels["role"], instrument.topic_concerns)
    concerns = roles if roles.shape == everybody.shape else everybody
    own = concerns[grid.axis_of("role")].T[:, :, None, None]
    pairs = Pairs.of(people.atom, atoms, rows, columns)
    for topic in range(len(wanted.names)):
        if min(one.codes[topic].max(initial=0) for one in (wanted, able)) <= NO_ANSWER:
            continue  # nobody rated both: it was not asked
        both = pairs.counted(wanted.codes[topic], able.codes[topic])
        np.multiply(both[:, known, known], own[topic], out=counts[:, topic, known, known])
    return TopicTally(wanted.names, wanted.values, able.values, counts)


def _options(atom: NDArray[np.int64], side: NDArray[np.uint8], ticked: Ticked, atoms: int) -> OptionTally:
    kinds = len(STANDINGS)
    place = np.add(np.minimum(atom, atoms) * kinds, side, dtype=np.int64)
    answered = np.bincount(place[ticked.answered], minlength=(atoms + 1) * kinds).reshape(atoms + 1, kinds)[:atoms]
    chosen = ticks(place, ticked.ticks, (atoms + 1) * kinds)
    return OptionTally(ticked.names, answered, chosen.reshape(atoms + 1, kinds, len(ticked.names))[:atoms])


def _strongest(people: _People, atoms: int, instrument: Instrument) -> dict[str, Counts]:
    # Like its other counts, of those who ticked a barrier at all.
    ticked = people.ticked.get(BARRIERS)
    atom = people.atom if ticked is None else np.where(ticked.answered, people.atom, atoms)
    counts = counted(atom, people.strongest.codes, atoms, len(people.strongest.names))
    none = np.zeros(atoms, dtype=np.int64)
    names = people.strongest.names
    return {b.id: counts[:, names.index(b.id)] if b.id in names else none for b in instrument.barriers}


def _causes(people: _People, atoms: int, instrument: Instrument) -> dict[str, Counts]:
    """Who ticked at least one barrier of each cause; without the question nobody did."""
    if BARRIERS not in people.ticked:
        return {}
    barriers = people.ticked[BARRIERS]
    inside: dict[str, list[int]] = {}
    for barrier in instrument.barriers:
        if barrier.id in barriers.names:
            inside.setdefault(barrier.cause, []).append(barriers.names.index(barrier.id))
    marks = (
        np.stack([barriers.ticks[rows].any(axis=0) for rows in inside.values()])
        if inside
        else np.zeros((0, len(people.atom)), bool)
    )
    counts = ticks(people.atom, marks, atoms + 1)[:atoms]
    return {cause: counts[:, number] for number, cause in enumerate(inside)}
