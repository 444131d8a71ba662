"""Choose the groups that can be shown: nobody can be cornered in fewer than k people by adding and subtracting.

Rule (docs/methods/release.md): with all published totals known, every atom that is not shown itself could still hold k people
or none. Secondary suppression follows the duals of the linear program; hidden groups that turn out safe are added back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.bounds import UpperBounds

_SLACK = 1e-6
_SOMEBODY = 0.5


@dataclass(frozen=True, slots=True)
class Measure:
    """What must not be cornered: totals per group and per atom (persons, or points), and the smallest that may be derived.

    none : what a total of nobody is: no group to be shown ("hidden": persons), nothing to hide ("fine": nobody lacks an
        answer), or the very thing to hide ("tells": nobody is *not* reluctant).
    """

    groups: NDArray[np.float64]
    atoms: NDArray[np.float64]
    threshold: float
    none: Literal["hidden", "fine", "tells"] = "hidden"

    @property
    def fit(self) -> NDArray[np.bool_]:
        """Groups whose own total may be known."""
        return (self.groups >= self.threshold - _SLACK) | ((self.groups == 0) & (self.none == "fine"))


@dataclass(frozen=True, slots=True)
class Candidates:
    """Groups to choose from, over atoms that no group tells apart taken together and known-empty atoms left out.

    Attributes
    ----------
    cover : (G, A) boolean, group × atom.
    priority : (G,) higher is given up later. fixed : (G,) never given up.
    """

    cover: NDArray[np.bool_]
    priority: NDArray[np.int64]
    fixed: NDArray[np.bool_]


def choose(candidates: Candidates, persons: Measure, measures: Sequence[Measure], *, secondary: bool = True) -> NDArray[np.bool_]:
    """Which groups are published, shape (G,).

    persons : who is counted. measures : what must not be cornered: the persons themselves, persons who are *not* reluctant, …
    """
    shown = np.ones(len(candidates.cover), dtype=bool)
    for measure in measures:
        shown &= measure.fit
    if not secondary:
        return shown
    primary = shown.copy()
    for measure in measures:
        shown = _suppress(candidates, measure, persons, shown)
    if (primary == shown).all():
        return shown
    return _add_back(candidates, persons, measures, shown, primary)


class _Attack:
    """The attacker's linear program for one measure, while groups are hidden and shown again."""

    def __init__(self, candidates: Candidates, measure: Measure, persons: Measure, shown: NDArray[np.bool_]) -> None:
        self.measure, self.persons, self.cover = measure, persons, candidates.cover
        self.shown = shown.copy()
        self.bounds = self._bounds(measure)
        self._answered: UpperBounds | None = None

    def _bounds(self, measure: Measure) -> UpperBounds:
        bounds = UpperBounds(self.cover, measure.groups, measure.atoms)
        for group in np.flatnonzero(~self.shown):
            bounds.hide(int(group))
        return bounds

    def hide(self, group: int) -> None:
        """The group's total is no longer known."""
        self.shown[group] = False
        for bounds in (self.bounds, self._answered):
            if bounds is not None:
                bounds.hide(group)

    def publish(self, group: int) -> None:
        """The group's total becomes known."""
        self.shown[group] = True
        for bounds in (self.bounds, self._answered):
            if bounds is not None:
                bounds.publish(group)

    def unsafe(self, atom: int) -> bool:
        """Whether an atom could be cornered: more than nobody, fewer than the threshold."""
        if self.bounds.can_hold(atom, self.measure.threshold - _SLACK):
            return False
        if self.measure.none == "tells":
            return self._inhabited(atom)
        return self.bounds.upper(atom) > _SLACK

    def _inhabited(self, atom: int) -> bool:
        """Whether somebody answered there, as far as anybody can know."""
        if self.persons.atoms[atom] > 0:
            return True
        if self._answered is None:
            self._answered = self._bounds(self.persons)
        if not self._answered.can_hold(atom, _SOMEBODY):
            return False
        # The carriers of the bound are those of the question asked last.
        self.bounds.upper(atom)
        return True


def _own_group(cover: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Group that is exactly one atom, per atom; -1 where there is none."""
    own = np.full(cover.shape[1], -1)
    single = np.flatnonzero(cover.sum(axis=1) == 1)
    own[cover[single].argmax(axis=1)] = single
    return own


def _suppress(candidates: Candidates, measure: Measure, persons: Measure, shown: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Hide groups until no atom is unsafe. Hiding only loosens bounds, so an atom once safe stays safe."""
    shown = shown.copy()
    attack = _Attack(candidates, measure, persons, shown)
    own = _own_group(candidates.cover)
    queue = [a for a in range(candidates.cover.shape[1]) if own[a] < 0 or not shown[own[a]]]
    attack.bounds.look_around(np.array(queue, dtype=np.intp), measure.threshold - _SLACK)
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


def _add_back(
    candidates: Candidates,
    persons: Measure,
    measures: Sequence[Measure],
    shown: NDArray[np.bool_],
    primary: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Show hidden groups again, largest first, as long as every atom stays safe."""
    shown = shown.copy()
    own = _own_group(candidates.cover)
    attacks = [_Attack(candidates, measure, persons, shown) for measure in measures]
    dropped = sorted(np.flatnonzero(primary & ~shown), key=lambda g: (-candidates.priority[g], -persons.groups[g], g))
    witnesses: list[int] = []
    for group in dropped:
        shown[group] = True
        hidden = [a for a in range(candidates.cover.shape[1]) if own[a] < 0 or not shown[own[a]]]
        ordered = [*(a for a in witnesses if a in hidden), *(a for a in hidden if a not in witnesses)]
        for attack in attacks:
            attack.publish(int(group))
        broken = next((a for attack in attacks for a in ordered if attack.unsafe(a)), None)
        if broken is not None:
            shown[group] = False
            witnesses = [broken, *(a for a in witnesses if a != broken)]
            for attack in attacks:
                attack.hide(int(group))
    return shown
