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
    one = len(values) == 1
    headline = "No plan can keep this limit." if one else "No plan can keep these limits together."
    return ClashSentences(headline, tuple(values.values()), tuple(_advice(clash, values)))


def clash_problems(bundle: Bundle, clash: Clash, limits: Limits) -> list[Problem]:
    """The same as problems, one per limit."""
    said = clash_sentences(bundle, clash, limits)
    found = [Problem(value) for value in said.limits]
    return [*found[:-1], Problem(found[-1].what, fix=" ".join(said.advice))]


def _advice(clash: Clash, values: Mapping[tuple[str, str], str]) -> Iterator[str]:
    if len(values) == 1 and clash.enough:
        yield "Ease it, and there is a plan."
    elif len(values) > 1 and len(clash.enough) == len(values):
        yield "Ease any one of them, and there is a plan."
    elif clash.enough:
        yield f"It is enough to ease one of these: {'; '.join(values[limit] for limit in clash.enough)}."
    else:
        yield "Ease one of them and plan again: other limits clash too."
    yield _hours_that_do(clash)


def _hours_that_do(clash: Clash) -> str:
    if clash.hours is None:
        return "More hours alone would not do."
    return f"{hours(clash.hours)} would do, with all other limits as they are."


def _value(bundle: Bundle, limits: Limits, name: str, at: str) -> str:
    """A limit with its value, as it stands in a list."""
    words = {
        "hours": f"{hours(limits.hours)} of teaching",
        "class_size": f"at most {people(limits.class_size, 'seat')} in a class",
        "smallest": f"at least {people(limits.smallest, 'seat')} in a class",
        "per_person": f"at most {people(limits.per_person, 'seat')} per person",
        "role_most": "the most seats of single roles",
        "classes": f"at most {limits.classes} classes" if limits.classes != 1 else "at most 1 class",
    }
    if name in words:
        return words[name]
    wanted = planned(bundle, limits)
    assert wanted is not None  # limits clash only where there is something to plan
    problem, labels = problem_of(wanted, limits, bundle.instrument), bundle.instrument.labels()
    if name == "role_floor":
        r = wanted.roles.index(at)
        asked, most = wanted.wanted[r].sum(), limits.role_most.get(at)
        cap = f"; at most {most:,} by the cap of the role" if most is not None else ""
        return f"at least {problem.floor[r]:,.0f} seats for {labels['role'][at]} ({asked:,.0f} wanted{cap})"
    d = wanted.departments.index(at)
    staff = f"{wanted.staff[:, d].sum():,.0f} staff"
    return f"at least {problem.department_floor[d]:,.0f} seats for {labels['department'][at]} ({staff})"
