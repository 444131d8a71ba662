"""Where there is no plan: which limits cannot be kept together, in words with their values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import Problem
from pipeline.findings.plan_limits import Limits
from pipeline.findings.plan_reasons import Clash
from pipeline.findings.planner import Demand, demand, problem_of
from pipeline.findings.waiting import waiting_roles
from pipeline.publish.numbers import people
from pipeline.publish.plan.limits import hours

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle


def clash_sentences(bundle: Bundle, clash: Clash, limits: Limits) -> tuple[str, ...]:
    """Which limits cannot be kept together, each with its value, and what would do; the first sentence is the headline."""
    values = [_value(bundle, limits, name, at) for name, at in clash.limits]
    if len(values) == 1:
        return (f"This limit cannot be kept: {values[0]}.", _hours_that_do(clash))
    return (
        f"These limits cannot be kept together: {'; '.join(values)}.",
        "With any one of them eased, all others can be kept.",
        _hours_that_do(clash),
    )


def clash_problems(bundle: Bundle, clash: Clash, limits: Limits) -> list[Problem]:
    """The same as problems, one per limit."""
    found = [Problem(_value(bundle, limits, name, at)) for name, at in clash.limits]
    ease = "ease any one of these: all others can be kept then" if len(found) > 1 else "ease it"
    last = found[-1]
    return [*found[:-1], Problem(last.what, fix=f"{ease}. {_hours_that_do(clash)}")]


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
        "classes": f"at most {limits.classes} classes" if limits.classes != 1 else "at most 1 class",
    }
    if name in words:
        return words[name]
    wanted = _demand(bundle, limits)
    problem, labels = problem_of(wanted, limits, bundle.instrument), bundle.instrument.labels()
    if name == "role_floor":
        r = wanted.roles.index(at)
        asked, most = wanted.wanted[r].sum(), limits.role_most.get(at)
        cap = f"; at most {most:,} by the cap of the role" if most is not None else ""
        return f"at least {problem.floor[r]:,.0f} seats for {labels['role'][at]} ({asked:,.0f} wanted{cap})"
    d = wanted.departments.index(at)
    staff = f"{wanted.staff[:, d].sum():,.0f} staff"
    return f"at least {problem.department_floor[d]:,.0f} seats for {labels['department'][at]} ({staff})"


def _demand(bundle: Bundle, limits: Limits) -> Demand:
    """What a plan within these limits could give; for a wave with a roster."""
    roster = bundle.release.roster
    assert roster is not None  # limits clash only where there is something to plan
    waiting = () if limits.waiting else waiting_roles(bundle.release, bundle.findings.reluctance, bundle.instrument)
    return demand(bundle.findings.role_seats, roster, limits.assumption, waiting)
