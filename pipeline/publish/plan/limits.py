"""The limits of a plan in words: what each is called, and what was set."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from pipeline.findings.plan_limits import Assumption, Limits
from pipeline.instrument.model import Instrument
from pipeline.publish.numbers import people, percent
from pipeline.publish.words import say

_ORDER: Final = ("hours", "class_size", "smallest", "per_person", "classes", "role_most", "role_floor", "department_floor")
LIMITS: Final = {limit: say(f"plan_limit.{limit}") for limit in _ORDER}
"""What every limit is called, in the order in which they are told."""


def number(value: float) -> str:
    """A number of hours or seats, without needless decimals."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def hours(value: float) -> str:
    """``1 hour``, ``40 hours``."""
    return say("count.hour", n=value, hours=number(value))


def set_limits(limits: Limits, instrument: Instrument) -> dict[str, str]:
    """Limit that is set -> its setting in words, in the order of ``LIMITS``."""
    labels = instrument.labels()
    found = {
        "hours": number(limits.hours),
        "class_size": str(limits.class_size),
        "smallest": str(limits.smallest),
        "per_person": str(limits.per_person),
        "classes": "" if limits.classes is None else str(limits.classes),
        "role_most": _each(limits.role_most, labels["role"]),
        "role_floor": _floors(limits.role_share, limits.role_floor, labels["role"]),
        "department_floor": _floors(limits.department_share, limits.department_floor, labels["department"]),
    }
    return {name: text for name, text in found.items() if text}


def limits_sentence(limits: Limits, instrument: Instrument, topics: Collection[str]) -> str:
    """All limits that a plan keeps, in one sentence. topics : those that can be planned."""
    said = set_limits(limits, instrument)
    size = say("plan.classes_from_to", least=limits.smallest, most=limits.class_size)
    if limits.smallest == limits.class_size:
        size = say("plan.classes_of", seats=people(limits.class_size, "seat"))
    parts = [hours(limits.hours), size, say("plan.per_person", seats=people(limits.per_person, "seat"))]
    if limits.classes is not None:
        parts.append(say("plan.most_classes", n=limits.classes))
    parts += [f"{LIMITS[name].lower()}: {said[name]}" for name in ("role_most", "role_floor", "department_floor") if name in said]
    parts += _lengths(limits, instrument, topics)
    return say("plan.limits", limits="; ".join(parts))


def assumption_sentence(assumption: Assumption, instrument: Instrument) -> str:
    """What the seats assume of those who did not answer."""
    if assumption == "said":
        return say("plan.assumes_said")
    if assumption == "more":
        shift = percent(instrument.thresholds.silent_shift).removesuffix(" %")
        return say("plan.assumes_more", points=shift)
    return say("plan.assumes_as_often")


def _lengths(limits: Limits, instrument: Instrument, topics: Collection[str]) -> list[str]:
    """How long classes are, where it was set: topics of one length together, and the commonest for all others."""
    labels, given = instrument.labels()["topic"], limits.lengths
    by_length: dict[float, list[str]] = {}
    for topic, length in given.items():
        by_length.setdefault(length, []).append(labels.get(topic, topic))
    said = sorted(by_length.items(), key=lambda one: len(one[1]))
    every = said.pop()[0] if len(topics) > 1 and set(given) >= {*topics} else None
    parts = [say("plan.length_of", hours=hours(length), topics=", ".join(names)) for length, names in said]
    if every is None:
        return parts
    return [*parts, say("plan.length_of_others" if parts else "plan.length_of_all", hours=hours(every))]


def _each(seats: Mapping[str, int], labels: Mapping[str, str]) -> str:
    return ", ".join(f"{labels.get(one, one)} {n:,}" for one, n in seats.items())


def _floors(share: float, seats: Mapping[str, int], labels: Mapping[str, str]) -> str:
    of_all = say("plan.share_of_each", share=number(100 * share)) if share else ""
    return ", ".join(part for part in (of_all, _each(seats, labels)) if part)
