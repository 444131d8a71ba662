"""The training list of one role on the roster."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipeline.findings.seats import concerned_staff, concerns_group, role_needs
from pipeline.findings.training import training_needs
from pipeline.tables import GROUPS, TOPICS


@pytest.fixture(scope="module")
def needs(release, instrument):
    return training_needs(release, instrument)


@pytest.fixture(scope="module")
def rolled_up(release):
    """Doctors and aides appear as one roll-up."""

    def roll(frame: pd.DataFrame) -> pd.DataFrame:
        doctors = (frame["grouping"] == "role") & (frame["role"] == "doctor")
        rolled = frame.copy()
        rolled.loc[doctors, "grouping"] = "role_rollup"
        rolled.loc[doctors, "rollup"] = "small_roles"
        rolled.loc[doctors, "role"] = None
        if "members" in frame:
            rolled.loc[doctors, "members"] = "aide;doctor"
        return rolled

    groups, topics = roll(release.groups), roll(release.topics)
    return replace(release, groups=GROUPS.check(groups), topics=TOPICS.check(topics))


def test_a_published_role_gets_its_own_list(release, needs, instrument) -> None:
    found = role_needs(release, needs, instrument, "nurse")
    assert found["topic"].tolist() == found.sort_values("gap", ascending=False)["topic"].tolist()
    assert len(found) == 5 and found["rollup"].isna().all()
    own = needs[(needs["grouping"] == "role") & (needs["role"] == "nurse")].set_index("topic")
    assert found.set_index("topic")["seats"].to_dict() == own["seats"].to_dict()


def test_a_role_in_a_roll_up_carries_its_list_for_its_own_staff(rolled_up, instrument) -> None:
    needs = training_needs(rolled_up, instrument)
    found = role_needs(rolled_up, needs, instrument, "aide").set_index("topic")
    group = needs[needs["rollup"] == "small_roles"].set_index("topic")
    assert (found["rollup"] == "small_roles").all() and (found["role"] == "aide").all()
    assert (found["staff"] == 6).all() and (group["staff"] == 76).all()
    assert found["gap"].to_dict() == group["gap"].to_dict()
    # Share of the roll-up × 6 staff.
    assert found["seats"].to_dict() == np.rint(group["share"] * 6).to_dict()
    assert (found["seats_low"] <= found["seats"]).all() and (found["seats"] <= found["seats_high"]).all()
    assert (found["seats_high"] <= 6).all()


def test_a_role_in_no_group_carries_the_list_of_all(release, needs, instrument) -> None:
    found = role_needs(release, needs, instrument, "aide")
    assert (found["rollup"] == "overall").all() and len(found) == 5


def test_topics_that_do_not_concern_the_role_are_dropped_from_a_borrowed_list(release, needs, instrument) -> None:
    without_clerks = needs[needs["role"].ne("clerk").fillna(True)]
    assert "T5" not in set(role_needs(release, without_clerks, instrument, "clerk")["topic"])


def test_without_a_roster_a_borrowed_list_has_no_seats(make_release, instrument) -> None:
    bare = make_release(with_roster=False)
    found = role_needs(bare, training_needs(bare, instrument), instrument, "aide")
    assert len(found) == 5 and found["seats"].isna().all()


def test_concerned_staff_counts_roles_inside_the_group(release, instrument, roster) -> None:
    groups = pd.DataFrame(
        {
            "grouping": ["overall", "role", "department", "role_rollup", "department"],
            "role": [None, "clerk", None, None, None],
            "department": [None, None, "north", None, "not_stated"],
            "members": ["", "", "", "doctor;aide", ""],
        }
    )
    found = concerned_staff(release, groups, instrument)
    staff = roster.groupby("role")["staff"].sum()
    assert found["T1"].tolist() == [
        roster["staff"].sum(),
        staff["clerk"],
        roster[roster["department"] == "north"]["staff"].sum(),
        staff["doctor"] + staff["aide"],
        0,
    ]
    assert found["T5"].tolist()[:2] == [roster["staff"].sum() - staff["clerk"], 0]
    assert concerns_group(instrument, groups.iloc[1]) == [True, True, True, True, False]
