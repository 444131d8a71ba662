"""What a seat plan has to keep, and what is wrong with limits that make no sense. Specification: docs/methods/planner.md."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from pipeline.errors import Problem

Assumption = Literal["seats", "said", "more"]
"""What is assumed of the silent: in need as those who answered, not at all, or more of them (docs/methods/training.md)."""
SEATS_OF_CLASS: Final = 12
SMALLEST_CLASS: Final = 4
PER_PERSON: Final = 2
_MOST_HOURS: Final = 100_000
_MOST_SEATS: Final = 10_000
_LONGEST: Final = 40.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What a plan has to keep.

    Attributes
    ----------
    hours : of teaching in all. class_size, smallest : seats of one class, at most and at least.
    per_person : seats of one member of staff at most, so a role has at most that many times its staff.
    lengths : topic -> hours of one class, where the instrument's is not meant. classes : classes in all at most.
    role_most, role_floor, department_floor : id -> seats in all, at most or at least.
    role_share, department_share : every planned role (department) gets seats for at least this share of its staff, 0-1.
    assumption : about the silent. waiting : whether roles that have to wait for a repair are planned for too.
    """

    hours: float
    class_size: int = SEATS_OF_CLASS
    smallest: int = SMALLEST_CLASS
    per_person: int = PER_PERSON
    lengths: Mapping[str, float] = field(default_factory=dict)
    classes: int | None = None
    role_most: Mapping[str, int] = field(default_factory=dict)
    role_floor: Mapping[str, int] = field(default_factory=dict)
    department_floor: Mapping[str, int] = field(default_factory=dict)
    role_share: float = 0.0
    department_share: float = 0.0
    assumption: Assumption = "seats"
    waiting: bool = False


def limit_problems(
    limits: Limits, roles: Collection[str], topics: Collection[str], departments: Collection[str]
) -> list[Problem]:
    """Everything that is wrong with limits, by themselves and with ids that are not known; empty where they make sense."""
    return [*_wrong_numbers(limits), *_unknown_ids(limits, roles, topics, departments)]


def _wrong_numbers(limits: Limits) -> Iterator[Problem]:
    if not 0 < limits.hours <= _MOST_HOURS:
        yield Problem(f"{limits.hours:g} hours of teaching", "hours", f"above 0, at most {_MOST_HOURS:,}")
    if not 1 <= limits.class_size <= _MOST_SEATS:
        yield Problem(f"a class of {limits.class_size} seats", "class size", f"1 to {_MOST_SEATS:,}")
    if not 1 <= limits.smallest <= _MOST_SEATS:
        yield Problem(f"a smallest class of {limits.smallest} seats", "smallest class", f"1 to {_MOST_SEATS:,}")
    elif limits.smallest > limits.class_size:
        what = f"the smallest class ({limits.smallest} seats) is larger than a full one ({limits.class_size})"
        yield Problem(what, "smallest class", fix="make the class larger or the smallest class smaller")
    if not 1 <= limits.per_person <= _MOST_SEATS:
        yield Problem(f"{limits.per_person} seats per person", "seats per person", "at least 1")
    if limits.classes is not None and limits.classes < 1:
        yield Problem(f"{limits.classes} classes", "number of classes", "at least 1")
    for topic, hours in limits.lengths.items():
        if not (math.isfinite(hours) and 0 < hours <= _LONGEST):
            yield Problem(f"a class of {hours:g} hours", f"length of {topic}", f"above 0, at most {_LONGEST:g} hours")
    for name, share in (("role", limits.role_share), ("department", limits.department_share)):
        if not 0 <= share <= 1:
            yield Problem(f"{share:g} of the staff", f"floor of every {name}", "a share from 0 to 1, or 0 % to 100 %")
    for name, seats in (("most", limits.role_most), ("floor", limits.role_floor), ("floor", limits.department_floor)):
        for one, number in seats.items():
            if number < 0:
                yield Problem(f"{number} seats", f"{name} of {one}", "0 or more")


def _unknown_ids(
    limits: Limits, roles: Collection[str], topics: Collection[str], departments: Collection[str]
) -> Iterator[Problem]:
    given = (
        ("role", {**limits.role_most, **limits.role_floor}, roles),
        ("topic", limits.lengths, topics),
        ("department", limits.department_floor, departments),
    )
    for kind, ids, known in given:
        for one in sorted(set(ids) - set(known)):
            yield Problem(f"there is no {kind} '{one}' to plan for", f"limits of {kind}s", ", ".join(sorted(known)))
