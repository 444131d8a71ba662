"""Whether anything can be cornered while some groups are shown; what was found once is known to later questions of the wave."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.release.guarded import SLACK, SOMEBODY, Measure
from pipeline.stats.bounds import UpperBounds
from pipeline.stats.ceilings import most
from pipeline.stats.exchanges import Exchanges

_DECIMALS: Final = 6


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


class Look:
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
        there = (self._persons if measure.none == "tells" else table)[atoms] > SLACK
        at_once = there & (least_total < measure.threshold - 2 * SLACK)
        if at_once.any():
            return self._atom(atoms[at_once.argmax()])
        atoms = atoms[np.argsort(least_total, kind="stable")]
        if measure.none != "tells":  # an atom that can hold nobody is fine
            atoms = atoms[most(self._cover, self._cover @ table)[atoms] > SLACK]
        if not len(atoms):
            return None
        if measure.none == "tells":
            atoms = atoms[~np.isin(atoms, self._without_answers)]
        bounds = UpperBounds(self._cover, self._cover @ table, table)
        bounds.look_around(atoms, measure.threshold - SLACK)
        cornered = None
        for atom in atoms:
            if bounds.can_hold(int(atom), measure.threshold - SLACK):
                continue
            if measure.none == "tells" or bounds.upper(int(atom)) > SLACK:
                cornered = self._atom(atom)
                break
        self._keep(table, measure.threshold, np.setdiff1d(atoms, bounds.open(atoms, measure.threshold - SLACK)))
        return cornered

    def _atom(self, column: np.intp) -> int:
        """One of the atoms that a column stands for."""
        return int(self._atoms[column])

    def _open(self, table: NDArray[np.float64], threshold: float) -> NDArray[np.intp]:
        """Atoms that are not seen to have room, neither before nor by exchange."""
        before = self._room.found(self._cover @ table, threshold, self._columns)
        open_ = np.array([column not in before for column in self._columns], dtype=bool)
        if open_.any():
            seen = self._room.exchanges(self._cover).can_hold(table[None], np.array([threshold - SLACK]), open_)[0]
            self._keep(table, threshold, np.flatnonzero(seen & open_))
            open_ &= ~seen
        return np.flatnonzero(open_)

    def _keep(self, table: NDArray[np.float64], threshold: float, atoms: NDArray[np.intp]) -> None:
        """These atoms have room."""
        self._room.found(self._cover @ table, threshold, self._columns).update(self._columns[atom] for atom in atoms)

    @cached_property
    def _without_answers(self) -> NDArray[np.intp]:
        """Atoms where nobody answered, as far as anybody can know."""
        open_ = self._open(self._persons, SOMEBODY)
        bounds = UpperBounds(self._cover, self._cover @ self._persons, self._persons)
        holds = np.array([bounds.can_hold(int(atom), SOMEBODY) for atom in open_], dtype=bool)
        self._keep(self._persons, SOMEBODY, open_[holds])
        return open_[~holds]
