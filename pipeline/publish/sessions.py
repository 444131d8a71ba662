"""What trainers book rooms with before any budget is known: the classes that would seat everybody in need, topic by topic; and
where the need is, department by department.

Pure functions of the wave. Sizes of classes are the planner's (docs/methods/planner.md); seats are those of the lists, none lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.findings.axes import OVERALL
from pipeline.findings.plan_limits import SEATS_OF_CLASS, SMALLEST_CLASS
from pipeline.instrument.model import Cause, Topic
from pipeline.publish.lists import waiting_of
from pipeline.publish.wording import group_labels
from pipeline.release.attack.files import SESSIONS
from pipeline.tables import Row, by_column, records

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

FILE: Final = SESSIONS
MEANINGS: Final = {
    "wave": "year and month of the answers",
    "topic": "topic id",
    "topic_label": "the topic in words",
    "classes": f"classes that seat everybody who can start, at most {SEATS_OF_CLASS} seats each",
    "class_hours": "length of one class, by the instrument, hours",
    "hours": "classes x length, hours",
    "seats_low": "seats of all roles: lower limit of the interval",
    "seats": "seats of all roles; the sum of the topic over the training lists",
    "seats_high": "seats of all roles: upper limit of the interval",
    "seats_in_classes": "seats that these classes give",
    "seats_waiting": "seats of roles where something must be mended before a course; in no class",
    "seats_over": f"seats without a class, since fewer than {SMALLEST_CLASS} people would come",
    "roles": "who sits in the classes: role and seats",
    "waiting": "roles whose seats wait, with what must be mended first and who owns it",
    "suggested_format": "formats that suit the topic, by the instrument",
    "n": "answers of all staff behind the row",
}
"""Columns of ``session_table``, with their meaning; seats = seats_in_classes + seats_waiting + seats_over."""
_OF_ALL: Final = ("seats_low", "seats_high", "n")
SUMMED: Final = ("classes", "hours", "seats", "seats_in_classes", "seats_waiting", "seats_over")
DEPARTMENT_MEANINGS: Final = {
    "wave": "year and month of the answers",
    "department": "id of the department, or of the roll-up that stands for small ones",
    "department_label": "the department in words",
    "topic": "topic id",
    "topic_label": "the topic in words",
    "status": "firm: among the department's three largest gaps for sure enough; candidate: any other",
    "gap": "importance minus confidence, each 1-5, drawn towards other departments and topics",
    "share": "estimated share of its staff in need, 0-1",
    "seats_low": "seats: lower limit of the interval",
    "seats": "staff of the department expected to need the topic, roles that wait included; blank without a roster",
    "seats_high": "seats: upper limit of the interval",
    "staff": "staff of the department whom the topic concerns, by the roster; blank without one",
    "n": "answers behind the row",
}
"""Columns of ``department_needs``, with their meaning."""
NO_SESSIONS: Final = (
    "This wave has no roster, so there are shares of staff in need (in the lists, and by department) but no seats and no classes."
)


def session_table(bundle: Bundle) -> pd.DataFrame | None:
    """One row per topic, columns as in ``MEANINGS``, most seats in classes first; None where there are no seats (no roster)."""
    seats = bundle.findings.role_seats
    if seats.empty or seats["seats"].isna().all():
        return None
    waiting = waiting_of(bundle)
    needs = bundle.findings.training_needs
    everybody = {row["topic"]: row for row in records(needs[needs["grouping"] == OVERALL])}
    own = by_column(seats, "topic")
    rows = [
        {**_session(bundle, topic, own[topic.id], waiting), **{name: everybody[topic.id][name] for name in _OF_ALL}}
        for topic in bundle.instrument.topics
        if topic.id in own
    ]
    frame = pd.DataFrame(rows, columns=list(MEANINGS)).astype(dict.fromkeys(_OF_ALL, "Int64"))
    return frame.sort_values("seats_in_classes", ascending=False, kind="stable", ignore_index=True)


def _session(bundle: Bundle, topic: Topic, seats: Sequence[Row], waiting: Mapping[str, Cause]) -> dict[str, Any]:
    """The classes of one topic. seats : its rows of ROLE_SEATS."""
    most = sorted((row for row in seats if row["seats"]), key=lambda row: row["seats"], reverse=True)
    start, wait = ([row for row in most if (row["role"] in waiting) is waits] for waits in (False, True))
    come, labels = sum(row["seats"] for row in start), bundle.instrument.labels()
    inside = come if come >= SMALLEST_CLASS else 0
    classes = -(-inside // SEATS_OF_CLASS)
    return {
        "wave": bundle.wave,
        "topic": topic.id,
        "topic_label": topic.label,
        "classes": classes,
        "class_hours": topic.hours,
        "hours": classes * topic.hours,
        "seats": sum(row["seats"] for row in most),
        "seats_in_classes": inside,
        "seats_waiting": sum(row["seats"] for row in wait),
        "seats_over": come - inside,
        "roles": "; ".join(_who(start, labels["role"], {})) if inside else "",
        "waiting": "; ".join(_who(wait, labels["role"], waiting)),
        "suggested_format": "; ".join(labels["format"][one] for one in topic.suggested_formats),
    }


def _who(seats: Sequence[Row], labels: Mapping[str, str], waiting: Mapping[str, Cause]) -> Iterator[str]:
    """Each role with its seats and, where it waits, why."""
    for role, n in ((row["role"], row["seats"]) for row in seats):
        why = f" ({waiting[role].label} first, {waiting[role].owner})" if role in waiting else ""
        yield f"{labels.get(role, role)} {n:,}{why}"


def department_needs(bundle: Bundle) -> pd.DataFrame:
    """One row per department (or roll-up) that is shown × topic, columns as in ``DEPARTMENT_MEANINGS``, the largest share first.

    Departments that are not shown have no row, so seats may add up to less than everybody's.
    """
    needs = bundle.findings.training_needs
    own = needs[needs["grouping"].str.startswith("department")]
    place = {topic.id: topic.label for topic in bundle.instrument.topics}
    labels = group_labels(own, bundle.instrument)
    frame = own.assign(
        wave=bundle.wave,
        department=own["department"].fillna(own["rollup"]),
        department_label=labels,
        topic_label=own["topic"].map(place),
        gap=own["gap"].round(1),
        share=own["share"].round(3),
        order=pd.factorize(labels)[0],
    )
    frame = frame.sort_values(["order", "share", "topic"], ascending=[True, False, True], kind="stable", ignore_index=True)
    return frame[list(DEPARTMENT_MEANINGS)]
