"""Training needs: gaps, certainty, status and seats."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.findings.gaps import chance_among_largest
from pipeline.findings.training import training_needs
from pipeline.stats.discrepancy import ranked_discrepancy, weighted_discrepancy
from pipeline.tables import group_key


@pytest.fixture(scope="module")
def found(release, instrument):
    frame = training_needs(release, instrument)
    return frame.set_index([group_key(frame), "topic"])


def test_groups_are_overall_roles_and_departments(found) -> None:
    assert set(found["grouping"]) == {"overall", "role", "department"}


def test_topics_that_do_not_concern_a_role_are_left_out(found) -> None:
    assert ("role:clerk", "T5") not in found.index
    assert ("role:nurse", "T5") in found.index
    assert ("department:north", "T5") in found.index


def test_gap_and_borich_by_visible_arithmetic(release, found) -> None:
    topics = release.topics.set_index([group_key(release.topics), "topic"])
    counted, row = topics.loc[("role:nurse", "T1")], found.loc[("role:nurse", "T1")]
    importance, confidence = counted["importance_total"] / 75, counted["confidence_total"] / 75
    assert row["raw_gap"] == pytest.approx(importance - confidence)
    # Borich (1980): mean(I) × (mean(I) - mean(C))
    assert row["borich"] == pytest.approx(importance * (importance - confidence))
    assert row["gap_low"] < row["gap"] < row["gap_high"]


def test_borich_of_the_published_example(release, instrument) -> None:
    # 153 nurses on genomics: importance 4.01, confidence 2.07 -> 7.78
    one = release.topics[(release.topics["grouping"] == "overall") & (release.topics["topic"] == "T1")]
    published = one.assign(n=153, importance_total=4.01 * 153, confidence_total=2.07 * 153).reset_index(drop=True)
    found = training_needs(replace(release, topics=published), instrument)
    assert found["borich"].tolist() == pytest.approx([7.78], abs=0.005)


def test_overall_is_not_shrunk_and_groups_are(found) -> None:
    shift = (found["gap"] - found["raw_gap"]).abs()
    assert shift[found["grouping"] == "overall"].max() == 0
    assert 0 < shift[found["grouping"] != "overall"].max() < 0.5


def test_certainties_add_up_to_three(found) -> None:
    for _, group in found.groupby(level=0):
        assert group["certainty"].sum() == pytest.approx(3, abs=1e-9)
    assert ((found["certainty"] > 0.8) == (found["status"] == "firm")).all()


def test_chance_among_largest_counts_draws() -> None:
    draws = np.array([[[4.0, 3.0, 2.0, 1.0]], [[4.0, 1.0, 2.0, 3.0]]])
    present = np.array([[True, True, True, True]])
    assert chance_among_largest(draws, present, 2).tolist() == [[1.0, 0.5, 0.0, 0.5]]
    # A topic that is not asked takes no place.
    absent = np.array([[False, True, True, True]])
    assert chance_among_largest(draws, absent, 2).tolist() == [[0.0, 0.5, 1.0, 0.5]]
    assert chance_among_largest(draws, present, 4).tolist() == [[1.0, 1.0, 1.0, 1.0]]


def test_seats_are_those_who_said_so_and_a_prediction_for_the_silent(release, found) -> None:
    topics = release.topics.set_index([group_key(release.topics), "topic"])
    for key, row in found.iterrows():
        counted = topics.loc[key]
        assert counted["in_need"] <= row["seats_low"] <= row["seats"] <= row["seats_high"]
        assert row["seats_high"] <= row["staff"] - counted["n"] + counted["in_need"]
        # Roles get what their own answers let expect; everybody and departments are moved to add up to them.
        near = 1.0 if key[0].startswith("role:") else 0.1 * row["staff"]
        assert row["seats"] == pytest.approx(row["share"] * row["staff"], abs=near)


def test_staff_are_those_whom_the_topic_concerns(found, roster) -> None:
    north = roster[roster["department"] == "north"].set_index("role")["staff"]
    # T5 does not concern clerks; the aide of the roster, who did not answer, is concerned.
    assert found.loc[("department:north", "T1"), "staff"] == north.sum()
    assert found.loc[("department:north", "T5"), "staff"] == north.sum() - north["clerk"]
    assert found.loc[("overall", "T1"), "staff"] == roster["staff"].sum()


def test_without_a_roster_there_are_shares_but_no_seats(make_release, instrument) -> None:
    bare = training_needs(make_release(with_roster=False), instrument)
    assert bare["seats"].isna().all() and bare["staff"].isna().all()
    assert bare["share"].between(0, 1).all()


def test_no_topics_give_an_empty_table(release, instrument) -> None:
    assert len(training_needs(replace(release, topics=release.topics.iloc[:0]), instrument)) == 0


def test_borich_and_ranked_discrepancy_of_the_reference_table() -> None:
    # toy_training_needs of the reference data, topic t1: 8 pairs, I 4.375, C 2.25, seven above and none below.
    assert weighted_discrepancy(4.375, 2.25) == pytest.approx(9.296875)
    assert ranked_discrepancy(8, 7, 0) == pytest.approx(-87.5)


def test_other_measures_stand_beside_the_gap(found) -> None:
    for _, group in found.groupby(level=0):
        for measure, sign in (("gap", 1), ("raw_gap", 1), ("borich", 1), ("ranked", -1)):
            flag = group["top_" + measure.removesuffix("_gap")]
            order = (sign * group[measure]).round(9)
            assert flag.sum() >= 3 and order[flag].min() >= order.sort_values(ascending=False).iloc[2]
            assert order[~flag].max() < order[flag].min()
    assert found["ranked"].between(-100, 100).all()


def test_ranked_discrepancy_by_visible_arithmetic(release, found) -> None:
    topics = release.topics.set_index([group_key(release.topics), "topic"])
    counted, row = topics.loc[("role:nurse", "T1")], found.loc[("role:nurse", "T1")]
    assert row["ranked"] == pytest.approx(100 * (counted["gap_negative"] - counted["gap_positive"]) / 75)
