"""Choose the groups that can be shown: nobody can be cornered in fewer than k people by adding and subtracting.

Rule (docs/methods/release.md): with all published totals known, every atom that is not shown itself could still hold k people
or none. Secondary suppression follows the duals of the linear program; hidden groups that turn out safe are added back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.bounds import UpperBounds
from pipeline.stats.exchanges import Exchanges

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
    looked = _Room(candidates.cover, shown, persons, measures)
    for at, measure in enumerate(measures):
        if looked.cornered(at):
            shown = _suppress(candidates, measure, persons, shown)
            looked = _Room(candidates.cover, shown, persons, measures)
    if (primary == shown).all():
        return shown
    return _add_back(candidates, persons, measures, shown, primary)


class _Room:
    """Whether anything can be cornered while some groups are shown: most atoms are seen to have room in tables that are made by
    exchange; only what is left open is bounded by linear programs.

    Atoms that are shown themselves are known; those that no shown group tells apart are one atom here: what they hold together
    each of them could hold.
    """

    def __init__(self, cover: NDArray[np.bool_], shown: NDArray[np.bool_], persons: Measure, measures: Sequence[Measure]) -> None:
        rows = cover[shown]
        told = rows.any(axis=0) & ~rows[rows.sum(axis=1) == 1].any(axis=0)
        _, first, atom = np.unique(np.packbits(rows[:, told], axis=0), axis=1, return_index=True, return_inverse=True)
        self._cover = rows[:, told][:, first]
        self._measures = measures
        each = [np.bincount(atom.ravel(), one.atoms[told], len(first)) for one in (persons, *measures)]
        self._persons, self._tables = each[0], np.array(each[1:])
        self._exchanges = Exchanges(self._cover)
        self._room = self._exchanges.can_hold(self._tables, np.array([one.threshold - _SLACK for one in measures]))

    def cornered(self, number: int) -> bool:
        """Whether some atom could be cornered in the measure of this number."""
        measure, table = self._measures[number], self._tables[number]
        atoms = np.flatnonzero(~self._room[number])
        if not len(atoms):
            return False
        least_total = np.where(self._cover[:, atoms], (self._cover @ table)[:, None], np.inf).min(axis=0)
        there = (self._persons if measure.none == "tells" else table)[atoms] > _SLACK
        if (there & (least_total < measure.threshold - 2 * _SLACK)).any():
            return True
        matters = self._inhabited[atoms] if measure.none == "tells" else least_total > _SLACK
        atoms = atoms[matters][np.argsort(least_total[matters], kind="stable")]
        bounds = UpperBounds(self._cover, self._cover @ table, table)
        bounds.look_around(atoms, measure.threshold - _SLACK)
        for atom in atoms:
            if bounds.can_hold(int(atom), measure.threshold - _SLACK):
                continue
            if measure.none == "tells" or bounds.upper(int(atom)) > _SLACK:
                return True
        return False

    @cached_property
    def _inhabited(self) -> NDArray[np.bool_]:
        """Whether somebody answered there, as far as anybody can know."""
        seen = self._exchanges.can_hold(self._persons[None], np.array([_SOMEBODY]))[0]
        bounds = UpperBounds(self._cover, self._cover @ self._persons, self._persons)
        for atom in np.flatnonzero(~seen):
            seen[atom] = bounds.can_hold(int(atom), _SOMEBODY)
        return seen


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
        broken = next((a for attack in attacks for a in ordered[: len(witnesses)] if attack.unsafe(a)), None)
        looked = _Room(candidates.cover, shown, persons, measures)
        if broken is None and any(looked.cornered(at) for at in range(len(measures))):
            broken = next((a for attack in attacks for a in ordered if attack.unsafe(a)), None)
        if broken is not None:
            shown[group] = False
            witnesses = [broken, *(a for a in witnesses if a != broken)]
            for attack in attacks:
                attack.hide(int(group))
    return shown
