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
from pipeline.tables import GROUP, NOT_STATED, Places
from pipeline.tables.coded import Named
from pipeline.tables.tally import Grid

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
    """All groups that could be published.

    Attributes
    ----------
    places : what each atom is: columns role, department and, where sites are asked, site; one row per atom.
    empty : atoms without staff on the roster and without an answer; they are printed as such, so everybody knows them empty.
    groups : overall first, then roles, departments, roll-ups, what is crossed.
    staff : staff on the roster per atom, shape (A,); NaN without a roster.
    """

    places: pd.DataFrame
    empty: NDArray[np.bool_]
    groups: tuple[Group, ...]
    staff: NDArray[np.float64]

    @cached_property
    def cover(self) -> NDArray[np.bool_]:
        """Group × atom."""
        return np.array([group.atoms for group in self.groups])

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """Group × atom, 1 where it covers it: for sums of atoms."""
        return self.cover.astype(float)

    @cached_property
    def names(self) -> pd.DataFrame:
        """The columns that name every group."""
        return pd.DataFrame({name: [getattr(group, name) for group in self.groups] for name in GROUP}, dtype="str")

    @cached_property
    def axis(self) -> NDArray[np.str_]:
        """Axis of every group."""
        return np.array([group.axis for group in self.groups])

    @cached_property
    def rank(self) -> NDArray[np.int64]:
        """Rank of every group."""
        return np.array([group.rank for group in self.groups], dtype=np.int64)


def build_lattice(
    grid: Grid,
    people: NDArray[np.int64],
    roster: pd.DataFrame | None,
    instrument: Instrument,
    frozen: FrozenRollups | None = None,
) -> Lattice:
    """The lattice of one wave.

    grid : the atoms; it knows every level of the roster. people : who answered, per atom, (A,). frozen : members of the
    roll-ups that stand for small units, from the first wave that was closed.
    """
    places, staff = grid.places, _staff(grid, roster)
    makers = _Groups(places, instrument)
    levels = {axis: axis_levels(axis, places[axis].to_numpy(), people, instrument, frozen) for axis in ("role", "department")}
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
        groups += _crossed(crossing, (singles | declared)[one], (singles | declared)[other])
    shown = tuple(group for group in groups if group.rank > 0 or people[group.atoms].any())
    return Lattice(places, (staff == 0) & (people == 0), shown, staff)


def _staff(grid: Grid, roster: pd.DataFrame | None) -> NDArray[np.float64]:
    if roster is None:
        return np.full(grid.atoms, np.nan)
    atom = grid.numbers({axis: Named.of(roster[axis]) for axis in grid.levels})
    return np.bincount(atom, weights=roster["staff"].to_numpy(dtype=float), minlength=grid.atoms).astype(float)


class _Groups:
    """Makes groups over the atoms of one wave."""

    def __init__(self, places: pd.DataFrame, instrument: Instrument) -> None:
        self.places, self.instrument = Places(places), instrument

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
        return Group(grouping, role, department, rollup, members, self.places.covered(row), axis, rank)

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
            present = tuple(member for member in members if member in self.places.levels(axis))
            if present or (kind == "site" and "site" in self.places.axes):
                yield self.group(kind, kind, 1, rollup=rollup, members=present)


def _crossed(crossing: str, ones: Sequence[Group], others: Sequence[Group]) -> Iterator[Group]:
    """Every group of one kind within every group of the other."""
    for one in ones:
        for other in others:
            yield Group(
                crossing,
                one.role or other.role,
                one.department or other.department,
                one.rollup or other.rollup,
                one.members or other.members,
                one.atoms & other.atoms,
                crossing,
                0,
            )


def _declared(kind: str, instrument: Instrument) -> Mapping[str, tuple[str, ...]]:
    """Roll-up id -> its members, in the order of the instrument; a site that is asked for has none."""
    if kind == "role_group":
        return {g.id: tuple(r.id for r in instrument.roles if r.group == g.id) for g in instrument.role_groups}
    if kind == "department_group":
        return {g.id: tuple(d.id for d in instrument.departments if d.group == g.id) for g in instrument.department_groups}
    placed = {s.id: tuple(d.id for d in instrument.departments if d.site == s.id) for s in instrument.sites}
    return placed if "site" not in instrument.axes else placed | {NOT_STATED: ()}
