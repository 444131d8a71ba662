"""The seat plan of a wave: what is planned, who is left out, what a limit costs, which limits clash."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.errors import SetupError, UsageError
from pipeline.findings.findings import find
from pipeline.findings.plan_limits import Limits, limit_problems
from pipeline.findings.plan_reasons import Clash
from pipeline.findings.planner import demand, problem_of
from pipeline.findings.seat_plan import SeatPlan, seat_plan
from pipeline.findings.waiting import waiting_roles
from pipeline.stats.class_plan import best_plan


@pytest.fixture(scope="module")
def findings(release, instrument):
    return find(release, instrument)


def plan_of(release, findings, instrument, **limits) -> SeatPlan:
    found = seat_plan(release, findings, instrument, Limits(**{"hours": 6, **limits}))
    assert isinstance(found, SeatPlan)
    return found


def test_seats_classes_and_departments_tell_the_same_story(release, findings, instrument) -> None:
    plan = plan_of(release, findings, instrument)
    seats, classes = plan.plan.seats, plan.classes
    assert seats.sum() > 0 and classes["seats"].sum() == seats.sum() == plan.departments.sum()
    assert (plan.departments.sum(axis=1) == seats.sum(axis=1)).all()
    sizes = classes.groupby(["topic", "number"])["seats"].sum()
    assert sizes.between(plan.limits.smallest, plan.limits.class_size).all()
    for topic, of_topic in sizes.groupby(level=0):
        assert len(of_topic) == plan.plan.classes[plan.wanted.topics.index(topic)] and of_topic.max() - of_topic.min() <= 1
    by_role = classes.groupby(["role", "topic"])["seats"].sum()
    for (role, topic), given in by_role.items():
        assert given == seats[plan.wanted.roles.index(role), plan.wanted.topics.index(topic)]


def test_need_is_that_of_the_lists(release, findings, instrument) -> None:
    plan = plan_of(release, findings, instrument, hours=1000, per_person=10, smallest=1, waiting=True)
    lists = findings.role_seats[findings.role_seats["gap"] > 0]
    assert plan.plan.seats.sum() == lists["seats"].sum()
    assert plan.plan.met == pytest.approx((lists["gap"] * lists["seats"].astype(float)).sum()) == pytest.approx(plan.wanted.need)
    assert [eased.more for eased in plan.eased] == [0.0] * len(plan.eased)


def test_what_is_assumed_of_the_silent_changes_what_is_wanted(release, findings, instrument) -> None:
    wanted = {name: demand(findings.role_seats, release.roster, name).wanted.sum() for name in ("said", "seats", "more")}
    assert wanted["said"] < wanted["seats"] < wanted["more"]


def test_the_limit_that_costs_most_comes_first_and_costs_what_it_says(release, findings, instrument) -> None:
    plan = plan_of(release, findings, instrument, hours=3)
    costs = {eased.limit: eased.more for eased in plan.eased}
    assert list(costs.values()) == sorted(costs.values(), reverse=True) and costs["hours"] > 0
    hours = next(eased.to for eased in plan.eased if eased.limit == "hours")
    assert plan_of(release, findings, instrument, hours=hours).plan.met == pytest.approx(plan.plan.met + costs["hours"])


def test_one_topic_for_everyone_never_meets_more(release, findings, instrument) -> None:
    for hours in (1, 3, 10, 100):
        plan = plan_of(release, findings, instrument, hours=hours)
        need = (plan.wanted.worth * plan.wanted.wanted).sum(axis=0)
        assert plan.top.topic == plan.wanted.topics[int(need.argmax())]
        assert 0 < plan.top.met <= plan.plan.met + 1e-9 and plan.top.met <= need.max() + 1e-9


def test_the_top_topic_by_visible_arithmetic(release, findings, instrument) -> None:
    plan = plan_of(release, findings, instrument, hours=1, class_size=10)
    t = plan.wanted.topics.index(plan.top.topic)
    asking, worth = plan.wanted.wanted[:, t], plan.wanted.worth[:, t]
    # Ten seats, from every role in proportion to those in need.
    assert plan.top.met == pytest.approx(10 * (asking @ worth) / asking.sum())


def test_roles_that_wait_are_left_out_unless_asked_for(make_release, instrument) -> None:
    release = make_release({("nurse", "workflow"): 45, ("nurse", "usefulness"): 5})
    findings = find(release, instrument)
    waiting = waiting_roles(release, findings.reluctance, instrument)
    assert set(waiting) == {"nurse"} and waiting["nurse"].kind == "fix_first"
    assert "nurse" not in plan_of(release, findings, instrument).wanted.roles
    assert "nurse" in plan_of(release, findings, instrument, waiting=True).wanted.roles


def test_floors_are_kept(release, findings, instrument) -> None:
    floors = {"role_floor": {"clerk": 9}, "role_share": 0.05, "department_floor": {"east": 12}}
    plan = plan_of(release, findings, instrument, hours=4, **floors)
    by_role = dict(zip(plan.wanted.roles, plan.plan.seats.sum(axis=1), strict=True))
    staff = dict(zip(plan.wanted.roles, plan.wanted.staff.sum(axis=1), strict=True))
    assert by_role["clerk"] >= 9 and all(by_role[role] >= 0.05 * staff[role] for role in by_role)
    assert plan.departments[:, plan.wanted.departments.index("east")].sum() >= 12
    # Seats stay by staff but for what the floor asks to move.
    quota = plan.plan.seats.sum(axis=1, keepdims=True) * plan.wanted.staff / plan.wanted.staff.sum(axis=1, keepdims=True)
    missing = max(0, 12 - quota[:, plan.wanted.departments.index("east")].sum())
    assert np.abs(plan.departments - quota).sum() <= 2 * missing + quota.size
    assert (plan.departments.sum(axis=1) == plan.plan.seats.sum(axis=1)).all()


def test_limits_that_clash_are_named_and_no_others(release, findings, instrument) -> None:
    limits = Limits(hours=1, class_size=10, role_floor={"clerk": 15, "nurse": 2}, department_floor={"north": 1})
    found = seat_plan(release, findings, instrument, limits)
    assert isinstance(found, Clash)
    assert ("role_floor", "clerk") in found.limits and ("role_floor", "nurse") not in found.limits
    assert {name for name, _ in found.limits} == {"hours", "class_size", "role_floor"}
    assert found.hours == 2
    # With any one of them left out there is a plan; with the hours that it names, too.
    for other in (replace(limits, hours=100), replace(limits, class_size=100), replace(limits, role_floor={"nurse": 2})):
        assert isinstance(seat_plan(release, findings, instrument, other), SeatPlan)
    assert isinstance(seat_plan(release, findings, instrument, replace(limits, hours=found.hours)), SeatPlan)


def test_a_cap_of_a_role_below_its_floor_clashes_with_it_alone(release, findings, instrument) -> None:
    found = seat_plan(release, findings, instrument, Limits(hours=50, role_most={"clerk": 3}, role_floor={"clerk": 5}))
    assert isinstance(found, Clash) and found.limits == found.enough == (("role_most", ""), ("role_floor", "clerk"))


def test_where_two_clashes_stand_side_by_side_easing_one_limit_is_told_only_where_it_is_enough(
    release, findings, instrument
) -> None:
    limits = Limits(hours=1, class_size=10, role_floor={"clerk": 15, "nurse": 15})
    found = seat_plan(release, findings, instrument, limits)
    assert isinstance(found, Clash) and set(found.enough) < set(found.limits)
    assert {name for name, _ in found.enough} == {"hours", "class_size"}


def test_a_floor_above_what_is_needed_clashes_by_itself(release, findings, instrument) -> None:
    found = seat_plan(release, findings, instrument, Limits(hours=50, per_person=9, role_floor={"aide": 500}))
    assert isinstance(found, Clash) and found.hours is None and found.limits == (("role_floor", "aide"),)


def test_senseless_limits_are_all_told_at_once(release, findings, instrument) -> None:
    senseless = Limits(
        hours=-1,
        class_size=3,
        smallest=5,
        per_person=0,
        lengths={"T1": float("nan"), "T99": 1},
        classes=0,
        role_most={"pilot": 1, "nurse": -2},
        department_share=1.5,
    )
    with pytest.raises(UsageError) as raised:
        seat_plan(release, findings, instrument, senseless)
    text = str(raised.value)
    parts = (
        "-1 hours",
        "larger than a full one",
        "0 seats per person",
        "nan hours",
        "'T99'",
        "0 classes",
        "'pilot'",
        "-2 seats",
        "1.5 of",
    )
    assert len(raised.value.problems) == len(parts) and all(part in text for part in parts)
    assert limit_problems(Limits(hours=1), ["nurse"], ["T1"], ["north"]) == []


def test_without_a_roster_or_topics_there_is_no_plan(make_release, instrument, release) -> None:
    bare = make_release(with_roster=False)
    with pytest.raises(SetupError, match="no roster"):
        seat_plan(bare, find(bare, instrument), instrument, Limits(hours=1))
    silent = replace(release, topics=release.topics.iloc[:0])
    with pytest.raises(SetupError, match="no training topics"):
        seat_plan(silent, find(silent, instrument), instrument, Limits(hours=1))


def test_lengths_come_from_the_instrument_unless_said_otherwise(release, findings, instrument) -> None:
    longer = replace_hours(instrument, {"T1": 3.0})
    wanted = demand(findings.role_seats, release.roster, "seats")
    one = problem_of(wanted, Limits(hours=5, lengths={"T2": 0.5}), longer)
    assert dict(zip(wanted.topics, one.length, strict=True)) == {"T1": 3.0, "T2": 0.5, "T3": 1.0, "T4": 1.0, "T5": 1.0}
    assert best_plan(one) is not None


def replace_hours(instrument, hours: dict[str, float]):
    topics = [topic.model_copy(update={"hours": hours.get(topic.id, topic.hours)}) for topic in instrument.topics]
    return instrument.model_copy(update={"topics": tuple(topics)})


def test_departments_get_seats_by_their_staff(release, findings, instrument) -> None:
    plan = plan_of(release, findings, instrument)
    heads = plan.wanted.staff.sum(axis=1, keepdims=True)
    quota = plan.plan.seats.sum(axis=1, keepdims=True) * plan.wanted.staff / np.maximum(heads, 1)
    assert (np.abs(plan.departments - quota) < 1).all()
