"""Scores counted by atom: classes, sums and squares, and who has which of two. PRIVATE: goes in one row per person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.measure.counting import counted
from pipeline.measure.points import limit, person_limits
from pipeline.measure.scale_scores import ScaleScores
from pipeline.tables.coded import smallest
from pipeline.tables.responses import NANO
from pipeline.tables.tally import Counts, ScaleTally

_TEN_THOUSANDTHS = NANO // 10_000
_MIDDLE = 50 * 10_000
_DENSE = 1 << 21
"""Scores that could occur in all atoms up to which they are counted in one array."""
_PART = 1 << 20
"""Sums of less than this over a block of people, and of what is divided by it, are exact in floating point."""
_BITS = 20
"""So many yes and no of a person are counted in one array; more are sorted."""


def _classes(points: NDArray[np.int64], low: int, high: int) -> NDArray[np.uint8]:
    """0 favourable, 1 neutral, 2 unfavourable, 3 no score, (n,)."""
    found = np.full(len(points), 3, dtype=np.uint8)
    for cut in (0, low, high):
        found -= points >= cut
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    """Of one scale, by atom, (A, .) each: people by class, and sums of billionths and, of ten-thousandths around 50, of these
    and of their squares."""

    classes: Counts
    total: Counts
    around: Counts
    squares: Counts


def scales(
    atom: NDArray[np.int64], names: tuple[str, ...], scores: Sequence[ScaleScores], atoms: int, instrument: Instrument
) -> ScaleTally:
    """atom : of each person, the number of atoms for those who do not count, (n,). scores : on every scale, S of them."""
    order = np.argsort(smallest(atom, atoms + 1), kind="stable")
    found = [
        _by_level(one.points, one.code, atom, atoms, instrument)
        if one.code is not None and len(one.points) * atoms <= _DENSE
        else _one_by_one(one.everybody, atom, order, atoms, instrument)
        for one in scores
    ]
    classes, total, around, squares = (
        np.stack([getattr(one, name) for one in found], axis=1) for name in ("classes", "total", "around", "squares")
    )
    has = [one.there for one in scores]
    low = limit(instrument.thresholds.person_reluctant_below)
    composites = [scores[names.index(composite.id)] for composite in instrument.composites]
    unfavourable = [one.there & (one.everybody < low) for one in composites]
    members = [np.array([names.index(n) for n in (c.id, *c.scales)]) for c in instrument.composites]
    return ScaleTally(names, classes, total, around, squares, *_joint(atom, has, unfavourable, members, atoms))


def _by_level(
    scores: NDArray[np.int64], code: NDArray[np.integer], atom: NDArray[np.int64], atoms: int, instrument: Instrument
) -> _Sums:
    """From how often each score occurs. scores : those that occur. code : which is whose, (n,)."""
    times = counted(atom, code, atoms, len(scores)).astype(np.float64)
    there, points = scores >= 0, np.maximum(scores, 0)
    from_middle = ((points + _TEN_THOUSANDTHS // 2) // _TEN_THOUSANDTHS - _MIDDLE) * there
    kinds = _classes(scores, *person_limits(instrument.thresholds))[:, None] == np.arange(3)
    # In two parts each, so that floating point holds every sum.
    large = [part for whole in (points, from_middle * from_middle) for part in np.divmod(whole, _PART)]
    sums = (times @ np.column_stack([kinds, from_middle, *large]).astype(np.float64)).astype(np.int64)
    total, squares = (sums[:, 4 + 2 * which] * _PART + sums[:, 5 + 2 * which] for which in range(2))
    return _Sums(sums[:, :3], total, sums[:, 3], squares)


def _one_by_one(
    points: NDArray[np.int64], atom: NDArray[np.int64], order: NDArray[np.intp], atoms: int, instrument: Instrument
) -> _Sums:
    """order : of the people by atom."""
    inside = atom[order]
    starts = np.flatnonzero(np.diff(inside, prepend=-1)) if len(inside) else np.zeros(0, dtype=np.int64)
    where = inside[starts]
    total, around, squares = (np.zeros(atoms + 1, dtype=np.int64) for _ in range(3))
    classes = counted(atom, _classes(points, *person_limits(instrument.thresholds)), atoms, 4)[:, :3]
    if len(starts):
        own = np.maximum(points.take(order), 0)
        total[where] = np.add.reduceat(own, starts)
        own += _TEN_THOUSANDTHS // 2
        own //= _TEN_THOUSANDTHS
        around[where] = np.add.reduceat(own, starts)
        own *= own
        squares[where] = np.add.reduceat(own, starts)
    # Sums around the middle: of x - m over n people, where who has no score added nothing to the sums of x and of its square.
    n, around, squares = classes.sum(axis=1), around[:atoms], squares[:atoms]
    return _Sums(classes, total[:atoms], around - _MIDDLE * n, squares - 2 * _MIDDLE * around + _MIDDLE * _MIDDLE * n)


def _joint(
    atom: NDArray[np.int64],
    has: Sequence[NDArray[np.bool_]],
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
    table = counted(atom, number, atoms, len(occurs)) if len(occurs) else np.zeros((atoms, 0), dtype=np.int64)
    bits = (occurs[:, None] >> np.arange(size + flags)[::-1]) & 1
    there, low = bits[:, :size].astype(bool), bits[:, size:].astype(bool)
    # Counts are far below 2^53, where floating point would begin to round.
    people = table.astype(np.float64)
    together = np.stack([_by_kind(people, there & own[:, None]) for own in there.T], axis=1)
    beside = np.stack([_by_kind(people, there & own[:, None]) for own in low.T], axis=2)
    lacking = _by_kind(people, np.stack([~there[:, inside].all(axis=1) for inside in members], axis=1))
    return together, beside, lacking


def _by_kind(people: NDArray[np.float64], marks: NDArray[np.bool_]) -> Counts:
    """How many have each mark, by atom. people : by atom and kind, (A, kinds). marks : of each kind, (kinds, marks)."""
    return (people @ marks.astype(np.float64)).astype(np.int64)
