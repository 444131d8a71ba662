"""Counts of reluctant people coarse enough that nobody who knows how many answered in every cell learns a hidden cell's share.

First the groups whose sums of scores alone would tell are given up; then, of the groups whose counts carry a bound, some are
written in steps. Specification: docs/methods/release.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.release.attack.answers import NARROWEST, HiddenAnswers, TooNarrow
from pipeline.release.attack.told import Told
from pipeline.release.counts import Counts, coarser, held
from pipeline.release.lattice import OVERALL
from pipeline.release.swaps import Answers, reach
from pipeline.release.together import owned
from pipeline.release.wave import Mask, Wave, in_points
from pipeline.release.written import Written
from pipeline.stats.sums import Sum

_ROUNDS: Final = 200
_MANY: Final = 100
_SLACK: Final = 1e-6
_ENOUGH: Final = 4
"""A group that is written in steps so many times as wide as needed is no way out: another carrier is."""
_TOTAL: Final = 6  # the last of the seven figures of a group


def without_telling_totals(wave: Wave, core: Mask) -> Mask:
    """The groups that can be shown even to somebody who knows how many answered in every cell.

    Sums of scores are written exactly, so where they tell of a hidden cell, no step of a count helps: of the groups that carry
    the bound one is given up, cells first, then the smallest, everybody never.
    """
    answered, people = _answered(wave)
    groups = np.flatnonzero(core)
    cover = wave.lattice.cover[np.ix_(groups, answered)]
    low, high = np.full((len(groups), _TOTAL + 1), -np.inf), np.full((len(groups), _TOTAL + 1), np.inf)
    totals = wave.totals[groups, wave.tally.scales.names.index(wave.instrument.willingness.id)]
    low[:, _TOTAL], high[:, _TOTAL] = totals - _SLACK, totals + _SLACK
    attacker = HiddenAnswers(Told(cover, people, low, high, _cuts(wave)))
    wide = _wide(wave, cover)
    size, rank, overall = cover @ people, wave.lattice.rank[groups], wave.lattice.axis[groups] == OVERALL
    kept = ~overall
    silent = np.full(_TOTAL + 1, np.inf)
    while narrow := attacker.narrow(_hidden(cover[kept | overall], wide)):
        given_up: set[int] = set()
        for one in narrow:
            carriers = [group for group in one.carriers if kept[group]]
            if carriers and not given_up & one.carriers:
                given_up.add(min(carriers, key=lambda g: (rank[g], size[g], g)))
        if not given_up:
            break
        for group in given_up:
            kept[group] = False
            attacker.limit(group, -silent, silent)
    shown = core.copy()
    shown[groups] = kept | overall
    return shown


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
    answered, people = _answered(wave)
    shown = np.flatnonzero(willingness.shown[:, 0])
    cover = wave.lattice.cover[np.ix_(shown, answered)]
    hidden = _hidden(cover, _wide(wave, cover))
    scales, willingness = owned(scales), owned(willingness)
    low, high = _written(scales, composite, totals, willingness, quadrants, shown)
    told = Told(cover, people, low, high, _cuts(wave))
    attacker = Written(told)
    for _ in range(_ROUNDS):
        # Limits only grow wider, so whatever table fitted before fits still: one attacker serves all rounds.
        narrow = attacker.narrow(hidden)
        groups: list[tuple[int, int]] = []
        while narrow and (groups := _to_widen(wave, narrow, told, shown, willingness)):
            for group, least in groups:
                for count in range(3):
                    coarser(willingness, int(shown[group]), 0, count, least)
                    coarser(scales, int(shown[group]), composite, count, least)
            low, high = _written(scales, composite, totals, willingness, quadrants, shown)
            for group, _ in groups:
                attacker.limit(group, low[group], high[group])
            narrow = attacker.narrow(np.array([one.cell for one in narrow]))
        before = low, high
        scales, willingness = (held(part, sums, wave.lattice.rank) for part in (scales, willingness))
        low, high = _written(scales, composite, totals, willingness, quadrants, shown)
        changed = np.flatnonzero((low != before[0]).any(axis=1) | (high != before[1]).any(axis=1))
        if not len(changed):
            break
        for at in changed:
            attacker.limit(int(at), low[at], high[at])
    return scales, willingness


def _answered(wave: Wave) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Atoms with answers, and how many."""
    answered = np.flatnonzero(wave.everybody > 0)
    return answered, wave.everybody[answered]


def _hidden(cover: NDArray[np.bool_], wide: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Cells that are no group of their own and not seen to be wide. cover : group × cell."""
    return np.flatnonzero(~cover[cover.sum(axis=1) == 1].any(axis=0) & ~wide)


def _wide(wave: Wave, cover: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Cells that are seen to have room for other reluctant people, even were every count of every group exact, (A,).

    cover : group × cell with answers.
    """
    answered, people = _answered(wave)
    hidden = _hidden(cover, people == 0)
    if len(hidden) < _MANY:  # programs of so few cells take no longer
        return np.zeros(len(people), dtype=bool)
    willingness = wave.tally.scales.names.index(wave.instrument.willingness.id)
    favourable, neutral, unfavourable = wave.tally.scales.classes[answered, willingness].T
    _, undecided, willing = wave.tally.sides[answered].T
    classes = np.column_stack([unfavourable, neutral - undecided, undecided, favourable - willing, willing])
    answers = Answers(classes.astype(float), in_points(wave.millionths[answered, willingness]), _cuts(wave))
    apart = np.maximum(1.0, NARROWEST * people - _SLACK)
    return reach(cover, answers, apart, hidden).wide(apart)


def _cuts(wave: Wave) -> tuple[float, float]:
    return wave.instrument.thresholds.person_reluctant_below, wave.instrument.thresholds.person_willing_from


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
        there = scales.shown[shown, composite]
        # Beside an interval the quadrants will say nothing.
        silent = there & (scales.limits.low < scales.limits.high)[shown, composite, 0]
        favourable = np.where(silent, none, four[:, 0] + four[:, 1])
        three = three.copy()
        best = np.maximum if side == "low" else np.minimum
        three[:, 2] = best(np.where(there, three[:, 2], none), favourable)
        three[:, :2] = np.where(there[:, None], three[:, :2], none)
        total = np.where(there, totals[shown, composite], none)
        sides.append(np.column_stack([standing, three, total]))
    slack = np.zeros(sides[0].shape[1])
    slack[_TOTAL] = _SLACK
    return sides[0] - slack, sides[1] + slack


def _to_widen(
    wave: Wave, narrow: Sequence[TooNarrow], told: Told, shown: NDArray[np.intp], willingness: Counts
) -> list[tuple[int, int]]:
    """One group for each cell that is known too closely, with the width that its counts must reach; none for a cell where one
    that carries its bounds was chosen just before.

    Of the carriers that can give way, first those that hold the cell and then those that lose the least: the coarsest share of
    their own people. Few groups become coarse, not all of them a little; everybody last, and before that groups that became
    far coarser than needed while the bounds stayed.
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
            spent = width >= _ENOUGH * least
            group = min(open_, key=lambda g: (overall[g], spent[g], not told.cover[g, one.cell], loss[g], g))
            chosen[group] = least
    return list(chosen.items())
