"""How far the field is, by role and by department: bands against what is needed, and nothing else.

Specification: docs/methods/sample_size.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from pipeline.fielding.bands import Band, band, edges_of
from pipeline.fielding.plan import GroupPlan, SampleSize

State = Literal["reached", "on_its_way", "unknown", "no_number", "never"]


@dataclass(frozen=True, slots=True)
class GroupField:
    """One role or department during the field.

    Attributes
    ----------
    plan : what it needs. band : of its answers; None where the roster allows none to be told.
    to_show, to_flag : whether what is needed for either has come.
    """

    plan: GroupPlan
    band: Band | None
    to_show: State
    to_flag: State


@dataclass(frozen=True, slots=True)
class Field:
    """The field of one wave. It holds no number of answers."""

    wave: str
    plan: SampleSize
    groups: tuple[GroupField, ...]

    def of(self, axis: str) -> tuple[GroupField, ...]:
        """The groups of one axis."""
        return tuple(group for group in self.groups if group.plan.axis == axis)


def field_of(wave: str, plan: SampleSize, roster: pd.DataFrame, answers: Mapping[str, Mapping[str, int]]) -> Field:
    """The report. answers : axis -> id -> people who answered and could be scored. PRIVATE; what is returned holds only bands."""
    edges = edges_of(roster, plan.instrument.thresholds.k)
    groups = []
    for group in plan.groups:
        found = band(answers.get(group.axis, {}).get(group.id, 0), edges[group.axis, group.id])
        never: State = "never" if group.to_show is None else "no_number"
        groups.append(GroupField(group, found, _state(found, group.to_show, never), _state(found, group.to_flag, never)))
    return Field(wave, plan, tuple(groups))


def _state(found: Band | None, needed: int | None, never: State) -> State:
    if needed is None:
        return never
    if found is None:
        return "unknown"
    if found.reaches(needed):
        return "reached"
    return "on_its_way" if found.is_short_of(needed) else "unknown"
