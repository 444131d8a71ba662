"""Causes beside their barriers: whoever chose a barrier chose its cause, so what one barrier hides may be the rest.

Specification: docs/methods/release.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from pipeline.release.counts import Counts, coarser, silent
from pipeline.stats.sums import Limits, Sum, tighten

_APART: Final = 0.5  # limits of whole numbers that lie closer than this are the same number


def beside_barriers(causes: Counts, barriers: Counts, inside: Sequence[Sequence[int]], sums: Sequence[Sum]) -> Counts:
    """Causes coarse enough that no hidden count of a barrier follows from its cause and the other barriers of it.

    causes, barriers : over the same persons; the first count of each is compared. inside : barriers of each cause, by number.
    """
    current = replace(causes, limits=Limits(causes.limits.low.copy(), causes.limits.high.copy()))
    of_barriers = tighten(barriers.limits, barriers.n, barriers.shown, sums, barriers.partition)
    while True:
        pinned = list(_pinned(current, barriers, of_barriers, inside, sums))
        if not pinned:
            return current
        width = (current.limits.high - current.limits.low)[:, :, 0]
        open_ = [(group, cause) for group, cause in pinned if width[group, cause] < current.n[group, cause]]
        for group, cause in open_:
            coarser(current, group, cause, 0)
        if not open_:
            # What this group says of the cause follows from other groups.
            current = silent(current, np.unique([cause for _, cause in pinned]))


def _pinned(
    causes: Counts, barriers: Counts, of_barriers: Limits, inside: Sequence[Sequence[int]], sums: Sequence[Sum]
) -> Iterator[tuple[int, int]]:
    """(group, cause) where a barrier that is an interval follows."""
    known = tighten(causes.limits, causes.n, causes.shown, sums, causes.partition)
    stated = (barriers.limits.high > barriers.limits.low)[:, :, 0] & barriers.shown
    for cause, parts in enumerate(inside):
        least, most = of_barriers.low[:, parts, 0], of_barriers.high[:, parts, 0]
        rest = most.sum(axis=1, keepdims=True) - most
        lowest = np.maximum(least, known.low[:, [cause], 0] - rest)
        highest = np.minimum(most, known.high[:, [cause], 0])
        follows = stated[:, parts] & causes.shown[:, [cause]] & (highest - lowest < _APART) & (most - least >= _APART)
        yield from ((int(group), cause) for group in np.flatnonzero(follows.any(axis=1)))
