"""The seat plan of one wave: classes, who sits in them, what is met and left, and why not more.

Specification: docs/methods/planner.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.errors import Problem, SetupError, UsageError
from pipeline.findings.plan_limits import Limits, limit_problems
from pipeline.findings.plan_reasons import Clash, Eased, TopTopic, clash, eased_limits, top_topic
from pipeline.findings.planner import Demand, class_lengths, classes_of, demand, problem_of, seats_by_department
from pipeline.findings.waiting import waiting_roles
from pipeline.instrument.model import Cause, Instrument
from pipeline.stats.class_plan import ClassPlan, best_plan
from pipeline.tables import Findings, Release


@dataclass(frozen=True, slots=True)
class SeatPlan:
    """A plan and what is said about it.

    Attributes
    ----------
    limits : what it keeps. wanted : seats and need, R roles × T topics. plan : whole classes and seats.
    classes : one row per class × role; columns topic, number, role, seats. departments : seats of roles in departments, (R, D).
    eased : what every limit costs, the costliest first. top : the same hours on one topic.
    lengths : topic -> hours of one class. waiting : role -> what has to be mended there first; left out of the plan unless the
        limits say otherwise.
    """

    limits: Limits
    wanted: Demand
    plan: ClassPlan
    classes: pd.DataFrame
    departments: NDArray[np.int64]
    eased: tuple[Eased, ...]
    top: TopTopic | None
    lengths: Mapping[str, float]
    waiting: Mapping[str, Cause]


def seat_plan(release: Release, findings: Findings, instrument: Instrument, limits: Limits) -> SeatPlan | Clash:
    """The plan that meets most need within the limits, or which of them cannot be kept together.

    raises : SetupError where the wave has no seats (no roster, no topics); UsageError where limits make no sense; TimeoutError
    where nothing was found in time.
    """
    roster = _roster(release, findings)
    waiting = waiting_roles(release, findings.reluctance, instrument)
    wanted = demand(findings.role_seats, roster, limits.assumption, () if limits.waiting else waiting)
    problems = limit_problems(limits, wanted.roles, [topic.id for topic in instrument.topics], wanted.departments)
    if problems:
        raise UsageError(problems)
    problem = problem_of(wanted, limits, instrument)
    plan = best_plan(problem)
    if plan is None:
        return clash(wanted, limits, instrument)
    return SeatPlan(
        limits=limits,
        wanted=wanted,
        plan=plan,
        classes=classes_of(wanted, plan),
        departments=seats_by_department(wanted, plan, problem),
        eased=tuple(eased_limits(wanted, limits, instrument, plan)),
        top=top_topic(wanted, limits, instrument),
        lengths=class_lengths(limits, instrument),
        waiting=waiting,
    )


def _roster(release: Release, findings: Findings) -> pd.DataFrame:
    """The roster of a wave that has seats; raises SetupError where there are none."""
    if findings.role_seats.empty:
        raise SetupError(Problem("this wave has no training topics that can be shown, so there are no seats to plan"))
    if release.roster is None or findings.role_seats["seats"].isna().all():
        fix = "analyze again with a roster (staff by role and department): ROSTER=roster.csv"
        raise SetupError(Problem("this wave has no roster, so there are shares but no seats to plan", fix=fix))
    return release.roster
