"""Where there is no plan: which limits cannot be kept together, in words with their values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import Problem
from pipeline.findings.plan_limits import Limits
from pipeline.findings.plan_reasons import Clash
from pipeline.findings.planner import problem_of
from pipeline.publish.numbers import people
from pipeline.publish.plan.asked import planned
from pipeline.publish.plan.limits import hours
from pipeline.publish.words import say

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle


@dataclass(frozen=True, slots=True)
class ClashSentences:
    """What is said where there is no plan. limits : those that clash, each with its value. advice : what would do."""

    headline: str
    limits: tuple[str, ...]
    advice: tuple[str, ...]


def clash_sentences(bundle: Bundle, clash: Clash, limits: Limits) -> ClashSentences:
    """Which limits cannot be kept together, each with its value, and what would do."""
    values = {limit: _value(bundle, limits, *limit) for limit in clash.limits}
    headline = say("clash.headline", n=len(values))
    return ClashSentences(headline, tuple(values.values()), tuple(_advice(clash, values)))


def clash_problems(bundle: Bundle, clash: Clash, limits: Limits) -> list[Problem]:
    """The same as problems, one per limit."""
    said = clash_sentences(bundle, clash, limits)
    found = [Problem(value) for value in said.limits]
    return [*found[:-1], Problem(found[-1].what, fix=" ".join(said.advice))]


def _advice(clash: Clash, values: Mapping[tuple[str, str], str]) -> Iterator[str]:
    if len(values) == 1 and clash.enough:
        yield say("clash.ease_it")
    elif len(values) > 1 and len(clash.enough) == len(values):
        yield say("clash.ease_any")
    elif clash.enough:
        yield say("clash.ease_one_of", limits="; ".join(values[limit] for limit in clash.enough))
    else:
        yield say("clash.ease_and_again")
    yield _hours_that_do(clash)


def _hours_that_do(clash: Clash) -> str:
    if clash.hours is None:
        return say("clash.hours_no")
    return say("clash.hours_do", hours=hours(clash.hours))


def _value(bundle: Bundle, limits: Limits, name: str, at: str) -> str:
    """A limit with its value, as it stands in a list."""
    words = {
        "hours": say("clash.hours", hours=hours(limits.hours)),
        "class_size": say("clash.class_size", seats=people(limits.class_size, "seat")),
        "smallest": say("clash.smallest", seats=people(limits.smallest, "seat")),
        "per_person": say("plan.per_person", seats=people(limits.per_person, "seat")),
        "role_most": say("clash.role_most"),
        "classes": say("plan.most_classes", n=limits.classes or 0),
    }
    if name in words:
        return words[name]
    wanted = planned(bundle, limits)
    assert wanted is not None  # limits clash only where there is something to plan
    problem, labels = problem_of(wanted, limits, bundle.instrument), bundle.instrument.labels()
    if name == "role_floor":
        r = wanted.roles.index(at)
        asked, most = wanted.wanted[r].sum(), limits.role_most.get(at)
        cap = say("clash.cap_of_role", most=most) if most is not None else ""
        values = {"seats": f"{problem.floor[r]:,.0f}", "wanted": f"{asked:,.0f}"}
        return say("clash.role_floor", role=labels["role"][at], cap=cap, **values)
    d = wanted.departments.index(at)
    seats, staff = f"{problem.department_floor[d]:,.0f}", f"{wanted.staff[:, d].sum():,.0f}"
    return say("clash.department_floor", seats=seats, department=labels["department"][at], staff=staff)
