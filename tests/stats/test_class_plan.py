"""The seat plan: against every possible plan, against arithmetic one can see, and against its own limits."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.stats.class_plan import ClassPlan, ClassProblem, best_plan, fewest_hours
from pipeline.stats.spread_out import spread_out


def problem(worth, wanted, **other) -> ClassProblem:
    """Two-hour days and small classes, unless said otherwise."""
    worth, wanted = np.asarray(worth, dtype=float), np.asarray(wanted, dtype=float)
    roles, topics = worth.shape
    values = {
        "by_staff": np.full(roles, np.inf),
        "most": np.full(roles, np.inf),
        "floor": np.zeros(roles),
        "cells": np.zeros((roles, 1)),
        "department_floor": np.zeros(1),
        "length": np.ones(topics),
        "hours": np.inf,
        "classes": np.inf,
        "size": 3,
        "smallest": 2,
    }
    return ClassProblem(worth=worth, wanted=wanted, **{**values, **other})


def every_plan_best(one: ClassProblem) -> float | None:
    """The most need that any seats meet, by looking at all of them; None where none keeps the limits."""
    roles, topics = one.worth.shape
    best = None
    for flat in itertools.product(*(range(int(w) + 1) for w in one.wanted.ravel())):
        x = np.array(flat).reshape(roles, topics)
        per_topic, per_role = x.sum(axis=0), x.sum(axis=1)
        fewest = np.ceil(per_topic / one.size)
        if (fewest * one.smallest > per_topic).any() or fewest.sum() > one.classes:
            continue
        if fewest @ one.length > one.hours + 1e-9 or (per_role > one.most).any() or (per_role < one.floor).any():
            continue
        value = float((x * one.worth).sum())
        best = value if best is None else max(best, value)
    return best


def keeps(one: ClassProblem, plan: ClassPlan) -> bool:
    per_topic, per_role = plan.seats.sum(axis=0), plan.seats.sum(axis=1)
    return bool(
        (plan.seats >= 0).all()
        and (plan.seats <= one.wanted).all()
        and (per_topic <= one.size * plan.classes).all()
        and (per_topic >= one.smallest * plan.classes).all()
        and plan.classes @ one.length <= one.hours + 1e-6
        and plan.classes.sum() <= one.classes
        and (per_role <= one.most + 1e-6).all()
        and (per_role >= one.floor - 1e-6).all()
        and departments_can_be_kept(one, per_role)
    )


def departments_can_be_kept(one: ClassProblem, per_role: np.ndarray) -> bool:
    """Seats of the roles can be spread so that cells and floors of departments are kept."""
    if not one.department_floor.any():
        return True
    spread = spread_out(per_role, one.cells, one.cells, one.department_floor)
    return bool(
        (spread.sum(axis=1) == per_role).all()
        and (spread.sum(axis=0) >= one.department_floor).all()
        and (spread <= one.cells).all()
    )


def test_one_hour_goes_to_the_class_that_meets_most() -> None:
    # Topic 0: two seats of 2 and one of 1 = 5; topic 1: three seats of 1.5 = 4.5.
    plan = best_plan(problem([[2, 1.5], [1, 0]], [[2, 3], [2, 0]], hours=1))
    assert plan.classes.tolist() == [1, 0] and plan.seats.tolist() == [[2, 0], [1, 0]]
    assert plan.met == 5 and plan.proved and plan.gap == 0


def test_a_class_that_would_be_too_small_is_not_held() -> None:
    assert best_plan(problem([[2.0]], [[1]])).classes.tolist() == [0]
    assert best_plan(problem([[2.0]], [[4]], smallest=3)).seats.tolist() == [[3]]


def test_no_class_more_than_the_seats_need() -> None:
    assert best_plan(problem([[1.0, 1.0]], [[6, 3]])).classes.tolist() == [2, 1]


def test_a_longer_class_has_to_be_worth_its_hours() -> None:
    one = problem([[1.0, 1.4]], [[3, 3]], hours=2, length=np.array([1.0, 2.0]))
    assert best_plan(one).met == pytest.approx(4.2)  # 3 × 1.4 in two hours beats 3 × 1 in one
    assert best_plan(replace(one, wanted=np.array([[6.0, 3.0]]))).met == pytest.approx(6.0)


def test_floors_of_departments_limit_a_plan() -> None:
    one = problem([[1.0]], [[4]], size=4, cells=np.array([[3.0, 3.0]]), department_floor=np.array([0.0, 2.0]))
    plan = best_plan(one)
    assert plan.seats.tolist() == [[4]]
    assert best_plan(replace(one, department_floor=np.array([0.0, 4.0]))) is None


def test_floors_that_cannot_be_met_have_no_plan_and_their_fewest_hours() -> None:
    one = problem([[1.0, 1.0], [1.0, 1.0]], [[3, 3], [3, 3]], floor=np.array([4.0, 4.0]), hours=1)
    assert best_plan(one) is None
    assert fewest_hours(one) == 3  # eight seats in classes of three
    assert fewest_hours(replace(one, floor=np.array([7.0, 0.0]))) is None  # only six are in need


small = st.integers(0, 3)


@st.composite
def small_problems(draw: st.DrawFn) -> ClassProblem:
    roles, topics = draw(st.integers(1, 2)), draw(st.integers(1, 3))
    worth = draw(st.lists(st.floats(0, 3), min_size=roles * topics, max_size=roles * topics))
    wanted = draw(st.lists(small, min_size=roles * topics, max_size=roles * topics))
    size = draw(st.integers(1, 4))
    return problem(
        np.reshape(worth, (roles, topics)),
        np.reshape(wanted, (roles, topics)),
        hours=draw(st.sampled_from([0.5, 1.0, 2.0, 3.5, 10.0])),
        length=np.array(draw(st.lists(st.sampled_from([0.5, 1.0, 1.5, 2.0]), min_size=topics, max_size=topics))),
        size=size,
        smallest=draw(st.integers(1, size)),
        classes=draw(st.sampled_from([1, 2, np.inf])),
        most=np.array(draw(st.lists(st.integers(0, 6), min_size=roles, max_size=roles)), dtype=float),
        floor=np.array(draw(st.lists(st.sampled_from([0, 0, 0, 1, 2]), min_size=roles, max_size=roles)), dtype=float),
    )


@settings(deadline=None, max_examples=150)
@given(small_problems())
def test_no_other_plan_meets_more(one: ClassProblem) -> None:
    plan, best = best_plan(one), every_plan_best(one)
    assert (plan is None) == (best is None)
    if plan is not None and best is not None:
        assert keeps(one, plan) and plan.proved
        assert plan.met == pytest.approx(best, abs=1e-4) and plan.bound >= best - 1e-4


def random_problem(seed: int, roles: int = 20, topics: int = 20, departments: int = 12) -> ClassProblem:
    rng = np.random.default_rng(seed)
    staff = rng.multinomial(2500, rng.dirichlet(np.ones(roles * departments))).reshape(roles, departments).astype(float)
    heads = staff.sum(axis=1)
    worth = np.maximum(rng.normal(1, 0.6, (roles, topics)), 0)
    wanted = np.where(worth > 0, np.rint(heads[:, None] * np.clip(rng.normal(0.25, 0.1, (roles, topics)), 0, 1)), 0.0)
    return problem(
        worth,
        wanted,
        most=2 * heads,
        floor=np.ceil(0.02 * heads),
        cells=2 * staff,
        department_floor=np.ceil(0.02 * staff.sum(axis=0)),
        length=rng.choice([1.0, 1.5, 2.0, 3.0], topics),
        hours=45.0,
        classes=30,
        size=15,
        smallest=6,
    )


@pytest.mark.parametrize("seed", range(5))
def test_plans_of_a_real_size_keep_every_limit_and_are_proved(seed: int) -> None:
    one = random_problem(seed)
    plan = best_plan(one)
    assert keeps(one, plan) and plan.proved and plan.met <= plan.bound + 1e-6
    more = best_plan(replace(one, hours=one.hours + 3))
    assert more.met >= plan.met - 1e-6
    order = np.random.default_rng(seed).permutation(20)
    turned = replace(one, worth=one.worth[order], wanted=one.wanted[order], most=one.most[order], floor=one.floor[order])
    assert best_plan(replace(turned, cells=one.cells[order])).met == pytest.approx(plan.met)


def test_without_limits_every_wanted_seat_is_given() -> None:
    one = random_problem(9)
    free = replace(one, hours=np.inf, classes=np.inf, most=np.full(20, np.inf), smallest=1, floor=np.zeros(20))
    plan = best_plan(replace(free, department_floor=np.zeros(12)))
    assert plan.seats.tolist() == one.wanted.astype(int).tolist()


def test_the_same_problem_always_has_the_same_plan() -> None:
    first, second = best_plan(random_problem(3)), best_plan(random_problem(3))
    assert first.seats.tolist() == second.seats.tolist() and first.classes.tolist() == second.classes.tolist()
