"""Which answers make which score, for whom, and what completing does."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from pipeline.instrument.load import load_instrument
from pipeline.instrument.model import Instrument
from pipeline.instrument.thresholds import Thresholds
from pipeline.measure.complete import completed, completion, score_sums
from pipeline.measure.points import sides
from pipeline.measure.rules import rules
from pipeline.measure.score import item_codes, keyed_items, patterns, score
from pipeline.tables import NOT_STATED, Responses
from pipeline.tables.coded import NOT_FOR_ME, Rated
from pipeline.tables.responses import STANDINGS, in_points, nano

NAN = np.nan


def keyed(responses: Responses, instrument: Instrument) -> Rated:
    """Keyed answers of everybody, whether scored or not."""
    how = rules(patterns(responses, instrument), instrument, "additive", None, responses)
    return keyed_items(item_codes(responses, how), how)


def test_answers_are_keyed_by_the_declared_scale_and_never_by_what_was_observed(responses_of, instrument) -> None:
    found = keyed(responses_of([{"S1": 4, "S2": 4, "E1": 4, "E2": 4, "U1": None, "P1": "NA"}]), instrument).frame()
    assert found.loc[0, ["S1", "S2", "E1", "E2"]].tolist() == [75, 25, 40, 60]
    assert found.loc[0, ["U1", "P1"]].isna().all()


def test_reversing_twice_changes_nothing(responses_of, instrument) -> None:
    responses, turned = (responses_of([{"S2": answer} for answer in answers]) for answers in ((1, 2, 3, 4, 5), (5, 4, 3, 2, 1)))
    both = keyed(responses, instrument).column("S2") + keyed(turned, instrument).column("S2")
    assert both.tolist() == [100] * 5


def test_scores_of_complete_answers_are_plain_means(responses_of, instrument) -> None:
    found = score(responses_of([{"S1": 5, "S2": 2, "S3": 4, "E1": 10, "U1": 4, "P1": 2}, {}]), instrument)
    person = found.scales.loc[0]
    assert person["skills"] == pytest.approx((100 + 75 + 75) / 3)
    assert person["tools"] == 75
    assert person["readiness"] == pytest.approx((250 / 3 + 75) / 2)
    assert person["willingness"] == (75 + 25) / 2
    assert found.scales.loc[1].tolist() == [50] * 7
    assert list(found.scales) == ["skills", "tools", "use", "plan", "worry", "readiness", "willingness"]


def test_the_same_middle_answer_is_exactly_fifty_for_everybody(responses_of, instrument) -> None:
    # Item effects are differences of sums; a limit at 50 must not be missed by 1e-14.
    people = [{"S1": a, "S2": b, "S3": c} for a, b, c in np.random.default_rng(3).integers(1, 6, (40, 3))]
    found = score(responses_of([*people, {}]), instrument)
    assert found.scales.iloc[-1]["skills"] == 50
    assert found.standing.iloc[-1] == "undecided"


def test_an_item_that_only_one_role_answers_does_not_tilt_the_roles(responses_of, instrument) -> None:
    # For nurses S3 is 50 points harder than S1 and S2, for whom both are 75. Clerks answer S1 and S2 as the nurses do.
    nurses = [{"S1": 4, "S2": 2, "S3": 2}] * 6
    clerks = [{"role": "clerk", "S1": 4, "S2": 2, "S3": None}] * 6
    responses = responses_of(nurses + clerks)
    found = score(responses, instrument).scales["skills"]
    assert found.tolist() == pytest.approx([(75 + 75 + 25) / 3] * 12)
    plain = score(responses, instrument, method="half").scales["skills"]
    assert plain.tolist() == pytest.approx([(75 + 75 + 25) / 3] * 6 + [75] * 6)


def test_scores_stay_within_the_scale(responses_of, instrument) -> None:
    # S3 is 100 points harder for the nurses: off go 33 points for S1 and S2, back come 67 for S3; the last clerk stands at 0.
    nurses = [{"S1": 5, "S2": 1, "S3": 1}] * 6
    found = score(responses_of([*nurses, {"role": "clerk", "S1": 1, "S2": 5, "S3": None}]), instrument)
    assert found.scales["skills"].iloc[-1] == 0
    assert found.scales["skills"].iloc[0] == pytest.approx(200 / 3)


@pytest.mark.parametrize(
    ("role", "asked"),
    [("nurse", [True, True]), ("clerk", [False, False]), (NOT_STATED, [False, True]), ("unheard_of", [False, True])],
)
def test_whom_an_item_concerns(responses_of, instrument, role: str, asked: list[bool]) -> None:
    responses = responses_of([{"role": role, "S3": None}, {"role": role, "S3": 4}, {}])
    found = keyed(responses, instrument)
    assert (found.codes[found.names.index("S3")] != NOT_FOR_ME).tolist()[:2] == asked


def test_answers_to_items_that_do_not_concern_the_role_are_ignored(responses_of, instrument) -> None:
    found = score(responses_of([{"role": "clerk", "S3": 5}, {"role": "clerk", "S3": None}, {}]), instrument)
    assert found.scales["skills"].tolist() == [50, 50, 50]
    assert np.isnan(found.items.loc[0, "S3"])


@pytest.mark.parametrize(
    ("answers", "scored"),
    [
        ({"S1": None}, True),  # 2 of 3
        ({"S1": None, "S2": None}, False),  # 1 of 3
        ({"S1": "NA", "S2": None}, True),  # 1 of the 2 that apply
        ({"S1": "NA", "S2": "NA"}, True),  # 1 of 1
        ({"S1": "NA", "S2": "NA", "S3": "NA"}, None),  # nothing applies: no part of readiness
        ({"role": "clerk", "S3": 5, "S1": None}, True),  # 1 of 2
    ],
)
def test_half_of_the_applicable_items_make_a_score(responses_of, instrument, answers, scored) -> None:
    # Six others lack the scale, so that nothing is completed.
    lacking = [{"S1": None, "S2": None, "S3": None}] * 6
    found = score(responses_of([answers, *lacking, {}]), instrument)
    assert bool(found.scales["skills"].notna().iloc[0]) == bool(scored)
    assert found.scales["readiness"].iloc[0] == 50


@pytest.mark.parametrize("method", ["additive", "half", "eighty", "complete"])
def test_every_rule_of_scoring_can_be_chosen(responses_of, instrument, method) -> None:
    lacking = [{"S1": None, "S2": None, "S3": None}] * 6
    found = score(responses_of([{"S1": None}, *lacking, {}]), instrument, method=method)
    assert found.scales["skills"].notna().sum() == {"additive": 2, "half": 2, "eighty": 1, "complete": 1}[method]


def test_a_composite_needs_half_of_the_constructs_that_apply(responses_of, instrument) -> None:
    no_tools = {"E1": None, "E2": None}
    none = {**no_tools, "S1": None, "S2": None, "S3": None}
    nothing_applies = {**none, "E1": "NA", "E2": "NA", "S1": "NA", "S2": "NA", "S3": "NA"}
    found = score(responses_of([{}, no_tools, none, nothing_applies]), instrument)
    assert (len(found.people), found.not_scored) == (2, 2)


def test_a_question_that_the_export_does_not_have_counts_for_nobody(responses_of, instrument) -> None:
    # Of the three skills items only one was asked; everybody who answered it has a score.
    found = score(responses_of([{"S2": None, "S3": None, "S1": 4}] * 3 + [{"S2": None, "S3": None, "S1": 2}]), instrument)
    assert found.scales["skills"].tolist() == [75, 75, 75, 25]
    without = score(responses_of([{"W1": None}] * 3), instrument)
    assert without.scales["worry"].isna().all() and without.completed == {}


def test_what_a_few_lack_is_completed_from_their_other_constructs(responses_of, instrument) -> None:
    # worry is answered 25 above use and plan by everybody else.
    others = [{"U1": 3, "P1": 3, "W1": 4}] * 6
    found = score(responses_of([*others, {"W1": None}, {"W1": None}]), instrument)
    assert found.completed == {"worry": 2}
    assert found.scales["worry"].tolist() == pytest.approx([75] * 8)


def test_what_many_lack_stays_missing(responses_of, instrument) -> None:
    found = score(responses_of([{}] * 6 + [{"W1": None}] * 5), instrument)
    assert found.completed == {}
    assert found.scales["worry"].notna().tolist() == [True] * 6 + [False] * 5


def test_completed_values_are_additive_within_the_range_and_inputs_stay() -> None:
    points = nano(np.array([[10.0, 90, 98], [20.0, 100, NAN], [0.0, 80, 88]]))
    few = np.array([False, True, False])
    found = completed(points, completion(score_sums(points), few))
    # The second is 10 above the first, 20 above the third, in both complete columns; 108 is beyond the scale.
    assert in_points(found[1]).tolist() == [20, 100, 100]
    assert points[1, 2] < 0


def random_people(seed: int, n: int = 300) -> list[dict]:
    rng = np.random.default_rng(seed)
    people = []
    for _ in range(n):
        five, ten = rng.integers(1, 6, 6), rng.integers(0, 11, 2)
        answers = dict(zip(("S1", "S2", "S3", "U1", "P1", "W1", "E1", "E2"), [*five, *ten], strict=True))
        gone = {item: rng.choice([None, "NA"]) for item in answers if rng.random() < 0.012}
        people.append({"role": rng.choice(["nurse", "clerk", NOT_STATED]), **answers, **gone})
    return people


@pytest.mark.parametrize("seed", range(3))
def test_composites_are_the_means_of_their_constructs_and_contributors_are_the_same_or_k_fewer(
    responses_of, instrument, seed: int
) -> None:
    found = score(responses_of(random_people(seed)), instrument)
    assert sum(found.completed.values()) > 0
    for composite in instrument.composites:
        parts = found.scales[list(composite.scales)]
        there = parts.notna().all(axis=1)
        assert there.sum() > 250
        assert (parts.mean(axis=1) - found.scales[composite.id])[there].abs().max() < 1e-8
        assert found.scales[composite.id].notna().all()
    lacking = found.scales.isna().sum()
    assert all(count == 0 or count >= instrument.thresholds.k for count in lacking)
    assert found.scales.stack().dropna().between(0, 100).all()


def test_order_of_rows_means_nothing_and_inputs_stay_as_they_are(responses_of, instrument) -> None:
    people = random_people(9)
    responses = responses_of(people)
    before = [responses.ratings, responses.not_applicable, responses.people, responses.single]
    straight, turned = score(responses, instrument), score(responses_of(people[::-1]), instrument)
    pd.testing.assert_frame_equal(straight.scales, turned.scales.iloc[::-1].reset_index(drop=True), atol=1e-8)
    after = [responses.ratings, responses.not_applicable, responses.people, responses.single]
    for frame, same in zip(before, after, strict=True):
        pd.testing.assert_frame_equal(frame, same)


@pytest.mark.parametrize(
    ("willingness", "intention", "expected"),
    [
        (49.9, 80, "reluctant"),
        (50, 80, "undecided"),
        (62.4, 80, "undecided"),
        (62.5, 80, "willing"),
        (90, 25, "reluctant"),
        (90, 25.1, "willing"),
        (90, NAN, "willing"),
        (49.9, NAN, "reluctant"),
        (55, NAN, "undecided"),
    ],
)
def test_standing_of_a_person(willingness: float, intention: float, expected: str, instrument) -> None:
    points = nano(np.array([[willingness], [intention]]))
    assert STANDINGS[sides(points, ("willingness", "plan"), instrument)[0]] == expected


def test_limits_are_those_of_the_instrument(responses_of, instrument) -> None:
    strict = instrument.model_copy(update={"thresholds": Thresholds(k=5, person_reluctant_below=80, person_willing_from=90)})
    responses = responses_of([{"U1": 4, "P1": 4}])
    assert score(responses, instrument).standing.tolist() == ["willing"]
    assert score(responses, strict).standing.tolist() == ["reluctant"]


def test_topic_ratings_are_complete_pairs_of_those_whom_the_topic_concerns(responses_of, instrument) -> None:
    pair = {"T1_importance": 5, "T1_confidence": 2, "T2_importance": 4, "T2_confidence": 1}
    people = [pair, pair | {"role": "clerk"}, pair | {"role": NOT_STATED}, pair | {"T1_confidence": None, "T2_importance": "NA"}]
    found = score(responses_of(people), instrument)
    assert found.importance["T1"].tolist()[:3] == [5, 5, 5] and found.confidence["T1"].tolist()[:3] == [2, 2, 2]
    assert found.importance["T2"].isna().tolist() == [False, True, False, True]
    assert found.confidence["T2"].isna().tolist() == [False, True, False, True]
    assert np.isnan(found.importance.loc[3, "T1"]) and np.isnan(found.confidence.loc[3, "T1"])


def test_all_frames_are_of_scored_people_numbered_anew_and_hold_no_line(responses_of, instrument) -> None:
    blank = dict.fromkeys(("S1", "S2", "S3", "E1", "E2"))
    people = [blank | {"main": "B9"}, {"role": "clerk", "department": "north", "B1": True, "main": "B1"}, {"department": "south"}]
    found = score(responses_of(people), instrument)
    assert list(found.people) == ["role", "department"]
    assert found.people["department"].tolist() == ["north", "south"]
    assert found.strongest.series().tolist() == ["B1", ""]
    barriers = found.ticked["barriers"]
    assert barriers.frame()["B1"].tolist() == barriers.answered.tolist() == [True, False]
    frames = [found.people, found.scales, found.standing, found.items, found.importance, found.confidence, barriers.frame()]
    assert all(frame.index.equals(pd.RangeIndex(2)) for frame in frames)


def test_without_the_question_nobody_named_a_strongest_barrier(responses_of, instrument) -> None:
    responses = replace(responses_of([{}, {}]), singles={})
    assert score(responses, instrument).strongest.series().tolist() == ["", ""]


@pytest.mark.parametrize("people", [[], [dict.fromkeys(("S1", "S2", "S3", "E1", "E2"))] * 4], ids=["nobody", "nobody scored"])
def test_nobody_to_score_is_no_error(responses_of, instrument, people) -> None:
    found = score(responses_of(people), instrument)
    assert (len(found.people), len(found.scales), len(found.standing), found.not_scored) == (0, 0, 0, len(people))


def test_the_shipped_instrument_scores_every_role_by_its_own_items() -> None:
    instrument = load_instrument("tele_oncology")
    roles = [role.id for role in instrument.roles] + [NOT_STATED]
    n = 10 * len(roles)
    columns = [column for column, _, _ in instrument.rated_columns()]
    rng = np.random.default_rng(5)
    ratings = pd.DataFrame(rng.integers(1, 6, (n, len(columns))).astype(float), columns=columns)
    people = pd.DataFrame({"role": np.repeat(roles, 10), "department": NOT_STATED, "line": range(n), "recorded": pd.NaT})
    responses = Responses.of(people, ratings)
    found = score(responses, instrument)
    assert (len(found.scales), found.not_scored, found.completed) == (n, 0, {})
    asked = found.items.notna().sum(axis=1).groupby(found.people["role"], sort=False).agg(["min", "max"])
    for role in instrument.roles:
        assert asked.loc[role.id].tolist() == [sum(instrument.applies_to(item, role.id) for item in instrument.items)] * 2
    sizes = sorted({int(size) for size in asked["min"]})
    assert sizes[-1] == len(instrument.items) and all(a < b for a, b in pairwise(sizes))
