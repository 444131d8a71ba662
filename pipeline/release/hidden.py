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

from pipeline.release.attack.answers import NARROWEST, HiddenAnswers, Told, TooNarrow
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
        told = Told(cover, people, *_written(scales, composite, totals, willingness, quadrants, shown), cuts)
        attacker = HiddenAnswers(told)
        narrow = attacker.narrow(hidden)
        if not narrow:
            break
        while narrow:
            groups = _to_widen(wave, narrow, told, shown, willingness)
            if not groups:
                break
            for group, least in groups:
                for count in range(3):
                    coarser(willingness, int(shown[group]), 0, count, least)
                    coarser(scales, int(shown[group]), composite, count, least)
            low, high = _written(scales, composite, totals, willingness, quadrants, shown)
            for group, _ in groups:
                attacker.limit(group, low[group], high[group])
            narrow = attacker.narrow(np.array([one.cell for one in narrow]))
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


def _to_widen(
    wave: Wave, narrow: Sequence[TooNarrow], told: Told, shown: NDArray[np.intp], willingness: Counts
) -> list[tuple[int, int]]:
    """One group for each cell that is known too closely, with the width that its counts must reach; none for a cell where one
    that carries its bounds was chosen just before.

    Of the carriers that can give way, first those that hold the cell and then those that lose the least: the coarsest share of
    their own people. Few groups become coarse, not all of them a little; everybody last.
    """
    width = (willingness.limits.high - willingness.limits.low)[shown, 0].min(axis=1)
    n = willingness.n[shown, 0]
    overall = wave.lattice.axis[shown] == OVERALL
    chosen: dict[int, int] = {}
    for one in narrow:
        if one.carriers & chosen.keys():
            continue
        open_ = [group for group in one.carriers if width[group] < n[group]] or list(np.flatnonzero(width < n))
        if open_:
            least = int(np.ceil(NARROWEST * told.people[one.cell]))
            loss = np.maximum(2 * width, least) / n
            group = min(open_, key=lambda g: (overall[g], not told.cover[g, one.cell], loss[g], g))
            chosen[group] = least
    return list(chosen.items())
