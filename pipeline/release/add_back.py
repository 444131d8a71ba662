"""Groups that were hidden are shown again where nobody can be cornered all the same.

Each atom that could be cornered keeps a table as its witness: it fits all that is published and shows that the atom has room. A
group with whose total the table agrees changes nothing for that atom, so each question is about atoms that lost their witness.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.release.guarded import SLACK, SOMEBODY, Candidates, Measure
from pipeline.release.suppress import bounds_of
from pipeline.stats.bounds import UpperBounds
from pipeline.stats.ceilings import most
from pipeline.stats.joined import Joined
from pipeline.stats.witnesses import Witnesses

_CERTAIN: Final = 2 * SLACK


def add_back(
    candidates: Candidates,
    persons: Measure,
    measures: Sequence[Measure],
    shown: NDArray[np.bool_],
    primary: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Show hidden groups again, largest first, as long as every atom stays safe.

    shown : groups that are shown, nobody being cornered. primary : those that could be shown by themselves, together they are
    not safe.
    """
    shown, own = shown.copy(), candidates.own
    dropped = sorted(np.flatnonzero(primary & ~shown), key=lambda g: (-candidates.priority[g], -persons.groups[g], g))
    watched = [_Watched(candidates, persons, measure, shown) for measure in measures]
    for group in dropped:
        shown[group] = True
        if (shown == primary).all():
            shown[group] = False
            continue
        for one in watched:
            one.publish(int(group))
        hidden = (own < 0) | ~shown[own]
        joined = Joined(candidates.cover[shown])
        if any(one.cornered(hidden, joined) for one in watched):
            shown[group] = False
            for one in watched:
                one.hide(int(group))
            watched.sort(key=lambda one: not one.broke)
    return shown


class _Watched:
    """One measure while groups are shown again: the witnesses of its atoms, and the attacker's linear program for the others."""

    def __init__(self, candidates: Candidates, persons: Measure, measure: Measure, shown: NDArray[np.bool_]) -> None:
        self._cover, self._persons, self._measure = candidates.cover, persons, measure
        self._shown = shown.copy()
        self._enough = measure.threshold - SLACK
        self._witnesses = Witnesses(candidates.cover, measure.groups, measure.atoms, shown)
        self._bounds: UpperBounds | None = None
        self._answered: UpperBounds | None = None
        self._suspects: list[int] = []
        self.broke = False
        """Whether something was cornered at the last question."""

    def publish(self, group: int) -> None:
        """The group's total becomes known."""
        self._shown[group] = True
        self._witnesses.publish(group)
        for bounds in (self._bounds, self._answered):
            if bounds is not None:
                bounds.publish(group)

    def hide(self, group: int) -> None:
        """The group's total is no longer known."""
        self._shown[group] = False
        self._witnesses.hide(group)
        for bounds in (self._bounds, self._answered):
            if bounds is not None:
                bounds.hide(group)

    def cornered(self, hidden: NDArray[np.bool_], joined: Joined) -> bool:
        """Whether an atom of those that are not shown themselves can be cornered. joined : of what is published."""
        self.broke = self._cornered(hidden, joined)
        return self.broke

    def _cornered(self, hidden: NDArray[np.bool_], joined: Joined) -> bool:
        measure, persons = self._measure, self._persons
        open_ = hidden & (self._witnesses.most < self._enough)
        if not open_.any():
            return False
        high = most(self._cover[self._shown], measure.groups[self._shown])
        there = persons.atoms > 0 if measure.none == "tells" else measure.atoms > SLACK
        if (open_ & there & (high < measure.threshold - _CERTAIN)).any():
            return True
        open_ &= (high > SLACK) | (measure.none == "tells")
        self._witnesses.add(joined.reached(measure.atoms, self._enough, open_))
        open_ &= self._witnesses.most < self._enough
        suspects = [atom for atom in self._suspects if open_[atom]]
        for atom in dict.fromkeys([*suspects, *map(int, np.flatnonzero(open_))]):
            if self._witnesses.most[atom] < self._enough and self._unsafe(atom):
                self._suspects = [atom, *(one for one in self._suspects if one != atom)]
                return True
        return False

    def _unsafe(self, atom: int) -> bool:
        if self._bounds is None:
            self._bounds = bounds_of(self._cover, self._measure, self._shown)
        largest = self._bounds.upper(atom)
        if np.isfinite(largest):
            self._witnesses.add(self._bounds.table[None])
        if largest >= self._enough:
            return False
        return self._inhabited(atom) if self._measure.none == "tells" else largest > SLACK

    def _inhabited(self, atom: int) -> bool:
        """Whether somebody answered there, as far as anybody can know."""
        if self._persons.atoms[atom] > 0:
            return True
        if self._answered is None:
            self._answered = bounds_of(self._cover, self._persons, self._shown)
        return self._answered.can_hold(atom, SOMEBODY)
