"""Columns that every table of groups shares."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.tables.declare import GROUP, GROUPINGS, Field, Table

GROUP_FIELDS = {
    "grouping": Field("text", "which kind of group", values=GROUPINGS),
    "role": Field("text", "role id; missing where the group is not of one role", nullable=True),
    "department": Field("text", "department id; missing where the group is not of one department", nullable=True),
    "rollup": Field("text", "id of the roll-up; missing where the group is none", nullable=True),
}
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


def group_table(name: str, grain: str, extra_key: tuple[str, ...], fields: Mapping[str, Field]) -> Table:
    return Table(name, grain, (*GROUP, *extra_key), {**GROUP_FIELDS, **fields})


SCALE = {"scale": Field("text", "id of a construct, composite or driver")}
TOPIC = {"topic": Field("text", "training topic id")}
OPTION = {"option": Field("text", "id of the answer option")}
THREE = dict(favourable="persons at 62.5 or above", neutral="persons from 50 to below 62.5", unfavourable="persons below 50")
