"""Why a plan meets no more need, what the same hours would do otherwise, and which limits cannot be kept together.

Specification: docs/methods/planner.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from pipeline.findings.plan_limits import Limits
from pipeline.findings.planner import Demand, problem_of
from pipeline.instrument.model import Instrument
from pipeline.stats.class_plan import ClassPlan, ClassProblem, best_plan, fewest_hours

_NOTHING = 1e-6


@dataclass(frozen=True, slots=True)
class Eased:
    """What easing one limit by one step would give. limit : its name in ``Limits``. to : its value then, None for none.

    more : need that would be met beside the plan's, in points of the gap.
    """

    limit: str
    to: float | None
    more: float


@dataclass(frozen=True, slots=True)
class TopTopic:
    """The same hours on one topic. topic : the one with the most need in all. met : need that would be met."""

    topic: str
    met: float


@dataclass(frozen=True, slots=True)
class Clash:
    """Limits that cannot be kept together.

    Attributes
    ----------
    limits : (name in ``Limits``, role or department of a floor, else "") of a smallest set that clashes.
    enough : those of them of which leaving out one alone makes a plan possible; there may be other clashes beside this one.
    hours : the fewest that would do with all other limits as they are; None where more hours do not help.
    """

    limits: tuple[tuple[str, str], ...]
    enough: tuple[tuple[str, str], ...]
    hours: float | None


def eased_limits(wanted: Demand, limits: Limits, instrument: Instrument, plan: ClassPlan) -> list[Eased]:
    """Every limit that is set, eased by one step, the costliest first."""
    found = []
    for name, to, other in _steps(limits, problem_of(wanted, limits, instrument)):
        better = best_plan(problem_of(wanted, other, instrument))
        more = max(0.0, better.met - plan.met) if better is not None else 0.0
        found.append(Eased(name, to, more if more > _NOTHING * max(plan.met, 1.0) else 0.0))
    return sorted(found, key=lambda eased: -eased.more)


def _steps(limits: Limits, problem: ClassProblem) -> Iterator[tuple[str, float | None, Limits]]:
    hours = limits.hours + float(problem.length.max(initial=1.0))
    yield "hours", hours, replace(limits, hours=hours)
    yield "class_size", limits.class_size + 1, replace(limits, class_size=limits.class_size + 1)
    if limits.smallest > 1:
        yield "smallest", 1, replace(limits, smallest=1)
    yield "per_person", limits.per_person + 1, replace(limits, per_person=limits.per_person + 1)
    if limits.classes is not None:
        yield "classes", limits.classes + 1, replace(limits, classes=limits.classes + 1)
    if limits.role_most:
        yield "role_most", None, replace(limits, role_most={})
    if limits.role_floor or limits.role_share:
        yield "role_floor", None, replace(limits, role_floor={}, role_share=0.0)
    if limits.department_floor or limits.department_share:
        yield "department_floor", None, replace(limits, department_floor={}, department_share=0.0)


def top_topic(wanted: Demand, limits: Limits, instrument: Instrument) -> TopTopic | None:
    """Classes of one topic only, open to every role alike, within the same limits but floors; None where nothing is needed.

    Only people in need are seated, from every role in the same proportion.
    """
    need = (wanted.worth * wanted.wanted).sum(axis=0)
    if not need.any():
        return None
    problem, top = problem_of(wanted, limits, instrument), int(need.argmax())
    asking = np.minimum(problem.wanted[:, top], np.minimum(problem.by_staff, problem.most))
    classes = min(np.floor(limits.hours / problem.length[top] + 1e-9), problem.classes, np.ceil(asking.sum() / problem.size))
    seats = min(classes * problem.size, asking.sum())
    if seats < problem.smallest:
        return TopTopic(wanted.topics[top], 0.0)
    return TopTopic(wanted.topics[top], float(seats * (problem.worth[:, top] @ asking) / asking.sum()))


def clash(wanted: Demand, limits: Limits, instrument: Instrument) -> Clash:
    """A smallest set of limits that no plan can keep together: with any of them left out the others of the set can be kept.

    For limits that no plan keeps. The deletion filter of Chinneck & Dravnieks (1991).
    """
    given = problem_of(wanted, limits, instrument)
    problem, kept = given, {}
    for name, at, without in _left_out(given, wanted):
        other = without(problem)
        if can_be_kept(other):
            kept[name, at] = without
        else:
            problem = other
    enough = (limit for limit, without in kept.items() if can_be_kept(without(given)))
    return Clash(tuple(kept), tuple(enough), fewest_hours(given))


def can_be_kept(problem: ClassProblem) -> bool:
    """Whether some plan keeps all limits."""
    hours = fewest_hours(problem)
    return hours is not None and hours <= problem.hours + 1e-9


def _left_out(problem: ClassProblem, wanted: Demand) -> Iterator[tuple[str, str, Callable[[ClassProblem], ClassProblem]]]:
    """(name, id, function that leaves the limit out), floors one by one."""
    yield "hours", "", lambda one: replace(one, hours=np.inf)
    yield "classes", "", lambda one: replace(one, classes=np.inf)
    yield "smallest", "", lambda one: replace(one, smallest=1)
    yield "class_size", "", lambda one: replace(one, size=int(max(one.size, one.wanted.sum())))
    endless = np.full_like(problem.most, np.inf)
    yield "per_person", "", lambda one: replace(one, by_staff=endless, cells=np.where(one.cells > 0, one.wanted.sum(), 0))
    yield "role_most", "", lambda one: replace(one, most=endless)
    for r in np.flatnonzero(problem.floor):
        yield "role_floor", wanted.roles[r], partial(_no_role_floor, int(r))
    for d in np.flatnonzero(problem.department_floor):
        yield "department_floor", wanted.departments[d], partial(_no_department_floor, int(d))


def _no_role_floor(at: int, problem: ClassProblem) -> ClassProblem:
    return replace(problem, floor=_without(problem.floor, at))


def _no_department_floor(at: int, problem: ClassProblem) -> ClassProblem:
    return replace(problem, department_floor=_without(problem.department_floor, at))


def _without(values: NDArray[np.float64], at: int) -> NDArray[np.float64]:
    changed = values.copy()
    changed[at] = 0
    return changed
