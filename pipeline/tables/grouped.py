"""Columns that every table of groups shares."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.tables.declare import GROUP, GROUPINGS, Field, Table

GROUP_FIELDS = {
    "grouping": Field("text", "which kind of group", values=GROUPINGS),
    "role": Field("text", "role id; missing where the group is not of one role", nullable=True),
    "department": Field("text", "department id; missing where the group is not of one department", nullable=True),
    "rollup": Field("text", "id of the roll-up; missing where the group is none", nullable=True),
}
ROLES_TOGETHER = frozenset({"role_rollup", "role_group", "role_group_department"})
"""Groupings whose members are roles; those of all other roll-ups are departments."""
ONE_AXIS = ("role", "role_group", "role_rollup", "department", "department_group", "department_rollup", "site")
"""Groupings by one axis; the others but ``overall`` are crossed."""
N = Field("count", "persons who answered what is counted here", low=0)


def counts(**meanings: str) -> dict[str, Field]:
    """A protected count: the number where it may be shown, and always the interval that it lies in."""
    fields: dict[str, Field] = {}
    for name, meaning in meanings.items():
        fields[name] = Field("count", f"{meaning}; missing where only the interval is shown", nullable=True, low=0)
        fields[f"{name}_low"] = Field("count", f"{meaning}: at least", low=0)
        fields[f"{name}_high"] = Field("count", f"{meaning}: at most", low=0)
    fields["bounded"] = Field("flag", "true where at least one count of the row is shown as an interval only")
    return fields


def group_table(name: str, grain: str, extra_key: tuple[str, ...], fields: Mapping[str, Field], *, since: int = 1) -> Table:
    return Table(name, grain, (*GROUP, *extra_key), {**GROUP_FIELDS, **fields}, since)


SCALE = {"scale": Field("text", "id of a construct, composite or driver")}
TOPIC = {"topic": Field("text", "training topic id")}
OPTION = {"option": Field("text", "id of the answer option")}
THREE = dict(favourable="persons at 62.5 or above", neutral="persons from 50 to below 62.5", unfavourable="persons below 50")


def covered(group: Mapping[Any, Any], places: pd.DataFrame) -> NDArray[np.bool_]:
    """Which places belong to a group, shape (P,).

    group : the GROUP columns and ``members`` (ids joined by ';') of one group. places : columns role, department and, where
    sites are an axis of their own, site; one row per cell or per person.
    """

    def at(axis: str, names: Sequence[str]) -> NDArray[np.bool_]:
        return places[axis].isin(names).to_numpy()

    return _covered(group, at, len(places))


class Places:
    """Places of which many groups are asked, as ``covered`` asks one."""

    def __init__(self, places: pd.DataFrame) -> None:
        self._many, self._there = len(places), dict[str, dict[str, NDArray[np.bool_]]]()
        for axis in places.columns.intersection(["role", "department", "site"]):
            codes, names = pd.factorize(places[axis])
            self._there[axis] = {name: codes == code for code, name in enumerate(names)}

    @property
    def axes(self) -> Collection[str]:
        """Axes that places have."""
        return self._there.keys()

    def levels(self, axis: str) -> Collection[str]:
        """Names on one axis."""
        return self._there[axis].keys()

    def covered(self, group: Mapping[Any, Any]) -> NDArray[np.bool_]:
        """Which places belong to a group, (P,)."""
        return _covered(group, self._at, self._many)

    def _at(self, axis: str, names: Sequence[str]) -> NDArray[np.bool_]:
        inside = np.zeros(self._many, dtype=bool)
        for name in names:
            if name in self._there[axis]:
                inside |= self._there[axis][name]
        return inside


def covers(groups: Iterable[Mapping[Any, Any]], places: pd.DataFrame) -> NDArray[np.bool_]:
    """Which places belong to each of many groups, (G, P); of each group and of the places what ``covered`` takes."""
    within = Places(places)
    return np.array([within.covered(group) for group in groups], dtype=bool).reshape(-1, len(places))


def _covered(group: Mapping[Any, Any], at: Callable[[str, Sequence[str]], NDArray[np.bool_]], places: int) -> NDArray[np.bool_]:
    """at : the places where an axis has one of some names. A roll-up of roles or departments lists its members; a site that is an
    axis of its own lists none."""
    inside = np.ones(places, dtype=bool)
    for axis in ("role", "department"):
        if isinstance(group[axis], str):
            inside &= at(axis, [group[axis]])
    if isinstance(group["rollup"], str):
        members = group.get("members")
        if isinstance(members, str) and members:
            inside &= at("role" if group["grouping"] in ROLES_TOGETHER else "department", members.split(";"))
        else:
            inside &= at("site", [group["rollup"]])
    return inside
