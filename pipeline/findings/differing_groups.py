"""Groups of two waves side by side: roll-ups with other members, and staff. Specification: docs/methods/comparability.md."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.findings.differing import Difference
from pipeline.tables import Release


def other_members(before: Release, now: Release) -> Iterator[Difference]:
    """Roll-ups that both waves show under one id, with other members."""
    old, new = _members(before), _members(now)
    for rollup in sorted(old.keys() & new.keys()):
        if set(old[rollup].split(";")) != set(new[rollup].split(";")):
            yield Difference("rollup", rollup, "members", old[rollup], new[rollup], False)


def _members(release: Release) -> dict[str, str]:
    groups = release.groups
    named = groups[groups["rollup"].notna() & groups["members"].notna()]
    return {str(rollup): str(members) for rollup, members in zip(named["rollup"], named["members"], strict=True)}


def other_staff(before: Release, now: Release) -> Iterator[Difference]:
    """Staff of everybody, of each role and of each department, where it is another number; public knowledge."""
    if before.roster is None or now.roster is None:
        if before.roster is not None or now.roster is not None:
            gone = now.roster is None
            yield Difference("staff", "overall", "gone" if gone else "new", _total(before.roster), _total(now.roster))
        return
    if (old_total := _total(before.roster)) != (new_total := _total(now.roster)):
        yield Difference("staff", "overall", "value", old_total, new_total)
    for axis in ("role", "department"):
        old, new = before.roster.groupby(axis)["staff"].sum(), now.roster.groupby(axis)["staff"].sum()
        for name in sorted({*old.index, *new.index}):
            counts = int(old.get(name, 0)), int(new.get(name, 0))
            if counts[0] != counts[1]:
                yield Difference("staff", f"{axis}:{name}", "value", str(counts[0]), str(counts[1]))


def _total(roster: pd.DataFrame | None) -> str | None:
    return None if roster is None else str(int(roster["staff"].sum()))
