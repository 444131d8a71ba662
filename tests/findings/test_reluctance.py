"""Labels, tipping points, quadrants and what goes with them."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipeline.findings.causes import causes
from pipeline.findings.estimate import estimates
from pipeline.findings.reluctance import LABELS, label_of, label_ranks, reluctance, tipping_points
from pipeline.instrument.thresholds import Thresholds
from pipeline.stats.prediction import exceedance
from pipeline.stats.shares import FLAT, posterior
from pipeline.tables import group_key

LIMITS = Thresholds()


def all_of(release, instrument) -> pd.DataFrame:
    estimated = estimates(release, instrument)
    frame = reluctance(release, instrument, estimated, causes(release, instrument, estimated))
    return frame.set_index(group_key(frame))


@pytest.fixture(scope="module")
def found(release, instrument):
    return all_of(release, instrument)


@pytest.mark.parametrize(
    ("probability", "shifted", "label"),
    [
        (0.81, 0.99, "priority"),
        (0.80, 0.99, "watch"),  # P > .8, not at .8
        (0.51, 0.90, "watch"),
        (0.50, 0.60, "unknown"),
        (0.21, 0.30, "unknown"),
        (0.20, 0.50, "none"),  # P <= .2, still <= .5
        (0.20, 0.51, "unknown"),
        (0.00, 0.00, "none"),
    ],
)
def test_label_rule(probability: float, shifted: float, label: str) -> None:
    assert LABELS[int(label_of(probability, shifted, LIMITS))] == label


def test_the_tipping_point_is_where_the_label_changes_and_one_point_less_is_not() -> None:
    reluctant, n = np.array([2, 7, 10, 14, 20, 5]), np.array([40, 24, 24, 24, 24, 24])
    staff = np.array([60.0, 40.0, 40.0, 40.0, 40.0, np.nan])
    known = posterior(reluctant, reluctant, n, np.full(6, FLAT))
    now, points = label_ranks(known, staff, LIMITS, 0), tipping_points(known, staff, LIMITS)
    for group in np.flatnonzero(~np.isnan(points)):
        at, before = points[group], points[group] - np.sign(points[group])
        changed, same = (label_ranks(known, staff, LIMITS, p)[group] for p in (at, before))
        assert same == now[group]
        assert changed < now[group] if LABELS[now[group]] == "priority" else changed > now[group]
    assert np.isnan(points[5])
    assert {LABELS[rank] for rank in now} >= {"none", "priority"}


def test_no_tipping_point_where_nobody_is_silent_or_no_shift_suffices() -> None:
    # All 20 answered; and 80 of 100 are reluctant while only 5 are silent.
    known = posterior([4, 80], [4, 80], [20, 100], [FLAT, FLAT])
    assert np.isnan(tipping_points(known, [20.0, 105.0], LIMITS)).all()


def test_tipping_point_by_visible_arithmetic() -> None:
    # 10 of 50 answered reluctantly, 50 are silent: more than 40 of 100 needs more than 30 reluctant silent people, about 61 %,
    # so about 40 points more than the 21 % expected; none -> unknown comes 10 points (the silent_shift) earlier.
    known = posterior([10], [10], [50], [FLAT])
    point = tipping_points(known, [100.0], LIMITS)[0]
    assert point == pytest.approx(30, abs=2)
    assert exceedance(known, [100.0], cut=0.4, shift=(point + 10) / 100)[0] > 0.5
    assert exceedance(known, [100.0], cut=0.4, shift=(point + 9) / 100)[0] <= 0.5


def test_the_planted_department_is_found_and_the_others_are_not(found) -> None:
    assert found.loc["department:south", "label"] == "priority"
    assert found.loc["department:south", "causes"].split(";")[0] == "concerns"
    assert found.loc[["department:north", "department:east"], "label"].eq("none").all()


def test_shares_are_of_current_staff_and_raw_shares_of_answers(release, found) -> None:
    counted = release.willingness.set_index(group_key(release.willingness)).loc["department:south"]
    row = found.loc["department:south"]
    assert row["raw_share"] == row["raw_low"] == row["raw_high"] == counted["reluctant"] / counted["n"]
    assert row["staff"] == 86
    # At least those who said so: S / N.
    assert row["share_low"] >= counted["reluctant"] / 86
    assert row["share_low"] <= row["share"] <= row["share_high"]


def test_quadrants_need_certainty_on_both_axes(release, instrument, found) -> None:
    estimated = estimates(release, instrument)
    chance = estimated.assign(key=group_key(estimated)).pivot(index="key", columns="scale", values="probability_high")
    for key, row in found.iterrows():
        ready, willing = chance.loc[key, "readiness"], chance.loc[key, "willingness"]
        sure = all(p > 0.8 or p < 0.2 for p in (ready, willing))
        assert (row["quadrant"] != "undecided") == sure
    assert found.loc["department:south", "quadrant"] == "ready_not_willing"
    assert found.loc["department:north", "quadrant"] == "ready_willing"


def test_blocked_follows_the_first_cause(make_release, instrument) -> None:
    lower = {("east", "workflow"): 35, ("east", "usefulness"): 20, ("east", "intention"): 25}
    found = all_of(make_release(lower), instrument)
    assert found.loc["department:east", "causes"].split(";")[0] == "workflow"
    assert found.loc["department:east", "blocked"]
    assert not found.loc["department:north", "blocked"]


def test_in_person_when_its_barrier_comes_first(make_release, instrument) -> None:
    found = all_of(make_release({("clerk", "hands"): 40}), instrument)
    assert found["in_person"].loc["role:clerk"]
    assert not found["in_person"].loc["role:nurse"]
    assert not found["in_person"].filter(like="role_department").any()


def test_bounded_counts_widen_and_hide_the_raw_share(release, instrument, found) -> None:
    hidden = release.willingness.assign(bounded=True)
    east = (hidden["grouping"] == "department") & (hidden["department"] == "east")
    hidden.loc[east, ["reluctant"]] = pd.NA
    hidden.loc[east, "reluctant_high"] = 4
    hidden.loc[east, "reluctant_low"] = 0
    bounded = all_of(replace(release, willingness=hidden), instrument).loc["department:east"]
    assert np.isnan(bounded["raw_share"])
    assert (bounded["raw_low"], bounded["raw_high"]) == (0, 4 / 47)
    before = found.loc["department:east"]
    assert bounded["share_high"] - bounded["share_low"] >= before["share_high"] - before["share_low"]


def test_without_a_roster_there_is_no_tipping_point(make_release, instrument) -> None:
    found = all_of(make_release({("south", "intention"): 30}, with_roster=False), instrument)
    assert found["tipping_point"].isna().all() and found["staff"].isna().all()
    assert found.loc["department:south", "probability"] > found.loc["department:north", "probability"]


def test_the_finding_depends_on_the_cut_where_the_undecided_would_change_it(release, instrument, found) -> None:
    """With the undecided counted in, the count is n - willing."""
    for key, row in found.iterrows():
        assert row["depends_on_cut"] == (row["label"] != row["label_stricter"])
        assert LABELS.index(row["label_stricter"]) >= LABELS.index(row["label"]) or row["label"] == "unknown", key
    undecided = release.willingness.assign(undecided_low=0, undecided_high=0, undecided=0)
    nobody = undecided.assign(
        willing=undecided["n"] - undecided["reluctant"],
        willing_low=undecided["n"] - undecided["reluctant_high"],
        willing_high=undecided["n"] - undecided["reluctant_low"],
    )
    same = all_of(replace(release, willingness=nobody), instrument)
    assert not same["depends_on_cut"].any()


def test_chances_to_be_among_the_three_lowest_need_more_than_three_groups(found) -> None:
    of_three = found["grouping"].isin(["overall", "role", "department"])
    assert found.loc[of_three, "among_lowest"].isna().all()
    cells = found.loc[found["grouping"] == "role_department", "among_lowest"]
    assert cells.sum() == pytest.approx(3)
    assert cells.filter(like=":south").min() > 0.8


def test_the_nearest_win_by_visible_arithmetic(release, found) -> None:
    row = found.loc["department:south"]
    over = row["share"] * 86 - 0.4 * 86
    assert row["to_convince"] == np.ceil(over - 1e-9)
    assert found.loc["department:north", "to_convince"] == 0
    counted = release.willingness.set_index(group_key(release.willingness)).loc["department:south"]
    assert row["undecided"] == pytest.approx(counted["undecided"] / counted["n"], abs=0.06)
    assert row["share"] + row["undecided"] + row["willing"] == pytest.approx(1, abs=0.03)


def test_it_is_said_which_model_a_group_follows(found) -> None:
    models = found.groupby("grouping")["model"].unique().map(list).to_dict()
    assert models == {
        "overall": ["alone"],
        "role": ["one_way"],
        "department": ["one_way"],
        "role_department": ["two_way"],
    }
