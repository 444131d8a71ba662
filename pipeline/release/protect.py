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

from pipeline.stats.bounds import UpperBounds, most
from pipeline.stats.exchanges import Exchanges

_SLACK = 1e-6
_SOMEBODY = 0.5
_DECIMALS = 6


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


class Room:
    """What was found to have room already, for the next question of the same wave: totals that are published together, what each
    column of them can hold, and the exchanges between columns. PRIVATE.

    What fits some columns fits more columns as well, so whatever was found with fewer of them holds.
    """

    def __init__(self) -> None:
        self._exchanges: dict[tuple[int, bytes], Exchanges] = {}
        self._found: dict[tuple[bytes, float], list[tuple[frozenset[bytes], set[bytes]]]] = {}

    def exchanges(self, cover: NDArray[np.bool_]) -> Exchanges:
        """Between the columns of totals that are published together."""
        key = (len(cover), cover.tobytes())
        if key not in self._exchanges:
            self._exchanges[key] = Exchanges(cover)
        return self._exchanges[key]

    def found(self, totals: NDArray[np.float64], threshold: float, columns: Sequence[bytes]) -> set[bytes]:
        """Columns that were found to hold the threshold under these totals; what is found next is added to it."""
        every = frozenset(columns)
        before = self._found.setdefault((totals.round(_DECIMALS).tobytes(), threshold), [])
        same = next((room for of, room in before if of == every), None)
        if same is None:
            same = {column for of, room in before if of <= every for column in room}
            before.append((every, same))
        return same


def choose(
    candidates: Candidates,
    persons: Measure,
    measures: Sequence[Measure],
    *,
    secondary: bool = True,
    room: Room | None = None,
) -> NDArray[np.bool_]:
    """Which groups are published, shape (G,).

    persons : who is counted. measures : what must not be cornered: the persons themselves, persons who are *not* reluctant, …
    room : kept over the choices of one wave it spares what was found before; the choice is the same without.
    """
    room = room or Room()
    shown = np.ones(len(candidates.cover), dtype=bool)
    for measure in measures:
        shown &= measure.fit
    if not secondary:
        return shown
    primary = shown.copy()
    looked = _Looked(candidates.cover, shown, persons, measures, room)
    for at, measure in enumerate(measures):
        if looked.cornered(at) is not None:
            shown = _suppress(candidates, measure, persons, shown, room)
            looked = _Looked(candidates.cover, shown, persons, measures, room)
    if (primary == shown).all():
        return shown
    return _add_back(candidates, persons, measures, shown, primary, room)


