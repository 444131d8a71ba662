"""What is asked of a plan, held against one wave: which roles and topics it can be about, and what is wrong with its limits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.errors import Problem
from pipeline.findings.plan_limits import Limits, limit_problems
from pipeline.findings.planner import Demand, demand
from pipeline.publish.lists import fix_first, waiting_of

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle


def planned(bundle: Bundle, limits: Limits) -> Demand | None:
    """Seats that a plan within these limits could give; None where the wave has no seats."""
    seats, roster = bundle.findings.role_seats, bundle.release.roster
    if roster is None or seats.empty or seats["seats"].isna().all():
        return None
    return demand(seats, roster, limits.assumption, () if limits.waiting else waiting_of(bundle))


def for_every_class(bundle: Bundle, limits: Limits, hours: float) -> Limits:
    """The limits with one length for all classes, but those of topics that have their own."""
    wanted = planned(bundle, limits)
    topics = wanted.topics if wanted is not None else ()
    return replace(limits, lengths={**dict.fromkeys(topics, hours), **limits.lengths})


def asked_problems(bundle: Bundle, limits: Limits) -> list[Problem]:
    """Everything that is wrong with limits for this wave; empty where they make sense or the wave has no seats at all."""
    wanted = planned(bundle, limits)
    if wanted is None:
        return []
    waiting = {} if limits.waiting else waiting_of(bundle)
    named = {*limits.role_most, *limits.role_floor}
    found = [
        Problem(
            f"'{role}' is not planned for: {fix_first(waiting[role])}",
            "limits of roles",
            fix="plan for roles that wait too (--waiting), or leave its limit out",
        )
        for role in waiting
        if role in named
    ]
    topics = [topic.id for topic in bundle.instrument.topics]
    return [*found, *limit_problems(limits, (*wanted.roles, *waiting), topics, wanted.departments)]
