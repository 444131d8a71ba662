"""Scored people counted by atom. PRIVATE: goes in one row per person, comes out by role × department."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.measure.part import ScoredPart
from pipeline.measure.score import (
    concerned,
    keyed_items,
    limit,
    person_limits,
    strongest_barrier,
    topic_values,
)
from pipeline.tables import NOT_STATED, Scores
from pipeline.tables.coded import NO_ANSWER, Named, Rated, Ticked, smallest
from pipeline.tables.responses import NANO, STANDINGS
from pipeline.tables.tally import AnswerTally, Counts, Grid, OptionTally, ScaleTally, Tally, TopicTally

_TEN_THOUSANDTHS = NANO // 10_000
_MIDDLE = 50 * 10_000
_BITS = 20
"""So many yes and no of a person are counted in one array; more are sorted."""
_MARKS = 4
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
    points: NDArray[np.int64]
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
        where.numbers(scores.places), scores.names, scores.points, scores.sides, scores.keyed, scores.wanted, scores.able,
        scores.ticked, scores.strongest,
    )  # fmt: skip
    return _tally(people, where, instrument)


def tally_part(part: ScoredPart) -> Tally:
    """Of a part of a wave: those who are kept and have both composites."""
    instrument, responses = part.how.instrument, part.responses
    people = _People(
        np.where(part.scored, part.atom, part.grid.atoms),
        part.names,
        part.points,
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
    by_side = _counted(atom, side, grid.atoms, len(STANDINGS))
    options = {question: _options(atom, side, ticked, grid.atoms) for question, ticked in people.ticked.items()}
    return Tally(
        grid=grid,
        people=by_side.sum(axis=1),
        scales=_scales(people, grid.atoms, instrument),
        sides=by_side,
        quadrants=_quadrants(people, grid.atoms, instrument),
        items=_answers(atom, people.keyed, grid.atoms),
        topics=_topics(people, grid, instrument),
        options=options,
        strongest=_strongest(people, grid.atoms, instrument),
        causes=_causes(people, grid.atoms, instrument),
    )


def _counted(atom: NDArray[np.int64], code: NDArray[np.integer], atoms: int, codes: int) -> Counts:
    """People by atom and code, (A, codes); those without an atom left out."""
    found = np.bincount(atom * codes + code, minlength=(atoms + 1) * codes)
    return found.reshape(atoms + 1, codes)[:atoms]


def _classes(points: NDArray[np.int64], low: int, high: int) -> NDArray[np.uint8]:
    """0 favourable, 1 neutral, 2 unfavourable, 3 no score, (n,)."""
    found = np.full(len(points), 3, dtype=np.uint8)
    for cut in (0, low, high):
        found -= points >= cut
    return found


def _scales(people: _People, atoms: int, instrument: Instrument) -> ScaleTally:
    low, high = person_limits(instrument.thresholds)
    size, count = len(people.names), len(people.points)
    order = np.argsort(smallest(people.atom, atoms + 1), kind="stable")
    inside = people.atom[order]
    starts = np.flatnonzero(np.diff(inside, prepend=-1)) if len(inside) else np.zeros(0, dtype=np.int64)
    where = inside[starts]
    total, around, squares = (np.zeros((atoms + 1, size), dtype=np.int64) for _ in range(3))
    classes = np.zeros((atoms, size, 3), dtype=np.int64)
    has = np.zeros((count, len(people.atom)), dtype=bool)
    unfavourable = []
    composites = [composite.id for composite in instrument.composites]
    for scale, name in enumerate(people.names):
        points = people.points[scale]
        kind = _classes(points, low, high)
        classes[:, scale] = _counted(people.atom, kind, atoms, 4)[:, :3]
        np.less(kind, 3, out=has[scale])
        if name in composites:
            unfavourable.append(kind == 2)
        if len(starts):
            own = np.maximum(points.take(order), 0)
            total[where, scale] = np.add.reduceat(own, starts)
            own += _TEN_THOUSANDTHS // 2
            own //= _TEN_THOUSANDTHS
            around[where, scale] = np.add.reduceat(own, starts)
            own *= own
            squares[where, scale] = np.add.reduceat(own, starts)
    # Sums around the middle: of x - m over n people, where who has no score added nothing to the sums of x and of its square.
    n = classes.sum(axis=2)
    around, squares = around[:atoms], squares[:atoms]
    squares = squares - 2 * _MIDDLE * around + _MIDDLE * _MIDDLE * n
    around = around - _MIDDLE * n
    members = [np.array([people.names.index(n) for n in (c.id, *c.scales)]) for c in instrument.composites]
    joint = _joint(people.atom, has, unfavourable, members, atoms)
    return ScaleTally(people.names, classes, total[:atoms], around, squares, *joint)


def _joint(
    atom: NDArray[np.int64],
    has: NDArray[np.bool_],
    unfavourable: Sequence[NDArray[np.bool_]],
    members: Sequence[NDArray],
    atoms: int,
) -> tuple[Counts, Counts, Counts]:
    """``together``, ``beside`` and ``lacking`` of ScaleTally, from the few kinds of people there are."""
    size, flags = len(has), len(unfavourable)
    kind: NDArray[np.integer] = np.zeros(len(atom), dtype=np.uint16 if size + flags <= 16 else np.int64)
    for row in (*has, *unfavourable):
        kind += kind
        kind += row
    if size + flags <= _BITS:  # far fewer kinds occur than there could be
        occurs = np.flatnonzero(np.bincount(kind, minlength=1))
        rank = np.zeros(int(kind.max(initial=0)) + 1, dtype=np.int64)
        rank[occurs] = np.arange(len(occurs))
        number = rank[kind]
    else:
        occurs, number = np.unique(kind, return_inverse=True)
    table = _counted(atom, number, atoms, len(occurs)) if len(occurs) else np.zeros((atoms, 0), dtype=np.int64)
    where, which = np.nonzero(table)
    counts, kinds = table[where, which], occurs[which]
    bits = (kinds[:, None] >> np.arange(size + flags)[::-1]) & 1
    there, low = bits[:, :size], bits[:, size:]
    together, beside, lacking = (
        np.zeros((atoms, *shape), dtype=np.int64) for shape in ((size, size), (size, flags), (len(members),))
    )
    np.add.at(together, where, there[:, :, None] * there[:, None, :] * counts[:, None, None])
    np.add.at(beside, where, there[:, :, None] * low[:, None, :] * counts[:, None, None])
    short = np.stack([~there[:, inside].astype(bool).all(axis=1) for inside in members], axis=1)
    np.add.at(lacking, where, short * counts[:, None])
    return together, beside, lacking


def _quadrants(people: _People, atoms: int, instrument: Instrument) -> Counts:
    limits = instrument.thresholds
    ready = people.points[people.names.index(instrument.readiness.id)] >= limit(limits.person_ready_from)
    willing = people.points[people.names.index(instrument.willingness.id)] >= limit(limits.person_willing_from)
    return _counted(people.atom, np.where(willing, np.where(ready, 0, 1), np.where(ready, 2, 3)), atoms, 4)


def _answers(atom: NDArray[np.int64], rated: Rated, atoms: int) -> AnswerTally:
    codes = max(map(len, rated.values), default=2)
    counts = np.zeros((atoms, len(rated.names), codes), dtype=np.int64)
    pairs = _Pairs.of(atom, atoms, codes, codes)
    for first in range(0, len(rated.names), 2):
        pair = rated.codes[first : first + 2]
        together = pairs.counted(pair[0], pair[-1])
        counts[:, first] = together.sum(axis=2)
        counts[:, first + len(pair) - 1] = together.sum(axis=1)
    return AnswerTally(rated.names, rated.values, counts)


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """Where people are counted by atom and by the codes of two columns. first : place of each person's atom, (n,)."""

    first: NDArray[np.int64]
    atoms: int
    rows: int
    columns: int

    @classmethod
    def of(cls, atom: NDArray[np.int64], atoms: int, rows: int, columns: int) -> _Pairs:
        """rows, columns : codes of the one column and of the other."""
        return cls(atom * (rows * columns), atoms, rows, columns)

    def counted(self, one: NDArray[np.integer], other: NDArray[np.integer]) -> Counts:
        """People by atom and codes, (A, rows, columns); those without an atom left out."""
        kinds = self.rows * self.columns
        pair = one.astype(np.min_scalar_type(kinds))
        pair *= pair.dtype.type(self.columns)
        pair += other
        found = np.bincount(self.first + pair, minlength=(self.atoms + 1) * kinds)
        return found.reshape(self.atoms + 1, self.rows, self.columns)[: self.atoms]