class _Looked:
    """Whether anything can be cornered while some groups are shown: most atoms are seen to have room in tables that are made by
    exchange; only what is left open is bounded by linear programs.

    Atoms that are shown themselves are known; those that no shown group tells apart are one atom here: what they hold together
    each of them could hold.
    """

    def __init__(
        self, cover: NDArray[np.bool_], shown: NDArray[np.bool_], persons: Measure, measures: Sequence[Measure], room: Room
    ) -> None:
        rows = cover[shown]
        told = rows.any(axis=0) & ~rows[rows.sum(axis=1) == 1].any(axis=0)
        packed, first, atom = np.unique(np.packbits(rows[:, told], axis=0), axis=1, return_index=True, return_inverse=True)
        self._cover, self._atoms = rows[:, told][:, first], np.flatnonzero(told)[first]
        self._columns = [column.tobytes() for column in packed.T]
        number = atom.ravel()
        tables = [np.bincount(number, one.atoms[told], len(first)).astype(float) for one in (persons, *measures)]
        self._persons, self._tables = tables[0], tables[1:]
        self._measures, self._room = measures, room

    def cornered(self, number: int) -> int | None:
        """An atom that could be cornered in the measure of this number; None where there is none."""
        measure, table = self._measures[number], self._tables[number]
        atoms = self._open(table, measure.threshold)
        if not len(atoms):
            return None
        least_total = np.where(self._cover[:, atoms], (self._cover @ table)[:, None], np.inf).min(axis=0)
        there = (self._persons if measure.none == "tells" else table)[atoms] > _SLACK
        at_once = there & (least_total < measure.threshold - 2 * _SLACK)
        if at_once.any():
            return self._atom(atoms[at_once.argmax()])
        atoms = atoms[np.argsort(least_total, kind="stable")]
        if measure.none != "tells":  # an atom that can hold nobody is fine
            atoms = atoms[most(self._cover, self._cover @ table)[atoms] > _SLACK]
        if not len(atoms):
            return None
        if measure.none == "tells":
            atoms = atoms[~np.isin(atoms, self._without_answers)]
        bounds = UpperBounds(self._cover, self._cover @ table, table)
        bounds.look_around(atoms, measure.threshold - _SLACK)
        cornered = None
        for atom in atoms:
            if bounds.can_hold(int(atom), measure.threshold - _SLACK):
                continue
            if measure.none == "tells" or bounds.upper(int(atom)) > _SLACK:
                cornered = self._atom(atom)
                break
        self._keep(table, measure.threshold, np.setdiff1d(atoms, bounds.open(atoms, measure.threshold - _SLACK)))
        return cornered

    def _atom(self, column: np.intp) -> int:
        """One of the atoms that a column stands for."""
        return int(self._atoms[column])

    def _open(self, table: NDArray[np.float64], threshold: float) -> NDArray[np.intp]:
        """Atoms that are not seen to have room, neither before nor by exchange."""
        before = self._room.found(self._cover @ table, threshold, self._columns)
        open_ = np.array([column not in before for column in self._columns], dtype=bool)
        if open_.any():
            seen = self._room.exchanges(self._cover).can_hold(table[None], np.array([threshold - _SLACK]), open_)[0]
            self._keep(table, threshold, np.flatnonzero(seen & open_))
            open_ &= ~seen
        return np.flatnonzero(open_)

    def _keep(self, table: NDArray[np.float64], threshold: float, atoms: NDArray[np.intp]) -> None:
        """These atoms have room."""
        self._room.found(self._cover @ table, threshold, self._columns).update(self._columns[atom] for atom in atoms)

    @cached_property
    def _without_answers(self) -> NDArray[np.intp]:
        """Atoms where nobody answered, as far as anybody can know."""
        open_ = self._open(self._persons, _SOMEBODY)
        bounds = UpperBounds(self._cover, self._cover @ self._persons, self._persons)
        holds = np.array([bounds.can_hold(int(atom), _SOMEBODY) for atom in open_], dtype=bool)
        self._keep(self._persons, _SOMEBODY, open_[holds])
        return open_[~holds]


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


def _suppress(
    candidates: Candidates, measure: Measure, persons: Measure, shown: NDArray[np.bool_], room: Room
) -> NDArray[np.bool_]:
    """Hide groups until no atom is unsafe. Hiding only loosens bounds, so an atom once safe stays safe.

    Now and then it is looked whether all the rest is safe already.
    """
    shown = shown.copy()
    attack = _Attack(candidates, measure, persons, shown)
    own = _own_group(candidates.cover)
    queue = [a for a in range(candidates.cover.shape[1]) if own[a] < 0 or not shown[own[a]]]
    attack.bounds.look_around(np.array(queue, dtype=np.intp), measure.threshold - _SLACK)
    hidden = 0
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
            hidden += 1
            if hidden & (hidden - 1) == 0 and _Looked(candidates.cover, shown, persons, [measure], room).cornered(0) is None:
                return shown
    return shown


def _add_back(
    candidates: Candidates,
    persons: Measure,
    measures: Sequence[Measure],
    shown: NDArray[np.bool_],
    primary: NDArray[np.bool_],
    room: Room,
) -> NDArray[np.bool_]:
    """Show hidden groups again, largest first, as long as every atom stays safe."""
    shown = shown.copy()
    own = _own_group(candidates.cover)
    attacks = [_Attack(candidates, measure, persons, shown) for measure in measures]
    dropped = sorted(np.flatnonzero(primary & ~shown), key=lambda g: (-candidates.priority[g], -persons.groups[g], g))
    witnesses: list[int] = []
    for group in dropped:
        shown[group] = True
        for attack in attacks:
            attack.publish(int(group))
        hidden = [atom for atom in witnesses if own[atom] < 0 or not shown[own[atom]]]
        broken = next((atom for attack in attacks for atom in hidden if attack.unsafe(atom)), None)
        if broken is None:
            looked = _Looked(candidates.cover, shown, persons, measures, room)
            broken = next((atom for at in range(len(measures)) if (atom := looked.cornered(at)) is not None), None)
        if broken is not None:
            shown[group] = False
            witnesses = [broken, *(a for a in witnesses if a != broken)]
            for attack in attacks:
                attack.hide(int(group))
    return shown
