"""Where small units go: the rungs of the ladder, so that their answers stay in the totals under a name.

A level of an axis (a role, a department) with fewer than k answers is joined with others that are small: first those of its own
declared group, then all that are left; the members are named. Once a wave is closed the members stay as they are.
Specification: docs/methods/release.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument, Rung

_MEMBERS: Final = 2  # a roll-up of one level would be that level

FrozenRollups = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Grouping (``role_rollup``, ``role_group``, ``department_rollup``, ``department_group``) -> roll-up id -> members, as closed.
Role (department) groups are listed only where they took the place of roles (departments)."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of an axis as it may be shown: itself (``rollup`` is None, one member), or a roll-up with its members."""

    grouping: str
    rollup: str | None
    members: tuple[str, ...]


def axis_levels(
    axis: str,
    of_atom: NDArray[np.object_],
    counts: NDArray[np.intp],
    instrument: Instrument,
    frozen: FrozenRollups | None,
) -> list[Level]:
    """Levels of one axis, small ones rolled up; of the declared groups where most answers fall in small levels.

    of_atom : level of every atom. counts : answers per atom. Levels that find no place are in no group of the axis.
    """
    parts = instrument.roles if axis == "role" else instrument.departments
    groups = {part.id: part.group for part in parts}
    levels = list(dict.fromkeys(str(level) for level in of_atom))
    size = {level: int(counts[of_atom == level].sum()) for level in levels}
    if frozen is not None:
        return _as_closed(axis, levels, frozen)
    k = instrument.thresholds.k
    rungs = instrument.lattice.ladder.role if axis == "role" else instrument.lattice.ladder.department
    large = sum(n for n in size.values() if n >= k)
    if large * 2 >= sum(size.values()):
        own = {level: Level(axis, None, (level,)) for level in levels}
        return _Ladder(axis, k, own, size, groups).climb(rungs)
    members: dict[str, tuple[str, ...]] = {}
    for level in levels:
        parent = groups.get(level, level)
        members[parent] = (*members.get(parent, ()), level)
    joined = {parent: Level(f"{axis}_group", parent, inside) for parent, inside in members.items()}
    sizes = {parent: sum(size[level] for level in inside) for parent, inside in members.items()}
    return _Ladder(axis, k, joined, sizes, {}).climb(tuple(rung for rung in rungs if rung == "all"))


def _as_closed(axis: str, levels: list[str], frozen: FrozenRollups) -> list[Level]:
    rollups = [
        Level(grouping, rollup, members)
        for grouping in (f"{axis}_group", f"{axis}_rollup")
        for rollup, members in frozen.get(grouping, {}).items()
    ]
    inside = {member for level in rollups for member in level.members}
    if any(level.grouping == f"{axis}_group" for level in rollups):
        return rollups
    return [*(Level(axis, None, (level,)) for level in levels if level not in inside), *rollups]


class _Ladder:
    """The levels of one axis while small ones climb from rung to rung."""

    def __init__(
        self, axis: str, k: int, levels: Mapping[str, Level], size: Mapping[str, int], groups: Mapping[str, str]
    ) -> None:
        self.axis, self.k, self.levels, self.size, self.groups = axis, k, levels, size, groups
        self.large = [level for level in levels if size[level] >= k]
        self.small = [level for level in levels if size[level] < k]
        self.joined: list[Level] = []

    def climb(self, rungs: tuple[Rung, ...]) -> list[Level]:
        for rung in rungs:
            if rung == "group":
                self._by_group()
            else:
                self._all()
        if len(self.large) + len(self.joined) < 2:
            return []
        return [*(self.levels[level] for level in self.large), *self.joined]

    def _by_group(self) -> None:
        """Small levels of one declared group, where they are k people of two levels and others are left to hide the rest."""
        for group in dict.fromkeys(self.groups.get(level, "") for level in self.small):
            inside = [level for level in self.small if group and self.groups.get(level) == group]
            if len(inside) >= _MEMBERS and self._people(inside) >= self.k:
                self._join(f"other_{group}", inside)

    def _all(self) -> None:
        """All that are small, with the smallest large ones where they are too few."""
        chosen, spare = list(self.small), list(self.large)
        while chosen and spare and (self._people(chosen) < self.k or len(chosen) < _MEMBERS) and self._people(chosen) > 0:
            smallest = min(spare, key=lambda level: self.size[level])
            spare.remove(smallest)
            chosen.append(smallest)
        if self._people(chosen) >= self.k:
            self.large = spare
            self._join(f"other_{self.axis}s", chosen)

    def _people(self, levels: list[str]) -> int:
        return sum(self.size[level] for level in levels)

    def _join(self, rollup: str, inside: list[str]) -> None:
        ordered = [level for level in self.levels if level in inside]
        members = tuple(member for level in ordered for member in self.levels[level].members)
        self.joined.append(Level(f"{self.axis}_rollup", rollup, members))
        self.small = [level for level in self.small if level not in inside]