def _topics(people: _People, grid: Grid, instrument: Instrument) -> TopicTally:
    wanted, able, atoms = people.wanted, people.able, grid.atoms
    rows, columns = (max(map(len, part.values), default=2) for part in (wanted, able))
    counts = np.zeros((atoms, len(wanted.names), rows, columns), dtype=np.int64)
    known = slice(NO_ANSWER + 1, None)
    everybody = np.ones((len(grid.levels["role"]), len(wanted.names)), dtype=bool)
    roles = concerned(instrument.topics, grid.levels["role"], instrument.topic_concerns)
    concerns = roles if roles.shape == everybody.shape else everybody
    own = concerns[grid.axis_of("role")].T[:, :, None, None]
    pairs = _Pairs.of(people.atom, atoms, rows, columns)
    for topic in range(len(wanted.names)):
        both = pairs.counted(wanted.codes[topic], able.codes[topic])
        np.multiply(both[:, known, known], own[topic], out=counts[:, topic, known, known])
    return TopicTally(wanted.names, wanted.values, able.values, counts)


def _options(atom: NDArray[np.int64], side: NDArray[np.uint8], ticked: Ticked, atoms: int) -> OptionTally:
    kinds = len(STANDINGS)
    place = np.add(np.minimum(atom, atoms) * kinds, side, dtype=np.int64)
    answered = np.bincount(place[ticked.answered], minlength=(atoms + 1) * kinds).reshape(atoms + 1, kinds)[:atoms]
    chosen = _ticks(place, ticked.ticks, (atoms + 1) * kinds)
    return OptionTally(ticked.names, answered, chosen.reshape(atoms + 1, kinds, len(ticked.names))[:atoms])


