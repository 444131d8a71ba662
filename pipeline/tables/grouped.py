"""Columns that every table of groups shares."""

from __future__ import annotations

from collections.abc import Mapping
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
    inside = np.ones(len(places), dtype=bool)
    for axis in ("role", "department"):
        if isinstance(group[axis], str):
            inside &= (places[axis] == group[axis]).to_numpy()
    if isinstance(group["rollup"], str):
        inside &= _in_rollup(group, places)
    return inside


def _in_rollup(group: Mapping[Any, Any], places: pd.DataFrame) -> NDArray[np.bool_]:
    """A roll-up of roles or departments lists its members; a site that is an axis of its own lists none."""
    members = group.get("members")
    if not isinstance(members, str) or not members:
        return (places["site"] == group["rollup"]).to_numpy()
    axis = "role" if group["grouping"] in ROLES_TOGETHER else "department"
    return places[axis].isin(members.split(";")).to_numpy()
