"""Counts of willingness, of both composites and of the quadrants taken together: no hidden count follows from the other tables.

The three tables count the same people. Where one says exactly what the other leaves open, both become coarser in that group.
Specification: docs/methods/release.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.release.attack.classes import QUADRANTS, SCORED, STANDING, Classes
from pipeline.release.counts import Counts, coarser, held, silent
from pipeline.release.wave import Wave
from pipeline.stats.sums import Limits, Sum, tighten

_ROUNDS: Final = 40


def owned(counts: Counts) -> Counts:
    """A copy whose limits may be changed."""
    return replace(counts, limits=Limits(counts.limits.low.copy(), counts.limits.high.copy()))


def silent_beside(quadrants: Counts, scales: Counts, composites: Sequence[int]) -> Counts:
    """Quadrants add up to the favourable people of both composites: where those are an interval, quadrants say nothing."""
    found = owned(quadrants)
    width = scales.limits.high[:, composites, 0] - scales.limits.low[:, composites, 0]
    silent = found.shown[:, 0] & ((width > 0) & scales.shown[:, composites]).any(axis=1)
    for group in np.flatnonzero(silent):
        coarser(found, int(group), 0, 0)
    return found


def keep_together(
    wave: Wave,
    scales: Counts,
    composites: Sequence[int],
    totals: NDArray[np.float64],
    willingness: Counts,
    quadrants: Counts,
    sums: Sequence[Sum],
) -> tuple[Counts, Counts, Counts]:
    """Scales, willingness and quadrants with some counts coarser.

    composites : which families of the scales are readiness and willingness. totals : sums of scores, (G, F).
    """
    rank = wave.lattice.rank
    given: Counter[int] = Counter()
    for _ in range(_ROUNDS):
        pinned = _pinned(wave, scales, composites, totals, willingness, quadrants, sums)
        if not pinned:
            break
        scales, willingness = owned(scales), owned(willingness)
        for group in dict.fromkeys(_gives_way(group, willingness, sums, given) for group in pinned):
            for count in range(3):
                coarser(willingness, group, 0, count)
                for composite in composites:
                    coarser(scales, group, composite, count)
        scales, willingness = (held(part, sums, rank) for part in (scales, willingness))
        quadrants = held(silent_beside(quadrants, scales, composites), sums, rank)
    else:
        # What could not be held apart in so many rounds says nothing at all.
        scales, willingness = silent(scales, np.array(composites)), silent(willingness, np.array([0]))
        quadrants = silent_beside(quadrants, scales, composites)
    return scales, willingness, quadrants


def _gives_way(group: int, willingness: Counts, sums: Sequence[Sum], given: Counter[int]) -> int:
    """The group itself; where it says nothing any more and still follows, a group beside it, else inside it: the one that gave
    way least often so far, then the one that loses the least. given : how often each gave way for others."""
    low, high, n = willingness.limits.low[:, 0], willingness.limits.high[:, 0], willingness.n[:, 0]
    narrowest = (high - low).min(axis=1)
    if narrowest[group] < n[group]:
        return group
    beside = {int(part) for one in sums if group in one.parts for part in one.parts} - {group}
    inside = {int(part) for one in sums if group == one.whole for part in one.parts}
    open_ = [other for other in beside | inside if willingness.shown[other, 0] and narrowest[other] < n[other]]
    if not open_:
        return group
    chosen = min(open_, key=lambda one: (given[one], one not in beside, narrowest[one] / n[one], -n[one], one))
    given[chosen] += 1
    return chosen


def _pinned(
    wave: Wave,
    scales: Counts,
    composites: Sequence[int],
    totals: NDArray[np.float64],
    willingness: Counts,
    quadrants: Counts,
    sums: Sequence[Sum],
) -> list[int]:
    """Groups one of whose hidden counts has one value left."""
    limits = wave.instrument.thresholds
    shown = np.flatnonzero(willingness.shown[:, 0])
    program = Classes(willingness.n[shown, 0].astype(float), (limits.person_reluctant_below, limits.person_willing_from))
    parts: list[tuple[Counts, int, Mapping[str, tuple[int, ...]]]] = [(willingness, 0, STANDING), (quadrants, 0, QUADRANTS)]
    for which, composite in enumerate(composites):
        parts.append((scales, composite, SCORED[which]))
        program.scores(which, np.where(scales.shown[shown, composite], totals[shown, composite], np.nan))
    known = {id(part): tighten(part.limits, part.n, part.shown, sums, part.partition) for part, _, _ in parts}
    for part, family, classes in parts:
        there, of = part.shown[shown, family], known[id(part)]
        for count, name in enumerate(part.names):
            low, high = (side[shown, family, count] for side in (of.low, of.high))
            program.count(classes[name], np.where(there, low, -np.inf), np.where(there, high, np.inf))
    found: set[int] = set()
    for part, family, classes in parts:
        for count, name in enumerate(part.names):
            stated = part.shown[shown, family] & (part.limits.low < part.limits.high)[shown, family, count]
            low, high = program.bounds(classes[name])
            found |= {int(group) for group in shown[stated & (high <= low)]}
    return sorted(found)
