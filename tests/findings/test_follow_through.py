"""What became of steps: groups shown in both waves have rows, the others are counted; all counts add up."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from pipeline.findings.before import Before, Followed
from pipeline.findings.follow_through import follow_through
from pipeline.instrument.model import Instrument
from pipeline.tables import GROUP, GROUPS, Release, group_key


def step(role: str, cause: str, accepted: str, status: str = "not_started", overdue: bool = False, named: bool = False) -> dict:
    row = dict.fromkeys(GROUP) | {"grouping": "role", "role": role, "cause": cause, "earlier": "2026-11"}
    row |= {"step": f"mend {cause}", "owner": "manager", "accepted": accepted, "status": status, "due": None}
    return row | {"overdue": overdue, "owner_named": named, "as_suggested": False}


STEPS = [
    step("nurse", "skills", "yes", "done", named=True),
    step("nurse", "workflow", "yes", "in_progress", overdue=True),
    step("doctor", "skills", "yes"),
    step("doctor", "workflow", "yes", "dropped"),
    step("clerk", "skills", "no"),
    step("aide", "skills", "open"),
]


@pytest.fixture()
def before(release: Release, instrument: Instrument) -> Before:
    followed = Followed(pd.DataFrame(STEPS), own=3, own_done=1, seats_suggested=40, seats_held=12)
    return Before("2026-11", release, instrument, followed=followed)


def test_without_a_list_both_tables_are_empty(release: Release, instrument: Instrument) -> None:
    for earlier in (None, Before("2026-11", release, instrument)):
        found = follow_through(release, earlier)
        assert found.steps.empty and found.overall.empty


def test_steps_of_groups_shown_in_both_waves_have_rows_and_the_others_count(release: Release, before: Before) -> None:
    found = follow_through(release, before)
    n = dict(zip(group_key(release.groups), release.groups["n"], strict=True))
    assert "role:aide" not in n  # nobody of them answered
    assert found.steps["role"].tolist() == ["nurse", "nurse", "doctor", "doctor", "clerk"]
    assert found.steps["n"].tolist() == [n[key] for key in group_key(found.steps)]
    assert found.overall.iloc[0]["not_shown"] == 1


def test_the_counts_add_up(release: Release, before: Before) -> None:
    row = follow_through(release, before).overall.iloc[0]
    assert (row["suggested"], row["taken_up"], row["declined"], row["open"]) == (6, 4, 1, 1)
    assert (row["done"], row["in_progress"], row["not_started"], row["dropped"]) == (1, 1, 1, 1)
    assert row["suggested"] == row["taken_up"] + row["declined"] + row["open"]
    assert row["taken_up"] == row["done"] + row["in_progress"] + row["not_started"] + row["dropped"]
    assert (row["overdue"], row["owner_named"], row["own"], row["own_done"]) == (1, 1, 3, 1)
    assert (row["seats_suggested"], row["seats_held"]) == (40, 12)


def test_a_group_that_is_gone_or_has_other_members_is_only_counted(release: Release, before: Before) -> None:
    groups = release.groups
    gone = replace(release, groups=GROUPS.check(groups[groups["role"].fillna("") != "clerk"]))
    members = groups["members"].astype("object").where(group_key(groups) != "role:nurse", "nurse;aide")
    other = replace(release, groups=GROUPS.check(groups.assign(members=members)))
    assert follow_through(gone, before).overall.iloc[0]["not_shown"] == 2
    found = follow_through(other, before)
    assert set(found.steps["role"]) == {"doctor", "clerk"} and found.overall.iloc[0]["not_shown"] == 3
    assert found.overall.iloc[0]["suggested"] == 6


def test_the_order_of_rows_changes_no_count(release: Release, before: Before) -> None:
    assert before.followed is not None
    turned = replace(before, followed=replace(before.followed, steps=before.followed.steps[::-1]))
    assert follow_through(release, before).overall.equals(follow_through(release, turned).overall)


def test_a_list_without_a_step_is_said_to_have_none(release: Release, before: Before) -> None:
    assert before.followed is not None
    none = replace(before, followed=replace(before.followed, steps=before.followed.steps.head(0)))
    found = follow_through(release, none)
    assert found.steps.empty and found.overall.iloc[0]["suggested"] == 0
