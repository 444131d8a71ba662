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
        self.measure, self.persons = measure, persons
        self.bounds = UpperBounds(candidates.cover, measure.groups, measure.atoms)
        for group in np.flatnonzero(~shown):
            self.bounds.hide(int(group))

    def unsafe(self, atom: int) -> bool:
        """Whether an atom could be cornered: more than nobody, fewer than the threshold."""
        if self.measure.none == "tells" and self.persons.atoms[atom] == 0:
            return False
        if self.bounds.can_hold(atom, self.measure.threshold - _SLACK):
            return False
        return self.measure.none == "tells" or self.bounds.upper(atom) > _SLACK


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
    for atom in queue:
        while attack.unsafe(atom):
            open_to_choice = shown & ~candidates.fixed
            carriers = [g for g in attack.bounds.carriers() if open_to_choice[g]] or list(np.flatnonzero(open_to_choice))
            if not carriers:
                break
            worst = min(carriers, key=lambda g: (candidates.priority[g], persons.groups[g], g))
            shown[worst] = False
            attack.bounds.hide(int(worst))
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
            attack.bounds.publish(int(group))
        broken = next((a for attack in attacks for a in ordered if attack.unsafe(a)), None)
        if broken is not None:
            shown[group] = False
            witnesses = [broken, *(a for a in witnesses if a != broken)]
            for attack in attacks:
                attack.bounds.hide(int(group))
    return shown
