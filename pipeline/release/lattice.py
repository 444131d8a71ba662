"""Which groups a release may speak of: everybody, the levels of each axis, declared roll-ups, and what is crossed.

An atom is one role × department, and × site where sites are asked. A group is a set of atoms. Specification:
docs/methods/release.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.release.ladder import FrozenRollups, Level, axis_levels
from pipeline.tables import NOT_STATED, covered

OVERALL: Final = "overall"
CELL: Final = "role_department"
MARGINS: Final = frozenset({OVERALL, "role", "department"})
"""Axes that every table has; what is crossed or rolled up besides has the core scales only."""

_CROSSED: Final = {
    "role_department": ("role", "department"),
    "role_group_department": ("role_group", "department"),
    "role_department_group": ("role", "department_group"),
    "role_site": ("role", "site"),
    "department_site": ("department", "site"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """One group.

    Attributes
    ----------
    grouping, role, department, rollup, members : as in ``release/groups``.
    atoms : the atoms it covers, (A,) boolean.
    axis : groups of one axis do not overlap: the levels of an axis with the roll-ups that stand for its small ones, the
        declared roll-ups of one kind, or one crossing.
    rank : higher is given up later.
    """

    grouping: str
    role: str | None
    department: str | None
    rollup: str | None
    members: tuple[str, ...]
    atoms: NDArray[np.bool_]
    axis: str
    rank: int


@dataclass(frozen=True)
class Lattice:
    """All groups that could be published, and where each respondent belongs.

    Attributes
    ----------
    places : what each atom is: columns role, department and, where sites are asked, site; one row per atom.
    empty : atoms without staff on the roster and without an answer; they are printed as such, so everybody knows them empty.
    groups : overall first, then roles, departments, roll-ups, what is crossed.
    atom_of : atom number of every respondent, shape (P,).
    staff : staff on the roster per atom, shape (A,); NaN without a roster.
    """

    places: pd.DataFrame
    empty: NDArray[np.bool_]
    groups: tuple[Group, ...]
    atom_of: NDArray[np.intp]
    staff: NDArray[np.float64]

    @cached_property
    def cover(self) -> NDArray[np.bool_]:
        """Group × atom."""
        return np.array([group.atoms for group in self.groups])

    @cached_property
    def axis(self) -> NDArray[np.str_]:
        """Axis of every group."""
        return np.array([group.axis for group in self.groups])

    @cached_property
    def rank(self) -> NDArray[np.int64]:
        """Rank of every group."""
        return np.array([group.rank for group in self.groups], dtype=np.int64)


def build_lattice(
    people: pd.DataFrame, roster: pd.DataFrame | None, instrument: Instrument, frozen: FrozenRollups | None = None
) -> Lattice:
    """The lattice of one wave.

    people : the instrument's axes (role, department, site), one row per respondent. frozen : members of the roll-ups that
    stand for small units, from the first wave that was closed.
    """
    places, atom_of, staff = _atoms(people, roster, instrument)
    counts = np.bincount(atom_of, minlength=len(places))
    makers = _Groups(places, counts, instrument)
    levels = {axis: axis_levels(axis, places[axis].to_numpy(), counts, instrument, frozen) for axis in ("role", "department")}
    groups = [makers.group(OVERALL, OVERALL, 3)]
    for axis, found in levels.items():
        groups += [makers.level(axis, level) for level in found]
    substituted = {level.grouping for found in levels.values() for level in found}
    declared = {kind: list(makers.rolled_up(kind)) for kind in ("role_group", "department_group", "site")}
    for kind in instrument.lattice.rollups:
        if kind not in substituted:
            groups += declared[kind]
    singles = {axis: [g for g in groups if g.grouping == axis] for axis in ("role", "department")}
    for crossing in instrument.lattice.crossings:
        one, other = _CROSSED[crossing]
        groups += makers.crossed(crossing, (singles | declared)[one], (singles | declared)[other])
    shown = tuple(group for group in groups if group.rank > 0 or counts[group.atoms].sum() > 0)
    return Lattice(places, (staff == 0) & (counts == 0), shown, atom_of, staff)


def _atoms(
    people: pd.DataFrame, roster: pd.DataFrame | None, instrument: Instrument
) -> tuple[pd.DataFrame, NDArray[np.intp], NDArray[np.float64]]:
    """Places of all atoms, atom number of every respondent, staff per atom."""
    parts = {"role": instrument.roles, "department": instrument.departments, "site": instrument.sites}
    axes = list(instrument.axes)
    levels = {axis: _levels(axis, people, roster, [part.id for part in parts[axis]]) for axis in axes}
    shape = [len(levels[axis]) for axis in axes]
    grid = np.indices(shape).reshape(len(axes), -1)
    places = pd.DataFrame(
        {axis: np.array(levels[axis], dtype=object)[index] for axis, index in zip(axes, grid, strict=True)}, dtype="str"
    )

    def number(frame: pd.DataFrame) -> NDArray[np.intp]:
        codes = [pd.Categorical(frame[axis], categories=levels[axis]).codes.astype(np.intp) for axis in axes]
        return np.ravel_multi_index(tuple(codes), shape).astype(np.intp)

    staff = np.full(len(places), np.nan)
    if roster is not None:
        staff = np.bincount(number(roster), weights=roster["staff"].to_numpy(dtype=float), minlength=len(places))
    return places, number(people), staff


def _levels(axis: str, people: pd.DataFrame, roster: pd.DataFrame | None, order: Sequence[str]) -> list[str]:
    present = set(people[axis]) | (set(roster[axis]) if roster is not None else set())
    return [level for level in (*order, NOT_STATED) if level in present]


class _Groups:
    """Makes groups over the atoms of one wave."""

    def __init__(self, places: pd.DataFrame, counts: NDArray[np.intp], instrument: Instrument) -> None:
        self.places, self.counts, self.instrument = places, counts, instrument

    def group(
        self,
        grouping: str,
        axis: str,
        rank: int,
        role: str | None = None,
        department: str | None = None,
        rollup: str | None = None,
        members: tuple[str, ...] = (),
    ) -> Group:
        row = {"grouping": grouping, "role": role, "department": department, "rollup": rollup, "members": ";".join(members)}
        return Group(grouping, role, department, rollup, members, covered(row, self.places), axis, rank)

    def level(self, axis: str, level: Level) -> Group:
        if level.rollup is None:
            own = {"role": None, "department": None, axis: level.members[0]}
            return self.group(axis, axis, 2, role=own["role"], department=own["department"])
        rank = 1 if level.grouping.endswith("_rollup") else 2
        return self.group(level.grouping, axis, rank, rollup=level.rollup, members=level.members)

    def rolled_up(self, kind: str) -> Iterator[Group]:
        """The declared roll-ups of one kind that hold somebody's place."""
        for rollup, members in _declared(kind, self.instrument).items():
            axis = "role" if kind == "role_group" else "department"
            present = tuple(member for member in members if (self.places[axis] == member).any())
            if present or (kind == "site" and "site" in self.places):
                yield self.group(kind, kind, 1, rollup=rollup, members=present)

    def crossed(self, crossing: str, ones: Sequence[Group], others: Sequence[Group]) -> Iterator[Group]:
        for one in ones:
            for other in others:
                yield self.group(
                    crossing,
                    crossing,
                    0,
                    role=one.role or other.role,
                    department=one.department or other.department,
                    rollup=one.rollup or other.rollup,
                    members=one.members or other.members,
                )


def _declared(kind: str, instrument: Instrument) -> Mapping[str, tuple[str, ...]]:
    """Roll-up id -> its members, in the order of the instrument; a site that is asked for has none."""
    if kind == "role_group":
        return {g.id: tuple(r.id for r in instrument.roles if r.group == g.id) for g in instrument.role_groups}
    if kind == "department_group":
        return {g.id: tuple(d.id for d in instrument.departments if d.group == g.id) for g in instrument.department_groups}
    placed = {s.id: tuple(d.id for d in instrument.departments if d.site == s.id) for s in instrument.sites}
    return placed if "site" not in instrument.axes else placed | {NOT_STATED: ()}
