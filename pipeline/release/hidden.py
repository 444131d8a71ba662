"""Counts of reluctant people coarse enough that nobody who knows how many answered in every cell learns a hidden cell's share.

The groups stay as they are; of those whose counts carry the bound, the largest is written in steps. Specification:
docs/methods/release.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.release.attack.answers import HiddenAnswers, Told
from pipeline.release.counts import Counts, coarser, held
from pipeline.release.lattice import OVERALL
from pipeline.release.wave import Wave
from pipeline.stats.sums import Limits, Sum

_ROUNDS: Final = 200


def keep_hidden(
    wave: Wave,
    scales: Counts,
    composite: int,
    totals: NDArray[np.float64],
    willingness: Counts,
    quadrants: Counts,
    sums: Sequence[Sum],
) -> tuple[Counts, Counts]:
    """Scales and willingness with some counts coarse.

    composite : which family of the scales is willingness. totals : sums of scores, (G, F).
    """
    limits = wave.instrument.thresholds
    answered = np.flatnonzero(wave.per_atom(wave.everybody) > 0)
    people = np.rint(wave.per_atom(wave.everybody)[answered]).astype(np.int64)
    shown = np.flatnonzero(willingness.shown[:, 0])
    cover = wave.lattice.cover[np.ix_(shown, answered)]
    cuts = (limits.person_reluctant_below, limits.person_willing_from)
    hidden = np.setdiff1d(np.arange(len(answered)), np.flatnonzero(cover[cover.sum(axis=1) == 1].any(axis=0)))
    scales, willingness = _own(scales), _own(willingness)
    for _ in range(_ROUNDS):
        low, high = _written(scales, composite, totals, willingness, quadrants, shown)
        attacker = HiddenAnswers(Told(cover, people, low, high, cuts))
        touched = False
        for cell, _, _ in attacker.narrow(hidden):
            while attacker.narrow(np.array([cell])):
                group = _widest_open(wave, attacker, cell, shown, willingness)
                if group is None:
                    break
                touched = True
                for count in range(3):
                    coarser(willingness, int(shown[group]), 0, count)
                    coarser(scales, int(shown[group]), composite, count)
                low, high = _written(scales, composite, totals, willingness, quadrants, shown)
                attacker.limit(group, low[group], high[group])
        if not touched:
            break
        scales, willingness = (held(part, sums, wave.lattice.rank) for part in (scales, willingness))
    return scales, willingness


def _own(counts: Counts) -> Counts:
    """A copy whose limits may be changed."""
    return replace(counts, limits=Limits(counts.limits.low.copy(), counts.limits.high.copy()))


def _written(
    scales: Counts,
    composite: int,
    totals: NDArray[np.float64],
    willingness: Counts,
    quadrants: Counts,
    shown: NDArray[np.intp],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Limits of the seven figures of every shown group, as anybody can read them off the tables."""
    sides = []
    for side, none in (("low", -np.inf), ("high", np.inf)):
        standing = getattr(willingness.limits, side)[shown, 0]
        three = getattr(scales.limits, side)[shown, composite][:, ::-1]
        four = getattr(quadrants.limits, side)[shown, 0]
        favourable = four[:, 0] + four[:, 1]
        three = three.copy()
        there = scales.shown[shown, composite]
        best = np.maximum if side == "low" else np.minimum
        three[:, 2] = best(np.where(there, three[:, 2], none), favourable)
        three[:, :2] = np.where(there[:, None], three[:, :2], none)
        total = np.where(there, totals[shown, composite], none)
        sides.append(np.column_stack([standing, three, total]))
    slack = np.zeros(sides[0].shape[1])
    slack[-1] = 1e-6
    return sides[0] - slack, sides[1] + slack


def _widest_open(wave: Wave, attacker: HiddenAnswers, cell: int, shown: NDArray[np.intp], willingness: Counts) -> int | None:
    """The largest group that carries the bounds of a cell and does not yet say nothing; everybody last."""
    carriers: set[int] = set()
    for side in attacker.sides(cell):
        carriers |= {int(group) for group in side}
    width = willingness.limits.high[shown, 0, 0] - willingness.limits.low[shown, 0, 0]
    n = willingness.n[shown, 0]
    open_ = [group for group in carriers if width[group] < n[group]] or list(np.flatnonzero(width < n))
    if not open_:
        return None
    return max(open_, key=lambda g: (wave.lattice.axis[shown[g]] != OVERALL, -width[g] / n[g], n[g], -g))
