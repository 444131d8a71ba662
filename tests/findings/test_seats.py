"""The training list of one role on the roster."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipeline.findings.concerned import concerned_staff, concerns_group
from pipeline.findings.seats import ASSUMPTIONS, home, role_needs
from pipeline.findings.training import training
from pipeline.tables import GROUPS, TOPICS


@pytest.fixture(scope="module")
def found(release, instrument):
    return training(release, instrument)


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


def _hide(release, role: str, topics: set[str]):
    """The release without what it says of a role on some topics."""
    hidden = (release.topics["grouping"] == "role") & (release.topics["role"] == role) & release.topics["topic"].isin(topics)
    return replace(release, topics=TOPICS.check(release.topics[~hidden].reset_index(drop=True)))


def test_a_published_role_gets_its_own_list(found, release) -> None:
    nurse = role_needs(found.seats, "nurse")
    assert nurse["topic"].tolist() == nurse.sort_values("gap", ascending=False)["topic"].tolist()
    assert len(nurse) == 5 and (nurse["basis"] == "own").all() and nurse["rollup"].isna().all()
    own = found.needs[(found.needs["grouping"] == "role") & (found.needs["role"] == "nurse")].set_index("topic")
    for name in (*ASSUMPTIONS, "gap", "share", "certainty"):
        assert nurse.set_index("topic")[name].to_dict() == own[name].to_dict()
    assert home(release, "nurse") == "role:nurse" and home(release, "aide") == "overall"


def test_seats_of_a_roll_up_are_shared_out_by_staff_and_none_is_lost(rolled_up, instrument) -> None:
    got = training(rolled_up, instrument)
    aide, doctor = (role_needs(got.seats, role).set_index("topic").sort_index() for role in ("aide", "doctor"))
    group = got.needs[got.needs["rollup"] == "small_roles"].set_index("topic").sort_index()
    assert (aide["basis"] == "rollup").all() and (aide["rollup"] == "small_roles").all() and home(rolled_up, "aide") != "overall"
    assert (aide["staff"] == 6).all() and (doctor["staff"] == 70).all() and (group["staff"] == 76).all()
    assert aide["gap"].to_dict() == group["gap"].to_dict()
    for name in ASSUMPTIONS:
        assert (aide[name] + doctor[name] == group[name]).all()
        # The nearest whole number to 6 / 76 of the seats, up or down.
        assert (abs(aide[name].astype(float) - group[name].astype(float) * 6 / 76) < 1).all()
        assert (aide[f"{name}_low"] <= aide[name]).all() and (aide[name] <= aide[f"{name}_high"]).all()


def test_seats_of_roles_and_of_departments_add_up_to_those_of_everybody(release, rolled_up, instrument) -> None:
    for one in (
        release,
        rolled_up,
        _hide(release, "nurse", {"T1", "T2"}),
        _hide(release, "clerk", {"T1", "T2", "T3", "T4", "T5"}),
    ):
        got = training(one, instrument)
        everybody = got.needs[got.needs["grouping"] == "overall"].set_index("topic").sort_index()
        departments = got.needs[got.needs["grouping"] == "department"].groupby("topic").sum(numeric_only=True)
        for name in ASSUMPTIONS:
            assert got.seats.groupby("topic")[name].sum().tolist() == everybody[name].tolist() == departments[name].tolist()
        assert got.seats.groupby("topic")["staff"].sum().tolist() == everybody["staff"].tolist()


def test_what_is_left_beside_the_shown_roles_goes_to_the_role_that_is_not(release, instrument) -> None:
    shown, hidden = training(release, instrument).seats, training(_hide(release, "nurse", {"T1"}), instrument).seats
    row = hidden[(hidden["role"] == "nurse") & (hidden["topic"] == "T1")].iloc[0]
    own = shown[(shown["role"] == "nurse") & (shown["topic"] == "T1")].iloc[0]
    # Nurses are all who answered beside doctors and clerks: the difference is theirs, aides share it by staff.
    assert row["basis"] == "rest" and row["rollup"] == "overall" and row["n"] == own["n"]
    assert np.isnan(row["certainty"]) and row["status"] == "candidate"
    aide = hidden[(hidden["role"] == "aide") & (hidden["topic"] == "T1")]["said"].iloc[0]
    assert row["said"] + aide == own["said"]
    assert abs(row["gap"] - own["gap"]) < 1.5 and row["gap_high"] - row["gap_low"] > own["gap_high"] - own["gap_low"]


def test_what_is_expected_of_a_role_without_answers_is_less_sure_than_of_one_with_some(release, instrument, found) -> None:
    hidden = training(_hide(release, "nurse", {"T1"}), instrument).seats.set_index(["role", "topic"])
    width = hidden["gap_high"] - hidden["gap_low"]
    assert width["aide", "T1"] > width["nurse", "T1"] > width["doctor", "T1"]
    # Nothing is known of aides: what is expected is the level of the topic among the roles that are shown.
    shown = found.needs[(found.needs["grouping"] == "role") & (found.needs["topic"] == "T1")]["gap"]
    assert shown.min() < role_needs(found.seats, "aide").set_index("topic").loc["T1", "gap"] < shown.max()


def test_a_role_of_which_nobody_answered_still_gets_seats(release, found) -> None:
    aide = role_needs(found.seats, "aide")
    assert (aide["basis"] == "rest").all() and (aide["rollup"] == "overall").all() and len(aide) == 5
    assert (
        (aide["staff"] == 6).all() and (aide["seats_high"] <= 6).all() and (aide["said"] == 0).all() and aide["seats"].sum() > 0
    )


def test_more_in_need_among_the_silent_means_more_seats_and_none_fewer(found) -> None:
    seats = found.seats
    assert (seats["said"] <= seats["seats"]).all() and (seats["seats"] <= seats["more"]).all()
    assert (seats["said"] < seats["more"]).any()


def test_topics_that_do_not_concern_a_role_are_not_in_its_list(release, instrument, found) -> None:
    assert "T5" not in set(role_needs(found.seats, "clerk")["topic"])
    hidden = training(_hide(release, "clerk", {"T1", "T2", "T3", "T4"}), instrument).seats
    assert set(role_needs(hidden, "clerk")["topic"]) == {"T1", "T2", "T3", "T4"}


def test_without_a_roster_there_are_shares_and_no_seats(make_release, instrument) -> None:
    bare = training(make_release(with_roster=False), instrument)
    for frame in (bare.needs, bare.seats):
        assert (
            frame["seats"].isna().all()
            and frame["said"].isna().all()
            and frame["more"].isna().all()
            and frame["share"].notna().all()
        )
    assert set(bare.seats["role"]) == {"nurse", "doctor", "clerk"}


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
