"""Choose the changes of linked people that can be shown beside everything that several waves show already. PRIVATE.

Specification: docs/methods/linked.md, "The rule".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.instrument.thresholds import Thresholds
from pipeline.release.observations import Bounds, Observations, all_signs, observations
from pipeline.release.wave import SCORES

_SLACK: Final = 1e-6
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Change:
    """A change total: from wave ``before`` to wave ``now`` (positions), of the people ``linked``, (N,). Of a higher ``rank`` is
    given up later."""

    before: int
    now: int
    linked: Mask
    rank: int


@dataclass(frozen=True, slots=True)
class Total:
    """Published sums of one group in one wave (position): who is inside, (N,), and the scales that are shown of it."""

    wave: int
    inside: Mask
    scales: frozenset[str]


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of connected waves before the changes that are asked about.

    Attributes
    ----------
    rows : row of each person in each wave, -1 where not there, (N, W). followed : positions of waves whose answers are unknown;
        of the others the attacker is given every answer. totals, changes : published sums, earlier changes.
    values : scale -> scores, (N, W), NaN where not there.
    """

    rows: NDArray[np.intp]
    followed: tuple[int, ...]
    totals: tuple[Total, ...]
    changes: tuple[Change, ...]
    values: Mapping[str, NDArray[np.float64]]


def safe_changes(told: Told, candidates: Sequence[Change], limits: Thresholds) -> Mask:
    """Which of the changes can be shown, all of them together, (G,)."""
    choice = _Choice(told, candidates)
    programs = list(choice.of_people(limits.k))
    for program in programs:
        choice.give_up(program)
    choice.take_back(programs)
    for program in choice.of_points() if limits.unanimity else ():
        choice.give_up(program)
    return choice.shown[choice.first :]


@dataclass
class _Program:
    """One program: its bounds now, and what is needed of each question; the bounds without any candidate, made when asked for."""

    bounds: Bounds
    needed: NDArray[np.float64]
    hidden: Mask
    without: Bounds


class _Choice:
    """The changes that are shown, while some are given up and taken back."""

    def __init__(self, told: Told, candidates: Sequence[Change]) -> None:
        self.told, self.candidates = told, candidates
        followed = list(told.followed)
        self.totals = [total for total in told.totals if total.wave in followed]
        sums = [_of_total(total, told.rows.shape)[:, followed] for total in self.totals]
        fixed = [_of_change(change, told.rows.shape)[:, followed] for change in told.changes]
        asked = [_of_change(change, told.rows.shape)[:, followed] for change in candidates]
        self.first = len(sums) + len(fixed)
        self.rows = told.rows[:, followed]
        self.waves: Observations = observations(self.rows, [*sums, *fixed, *asked])
        self.shown = np.ones(self.first + len(candidates), dtype=bool)

    def of_people(self, k: int) -> Iterator[_Program]:
        """Observations of k people, and of 2k where both of a person are inside; by choice of signs."""
        counts = self.waves.sums(np.ones(self.rows.shape))
        needed = np.concatenate([np.full(len(self.waves.wave), float(k)), np.full(len(self.waves.pairs), 2.0 * k)])
        for signs in all_signs(self.rows.shape[1], both_ends=False):
            yield self._program(self.waves.signed(signs), counts, needed, np.zeros(len(self.shown), dtype=bool))

    def of_points(self) -> Iterator[_Program]:
        """Distances of scores from their ends; by scale and choice of signs."""
        low, high = SCORES
        needed = np.concatenate([np.full(len(self.waves.wave), high - low), np.full(len(self.waves.pairs), -np.inf)])
        for scale, values in self.told.values.items():
            followed = np.nan_to_num(values[:, list(self.told.followed)])
            hidden = np.zeros(len(self.shown), dtype=bool)
            hidden[: len(self.totals)] = [scale not in total.scales for total in self.totals]
            for signs in all_signs(self.rows.shape[1], both_ends=True):
                up = np.array(signs) > 0
                points = self.waves.sums(np.where(up, followed - low, high - followed))
                yield self._program(self.waves.signed(signs), points, needed, hidden)

    def _program(
        self, cover: NDArray[np.int8], known: NDArray[np.float64], needed: NDArray[np.float64], hidden: Mask
    ) -> _Program:
        bounds, without = (Bounds(cover, known, self.waves.asked) for _ in range(2))
        bounds.show(self.shown & ~hidden)
        nothing = ~hidden
        nothing[self.first :] = False
        without.show(nothing)
        return _Program(bounds, needed.copy(), hidden, without)

    def give_up(self, program: _Program) -> None:
        """Hide changes until every question has room. Hiding only loosens bounds, so what has room once keeps it."""
        program.bounds.show(self.shown & ~program.hidden)
        program.bounds.look_around(program.needed)
        while len(open_ := program.bounds.open(program.needed)):
            worst = self._carrier(program, int(open_[0]))
            if worst is not None:
                self.shown[worst] = False
                program.bounds.show(self.shown & ~program.hidden)

    def _carrier(self, program: _Program, question: int) -> int | None:
        """The change to give up so that a question has room; None where it has room, or never had more."""
        found = program.bounds.most(question)
        if found >= program.needed[question] - _SLACK:
            return None
        carriers = program.bounds.carriers()
        # What the waves tell on their own is not the changes' matter.
        program.needed[question] = min(program.needed[question], program.without.most(question))
        if found >= program.needed[question] - _SLACK:
            return None
        shown = [int(one) for one in np.flatnonzero(self.shown) if one >= self.first]
        if not shown:
            program.needed[question] = -np.inf
            return None
        return min([one for one in shown if one in carriers] or shown, key=self._order)

    def _order(self, total: int) -> tuple[int, int, int]:
        change = self.candidates[total - self.first]
        return change.rank, int(change.linked.sum()), -total

    def take_back(self, programs: Sequence[_Program]) -> None:
        """Show hidden changes again, the most important and largest first, where every question keeps its room."""
        hidden = [int(one) for one in np.flatnonzero(~self.shown)]
        for one in sorted(hidden, key=self._order, reverse=True):
            self.shown[one] = True
            if not all(self._has_room(program) for program in programs):
                self.shown[one] = False

    def _has_room(self, program: _Program) -> bool:
        program.bounds.show(self.shown & ~program.hidden)
        program.bounds.look_around(program.needed)
        for question in program.bounds.open(program.needed):
            if program.bounds.best[question] >= program.needed[question] - _SLACK:
                continue
            most = program.bounds.most(int(question))
            if most >= program.needed[question] - _SLACK:
                continue
            program.needed[question] = min(program.needed[question], program.without.most(int(question)))
            if most < program.needed[question] - _SLACK:
                return False
        return True


def _of_total(total: Total, shape: tuple[int, ...]) -> NDArray[np.int8]:
    """What a published sum counts of every person and wave, (N, W)."""
    found = np.zeros(shape, dtype=np.int8)
    found[total.inside, total.wave] = 1
    return found


def _of_change(change: Change, shape: tuple[int, ...]) -> NDArray[np.int8]:
    found = np.zeros(shape, dtype=np.int8)
    found[change.linked, change.now] = 1
    found[change.linked, change.before] = -1
    return found
