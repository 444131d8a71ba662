"""Secondary suppression: groups are hidden until nobody can be cornered, following the duals of the attacker's linear program."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.release.guarded import SLACK, SOMEBODY, Candidates, Measure
from pipeline.stats.bounds import UpperBounds
from pipeline.stats.ceilings import most
from pipeline.stats.joined import Joined


def bounds_of(cover: NDArray[np.bool_], measure: Measure, shown: NDArray[np.bool_]) -> UpperBounds:
    """The attacker's linear program for one measure."""
    bounds = UpperBounds(cover, measure.groups, measure.atoms)
    for group in np.flatnonzero(~shown):
        bounds.hide(int(group))
    return bounds


class _Attack:
    """What the attacker finds of one measure while groups are hidden."""

    def __init__(self, candidates: Candidates, measure: Measure, persons: Measure, shown: NDArray[np.bool_]) -> None:
        self.measure, self.persons, self.cover = measure, persons, candidates.cover
        self.shown = shown.copy()
        self.bounds = bounds_of(self.cover, measure, shown)
        self._answered: UpperBounds | None = None
        self._found: NDArray[np.float64] | None = None

    def hide(self, group: int) -> None:
        """The group's total is no longer known."""
        self.shown[group] = False
        self._found = None
        for bounds in (self.bounds, self._answered):
            if bounds is not None:
                bounds.hide(group)

    def unsafe(self, atom: int) -> bool:
        """Whether an atom could be cornered: more than nobody, fewer than the threshold."""
        if self.bounds.sees(atom, self.measure.threshold - SLACK):
            return False
        if self.measure.none != "tells" and self._most[atom] <= SLACK:
            return False
        largest = self.bounds.upper(atom)
        if largest >= self.measure.threshold - SLACK:
            return False
        return self._inhabited(atom) if self.measure.none == "tells" else largest > SLACK

    @property
    def _most(self) -> NDArray[np.float64]:
        """What atoms can hold as far as interval arithmetic tells, (A,)."""
        if self._found is None:
            self._found = most(self.cover[self.shown], self.measure.groups[self.shown])
        return self._found

    def _inhabited(self, atom: int) -> bool:
        """Whether somebody answered there, as far as anybody can know."""
        if self.persons.atoms[atom] > 0:
            return True
        if self._answered is None:
            self._answered = bounds_of(self.cover, self.persons, self.shown)
        if not self._answered.can_hold(atom, SOMEBODY):
            return False
        # The carriers of the bound are those of the question asked last.
        self.bounds.upper(atom)
        return True


def suppress(candidates: Candidates, measure: Measure, persons: Measure, shown: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Hide groups until no atom is unsafe. Hiding only loosens bounds, so an atom once safe stays safe."""
    shown = shown.copy()
    attack = _Attack(candidates, measure, persons, shown)
    own = candidates.own
    room = Joined(candidates.cover[shown]).can_hold(measure.atoms, measure.threshold - SLACK)
    queue = [a for a in range(candidates.cover.shape[1]) if not room[a] and (own[a] < 0 or not shown[own[a]])]
    attack.bounds.look_around(np.array(queue, dtype=np.intp), measure.threshold - SLACK)
    for atom in queue:
        while attack.unsafe(atom):
            open_to_choice = shown & ~candidates.fixed
            carriers = [g for g in attack.bounds.carriers() if open_to_choice[g]] or list(np.flatnonzero(open_to_choice))
            if not carriers:
                break
            worst = min(carriers, key=lambda g: (candidates.priority[g], persons.groups[g], g))
            shown[worst] = False
            attack.hide(int(worst))
            queue += [int(a) for a in np.flatnonzero(own == worst)]
    return shown