def _ticks(place: NDArray[np.int64], ticks: NDArray[np.bool_], places: int) -> Counts:
    """How often each of several marks is set by place, (places, marks); a few marks are counted at a time."""
    found = np.zeros((places, len(ticks)), dtype=np.int64)
    kinds = 1 << _MARKS
    first = place * kinds
    for start in range(0, len(ticks), _MARKS):
        some = ticks[start : start + _MARKS]
        byte = np.zeros(ticks.shape[1], dtype=np.uint8)
        for bit, row in enumerate(some):
            byte |= row.view(np.uint8) << np.uint8(bit)
        counts = np.bincount(first + byte, minlength=places * kinds).reshape(places, kinds)
        bits = (np.arange(kinds)[:, None] >> np.arange(len(some))) & 1
        found[:, start : start + _MARKS] = (counts.astype(np.float64) @ bits).astype(np.int64)
    return found


def _strongest(people: _People, atoms: int, instrument: Instrument) -> dict[str, Counts]:
    # Like its other counts, of those who ticked a barrier at all.
    ticked = people.ticked.get(BARRIERS)
    atom = people.atom if ticked is None else np.where(ticked.answered, people.atom, atoms)
    counts = _counted(atom, people.strongest.codes, atoms, len(people.strongest.names))
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
    counts = _ticks(people.atom, marks, atoms + 1)[:atoms]
    return {cause: counts[:, number] for number, cause in enumerate(inside)}
