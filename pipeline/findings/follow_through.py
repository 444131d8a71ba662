"""Was anything done: the earlier wave's steps as people edited the list, for groups that are shown in both waves.

Nothing is computed from a step and a change together. Specification: docs/methods/follow_through.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipeline.findings.before import Before, Followed
from pipeline.tables import FOLLOW_THROUGH, FOLLOW_THROUGH_OVERALL, Release, group_key

TAKEN_UP = "yes"


@dataclass(frozen=True, slots=True)
class FollowThroughFindings:
    """FOLLOW_THROUGH and FOLLOW_THROUGH_OVERALL."""

    steps: pd.DataFrame
    overall: pd.DataFrame


def follow_through(release: Release, before: Before | None) -> FollowThroughFindings:
    """Both tables; without rows where no list of actions came back."""
    if before is None or before.followed is None:
        return FollowThroughFindings(FOLLOW_THROUGH.empty(), FOLLOW_THROUGH_OVERALL.empty())
    steps = before.followed.steps
    n = group_key(steps).map(_shown_in_both(release, before.release))
    shown = steps.assign(n=n)[n.notna()]
    overall = FOLLOW_THROUGH_OVERALL.check(pd.DataFrame([_overall(before.wave, before.followed, int(n.isna().sum()))]))
    return FollowThroughFindings(FOLLOW_THROUGH.check(shown[[*FOLLOW_THROUGH.fields]]), overall)


def _shown_in_both(release: Release, earlier: Release) -> dict[str, int]:
    """Key of every group that both waves show with the same members -> its answers now."""
    now, then = (_members(groups) for groups in (release.groups, earlier.groups))
    n = dict(zip(group_key(release.groups), release.groups["n"], strict=True))
    return {key: int(n[key]) for key, members in now.items() if then.get(key) == members}


def _members(groups: pd.DataFrame) -> dict[str, frozenset[str]]:
    return {
        key: frozenset(str(members).split(";")) if isinstance(members, str) else frozenset()
        for key, members in zip(group_key(groups), groups["members"], strict=True)
    }


def _overall(wave: str, followed: Followed, not_shown: int) -> dict[str, object]:
    """FOLLOW_THROUGH_OVERALL, its one row: over all steps, of hidden groups too."""
    steps = followed.steps
    taken = steps[steps["accepted"] == TAKEN_UP]
    states = ("done", "in_progress", "not_started", "dropped")
    return {
        "earlier": wave,
        "suggested": len(steps),
        "taken_up": len(taken),
        "declined": (steps["accepted"] == "no").sum(),
        "open": (steps["accepted"] == "open").sum(),
        **{state: (taken["status"] == state).sum() for state in states},
        "overdue": steps["overdue"].astype(bool).sum(),
        "owner_named": taken["owner_named"].astype(bool).sum(),
        "not_shown": not_shown,
        "own": followed.own,
        "own_done": followed.own_done,
        "seats_suggested": followed.seats_suggested,
        "seats_held": followed.seats_held,
    }
