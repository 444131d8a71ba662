"""Scores counted by atom: classes, sums and squares, and who has which of two. PRIVATE: goes in one row per person."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.measure.counting import counted
from pipeline.measure.points import person_limits
from pipeline.tables.coded import smallest
from pipeline.tables.responses import NANO
from pipeline.tables.tally import Counts, ScaleTally

_TEN_THOUSANDTHS = NANO // 10_000
_MIDDLE = 50 * 10_000
_BITS = 20
"""So many yes and no of a person are counted in one array; more are sorted."""


def _classes(points: NDArray[np.int64], low: int, high: int) -> NDArray[np.uint8]:
    """0 favourable, 1 neutral, 2 unfavourable, 3 no score, (n,)."""
    found = np.full(len(points), 3, dtype=np.uint8)
    for cut in (0, low, high):
        found -= points >= cut
    return found


def scales(
    atom: NDArray[np.int64], names: tuple[str, ...], points: NDArray[np.int64], atoms: int, instrument: Instrument
) -> ScaleTally:
    """atom : of each person, the number of atoms for those who do not count, (n,). points : billionths, (S, n)."""
    low, high = person_limits(instrument.thresholds)
    size, count = len(names), len(points)
    order = np.argsort(smallest(atom, atoms + 1), kind="stable")
    inside = atom[order]
    starts = np.flatnonzero(np.diff(inside, prepend=-1)) if len(inside) else np.zeros(0, dtype=np.int64)
    where = inside[starts]
    total, around, squares = (np.zeros((atoms + 1, size), dtype=np.int64) for _ in range(3))
    classes = np.zeros((atoms, size, 3), dtype=np.int64)
    has = np.zeros((count, len(atom)), dtype=bool)
    unfavourable = []
    composites = [composite.id for composite in instrument.composites]
    for scale, name in enumerate(names):
        given = points[scale]
        kind = _classes(given, low, high)
        classes[:, scale] = counted(atom, kind, atoms, 4)[:, :3]
        np.less(kind, 3, out=has[scale])
        if name in composites:
            unfavourable.append(kind == 2)
        if len(starts):
            own = np.maximum(given.take(order), 0)
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
    members = [np.array([names.index(n) for n in (c.id, *c.scales)]) for c in instrument.composites]
    joint = _joint(atom, has, unfavourable, members, atoms)
    return ScaleTally(names, classes, total[:atoms], around, squares, *joint)


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
