"""Which groups a release may speak of: the levels of each axis with small ones rolled up, and their cells.

An atom is one role × department. A group is a set of atoms. Specification: docs/methods/release.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.tables import NOT_STATED


@dataclass(frozen=True, slots=True)
class Group:
    """One group: its four identifying columns, the atoms it covers (boolean, shape (A,)) and, for a roll-up, its members."""

    grouping: str
    role: str | None
    department: str | None
    rollup: str | None
    atoms: NDArray[np.bool_]
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lattice:
    """All groups that could be published, and where each respondent belongs.

    Attributes
    ----------
    roles, departments : id of every atom, shape (A,).
    empty : atoms without staff on the roster and without an answer; they are printed as such, so everybody knows them empty.
    groups : overall first, then role axis, department axis, cells.
    atom_of : atom number of every respondent, shape (P,).
    staff : staff on the roster per atom, shape (A,); NaN without a roster.
    """

    roles: NDArray[np.object_]
    departments: NDArray[np.object_]
    empty: NDArray[np.bool_]
    groups: tuple[Group, ...]
    atom_of: NDArray[np.intp]
    staff: NDArray[np.float64]

    @property
    def cover(self) -> NDArray[np.bool_]:
        """Group × atom."""
        return np.array([group.atoms for group in self.groups])


def build_lattice(people: pd.DataFrame, roster: pd.DataFrame | None, instrument: Instrument) -> Lattice:
    """The lattice of one wave. ``people`` : columns role, department, one row per respondent."""
    roles = _levels("role", people, roster, [part.id for part in instrument.roles])
    departments = _levels("department", people, roster, [part.id for part in instrument.departments])
    atom_roles = np.repeat(np.array(roles, dtype=object), len(departments))
    atom_departments = np.tile(np.array(departments, dtype=object), len(roles))
    number = {pair: i for i, pair in enumerate(zip(atom_roles, atom_departments, strict=True))}
    atom_of = np.array([number[pair] for pair in zip(people["role"], people["department"], strict=True)], dtype=np.intp)
    counts = np.bincount(atom_of, minlength=len(number))
    staff = np.full(len(number), np.nan)
    if roster is not None:
        staff = np.zeros(len(number))
        cells = [number[pair] for pair in zip(roster["role"], roster["department"], strict=True)]
        np.add.at(staff, cells, roster["staff"].to_numpy(dtype=float))
    empty = (staff == 0) & (counts == 0)
    k = instrument.thresholds.k
    groups_of_roles = {part.id: part.group for part in instrument.roles}
    groups_of_departments = {part.id: part.group for part in instrument.departments}
    role_axis = _axis("role", atom_roles, counts, groups_of_roles, k)
    department_axis = _axis("department", atom_departments, counts, groups_of_departments, k)
    everything = Group("overall", None, None, None, np.ones(len(number), dtype=bool))
    cells_ = [
        Group("role_department", r.role, d.department, None, r.atoms & d.atoms)
        for r in role_axis
        for d in department_axis
        if r.grouping == "role" and d.grouping == "department"
    ]
    groups = (everything, *role_axis, *department_axis, *(c for c in cells_ if counts[c.atoms].sum() > 0))
    return Lattice(atom_roles, atom_departments, empty, groups, atom_of, staff)


def _levels(column: str, people: pd.DataFrame, roster: pd.DataFrame | None, order: Sequence[str]) -> list[str]:
    present = set(people[column]) | (set(roster[column]) if roster is not None else set())
    return [level for level in (*order, NOT_STATED) if level in present]


def _axis(kind: str, of_atom: NDArray[np.object_], counts: NDArray[np.intp], parents: dict[str, str], k: int) -> list[Group]:
    """The levels of one axis, small ones rolled up; of the declared groups where most answers fall in small levels."""
    levels = list(dict.fromkeys(of_atom))
    sizes = {level: int(counts[of_atom == level].sum()) for level in levels}
    large = [level for level in levels if sizes[level] >= k]
    if sum(sizes[level] for level in large) * 2 >= sum(sizes.values()):
        return _rolled_up(kind, kind, {level: (level,) for level in levels}, of_atom, sizes, k)
    merged: dict[str, tuple[str, ...]] = {}
    for level in levels:
        parent = parents.get(level, level)
        merged[parent] = (*merged.get(parent, ()), level)
    return _rolled_up(kind, f"{kind}_group", merged, of_atom, sizes, k)


def _rolled_up(
    kind: str,
    grouping: str,
    levels: dict[str, tuple[str, ...]],
    of_atom: NDArray[np.object_],
    sizes: dict[str, int],
    k: int,
) -> list[Group]:
    size = {level: sum(sizes[member] for member in members) for level, members in levels.items()}
    small = [level for level in levels if size[level] < k]
    large = [level for level in levels if size[level] >= k]
    while small and large and (sum(size[level] for level in small) < k or len(small) < 2):
        if sum(size[level] for level in small) == 0:
            break
        smallest = min(large, key=lambda level: size[level])
        large.remove(smallest)
        small.append(smallest)
    if len(large) + bool(small) < 2:
        return []
    found = []
    for level in large:
        atoms = np.isin(of_atom, levels[level])
        if grouping == kind:
            ids = {"role": None, "department": None, kind: level}
            found.append(Group(kind, ids["role"], ids["department"], None, atoms))
        else:
            found.append(Group(grouping, None, None, level, atoms, levels[level]))
    members = tuple(member for level in levels if level in small for member in levels[level])
    if members and sum(sizes[member] for member in members) >= k:
        found.append(Group(f"{kind}_rollup", None, None, f"other_{kind}s", np.isin(of_atom, members), members))
    return found
