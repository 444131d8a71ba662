"""Seat plans for one made-up organisation: the shipped one, others with the same hours, and the best that is possible."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.training_worlds import World
from pipeline.findings.plan_limits import SEATS_OF_CLASS, SMALLEST_CLASS, Limits
from pipeline.findings.plan_reasons import top_topic
from pipeline.findings.planner import Demand, demand, problem_of
from pipeline.findings.training import Training
from pipeline.instrument.model import Instrument
from pipeline.stats.class_plan import ClassProblem, best_plan, fewest_hours

BUDGETS = {"scarce": 0.08, "moderate": 0.16}
"""Seats that the hours make in classes of 12, as a share of the staff."""
OURS = "**the plan**"
PRODUCT_TOP = "top topic, people in need only"
TOP = "top topic for all"
TOP_THREE = "top three topics for all"
OWN_TOP = "each role its own top topic (raw)"
RAW = "raw gap, our seats"
ORACLE = "oracle"
PLANNED = (20, 20, 30)
"""Roles, topics and most classes of the problems whose time is taken."""
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Survey:
    """One survey, or several: lists has a row per role × topic (truth, finding, other measures), plans one per budget × way."""

    lists: pd.DataFrame
    plans: pd.DataFrame


def plans(world: World, found: Training, raw: Mapping[str, Array], everybody: Array) -> pd.DataFrame:
    """Need met by every way to spend the hours, one row per budget × way.

    raw : raw ``gap`` and ``share`` in need per role × topic, of whatever group stands for the role. everybody : raw gap of
    everybody per topic. Columns budget, hours, way, met, met_in_need (seats beyond the people truly in need meet nothing).
    """
    instrument, roster = world.made.instrument, world.made.roster
    ours = _in_order(demand(found.seats, roster, "seats"), instrument)
    worth = np.maximum(world.gap, 0)
    rows = []
    for budget, share in BUDGETS.items():
        limits = Limits(hours=max(1.0, np.rint(share * world.staff.sum() / SEATS_OF_CLASS)))
        for way, seats in _ways(world, ours, raw, everybody, limits):
            met, inside = (worth * seats).sum(), (worth * np.minimum(seats, world.in_need)).sum()
            rows.append({"budget": budget, "hours": limits.hours, "way": way, "met": met, "met_in_need": inside})
    return pd.DataFrame(rows)


def _ways(world: World, ours: Demand, raw: Mapping[str, Array], everybody: Array, limits: Limits) -> Iterator[tuple[str, Array]]:
    """(name, seats per role × topic)."""
    instrument = world.made.instrument
    gap = np.maximum(raw["gap"], 0)
    asked = np.where(gap > 0, np.rint(raw["share"] * world.staff[:, None]), 0)
    yield OURS, planned(ours, limits, instrument)
    yield RAW, planned(replace(ours, worth=gap), limits, instrument)
    yield "raw gap, raw share in need", planned(replace(ours, worth=gap, wanted=asked), limits, instrument)
    yield PRODUCT_TOP, _top_in_need(ours, limits, instrument)
    best = np.argsort(-everybody, kind="stable")
    yield TOP, _for_all(world, best[:1], limits)
    yield TOP_THREE, _for_all(world, best[:3], limits)
    yield OWN_TOP, _own_top(world, gap, limits)
    truth = replace(ours, worth=np.maximum(world.gap, 0), wanted=np.where(world.gap > 0, world.in_need, 0).astype(float))
    yield ORACLE, planned(truth, limits, instrument)


def planned(wanted: Demand, limits: Limits, instrument: Instrument) -> Array:
    """Seats of the best plan, (R, T)."""
    plan = best_plan(problem_of(wanted, limits, instrument))
    assert plan is not None  # nothing at all is always a plan without floors
    return plan.seats.astype(float)


def _in_order(wanted: Demand, instrument: Instrument) -> Demand:
    """With roles in the order of the instrument; without staff where a role has nobody."""
    names, roles = list(wanted.roles), [role.id for role in instrument.roles]
    place = [names.index(role) if role in names else -1 for role in roles]
    padded = {name: np.vstack([getattr(wanted, name), np.zeros(getattr(wanted, name).shape[1])]) for name in _PER_ROLE}
    return replace(wanted, roles=tuple(roles), **{name: values[place] for name, values in padded.items()})


_PER_ROLE = ("worth", "wanted", "staff")


def _top_in_need(ours: Demand, limits: Limits, instrument: Instrument) -> Array:
    """What the product compares with: classes of one topic, people in need only, from every role in the same proportion."""
    top = top_topic(ours, limits, instrument)
    seats = np.zeros(ours.worth.shape)
    if top is not None:
        at = ours.topics.index(top.topic)
        asking = np.minimum(ours.wanted[:, at], limits.per_person * ours.staff.sum(axis=1))
        seats[:, at] = asking * top.met / max(float(ours.worth[:, at] @ asking), 1e-9)
    return seats


def _for_all(world: World, topics: NDArray[np.int64], limits: Limits) -> Array:
    """The hours spread over these topics, the first ones first; seats by staff, in need or not."""
    classes = np.array([len(part) for part in np.array_split(np.arange(int(limits.hours)), len(topics))])
    seats = np.zeros(world.gap.shape)
    seats[:, topics] = np.minimum(classes * limits.class_size / world.staff.sum(), 1) * world.staff[:, None]
    return seats


def _own_top(world: World, gap: Array, limits: Limits) -> Array:
    """Every role its topic with the largest raw gap; seats by staff, as if a class could be of any size."""
    seats = np.zeros(gap.shape)
    part = min(1.0, limits.hours * limits.class_size / world.staff.sum())
    seats[np.arange(len(gap)), gap.argmax(axis=1)] = part * world.staff
    return seats


def made_up_problem(rng: np.random.Generator) -> ClassProblem:
    """A plan of at most 30 classes with floors of roles and departments; classes of one to three hours."""
    roles, topics, classes = PLANNED
    sizes = np.outer(rng.dirichlet(np.full(roles, 2.0)), rng.dirichlet(np.full(10, 2.0)))
    staff = np.rint(sizes * np.exp(rng.uniform(np.log(300), np.log(5_000))))
    heads, inside = staff.sum(axis=1), staff.sum(axis=0)
    worth = np.maximum(rng.normal(0.9, 0.2, (roles, 1)) + rng.normal(0, 0.3, topics) + rng.normal(0, 0.3, (roles, topics)), 0)
    wanted = np.where(worth > 0, rng.binomial(heads.astype(int)[:, None], rng.beta(2, 9, (roles, topics))), 0.0)
    length = rng.choice([1.0, 1.5, 2.0, 3.0], topics)
    open_seats = np.ceil(staff / np.maximum(heads, 1)[:, None] * wanted.sum(axis=1)[:, None])
    seats = classes * SEATS_OF_CLASS
    return ClassProblem(
        worth=worth,
        wanted=wanted,
        by_staff=2 * heads,
        most=np.full(len(heads), np.inf),
        floor=np.floor(rng.uniform(0.1, 0.5) * seats * heads / heads.sum()),
        cells=np.minimum(2 * staff, open_seats),
        department_floor=np.floor(rng.uniform(0.1, 0.5) * seats * inside / inside.sum()),
        length=length,
        hours=classes * float(rng.uniform(1.0, 2.0)),
        classes=classes,
        size=SEATS_OF_CLASS,
        smallest=SMALLEST_CLASS,
    )


def solving_times(problems: int, seed: int = 5) -> pd.DataFrame:
    """One row per made-up problem that has a plan.

    Columns seconds (of the processor: others may be at work on the machine), by_the_clock, proved (to be the best), gap, classes.
    """
    rng, rows = np.random.default_rng(seed), []
    while len(rows) < problems:
        problem = made_up_problem(rng)
        if fewest_hours(problem) is None:
            continue
        start = time.process_time(), time.perf_counter()
        plan = best_plan(problem)
        seconds, by_the_clock = time.process_time() - start[0], time.perf_counter() - start[1]
        if plan is not None:
            told = {"seconds": seconds, "by_the_clock": by_the_clock, "proved": plan.proved, "gap": plan.gap}
            rows.append(told | {"classes": int(plan.classes.sum())})
    return pd.DataFrame(rows)
