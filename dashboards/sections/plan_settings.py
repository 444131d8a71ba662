"""The limits of a seat plan, as a reader sets them; every setting is part of the address, so that a link gives the same plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any, Final

import pandas as pd
import streamlit as st

from dashboards.choices import several
from dashboards.sections.needs import silent
from dashboards.sections.plan_rows import edited
from dashboards.settings import at, day, number, switch
from pipeline.publish.bundle import Bundle
from pipeline.publish.plan import DAYS, PER_PERSON, SEATS_OF_CLASS, SMALLEST_CLASS, Limits, Weekly
from pipeline.publish.words import say

_HOURS: Final = 40.0
_NO_LIMIT: Final = 0
_WORKDAYS: Final = DAYS[:5]
_LONGEST, _QUARTER = 40.0, 0.25
"""Hours of a class at most, and the steps in which they are set."""


def plan_limits(bundle: Bundle) -> Limits:
    """What the plan has to keep."""
    first, second, third, fourth = st.columns(4)
    hours = number(say("planner.hours"), "plan_hours", _HOURS, 1, 10_000, within=first)
    size = number(say("planner.size"), "plan_size", SEATS_OF_CLASS, 1, 1000, within=second)
    smallest = number(say("planner.smallest"), "plan_smallest", SMALLEST_CLASS, 1, 1000, within=third)
    person = number(say("planner.person"), "plan_person", PER_PERSON, 1, 50, within=fourth)
    with st.expander(say("planner.more")):
        other = _more(bundle)
    return Limits(hours=hours, class_size=int(size), smallest=int(smallest), per_person=int(person), **other)


def _more(bundle: Bundle) -> dict[str, Any]:
    """Limits that are seldom set."""
    first, second, third = st.columns(3)
    classes = number(say("planner.classes"), "plan_classes", _NO_LIMIT, 0, 10_000, within=first)
    roles = number(say("planner.role_floor"), "plan_role_floor", 0, 0, 100, within=second)
    departments = number(say("planner.department_floor"), "plan_department_floor", 0, 0, 100, within=third)
    length = number(say("planner.length"), "plan_length", 0.0, 0, _LONGEST, _QUARTER, within=first)
    waiting = switch(say("planner.waiting"), "plan_waiting", within=second)
    assumed = silent(bundle, third)
    st.caption(say("planner.single"))
    left, right = st.columns(2)
    with left:
        most, least = _of_roles(bundle)
    with right:
        own = _lengths(bundle)
    every = dict.fromkeys((topic.id for topic in bundle.instrument.topics), length) if length else {}
    return {
        "classes": int(classes) or None,
        "role_share": roles / 100,
        "department_share": departments / 100,
        "lengths": {**every, **own},
        "waiting": waiting,
        "assumption": assumed,
        "role_most": most,
        "role_floor": least,
    }


def _of_roles(bundle: Bundle) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Seats of single roles, at most and at least."""
    labels = bundle.instrument.labels()["role"]
    listed = bundle.findings.role_seats["role"].unique().tolist()
    frame = pd.DataFrame({"label": [labels[role] for role in listed], "least": None, "most": None}, index=listed)
    frame = frame.astype({"least": "Int64", "most": "Int64"})
    columns = {
        "label": st.column_config.TextColumn(say("column.role")),
        "least": st.column_config.NumberColumn(say("planner.least"), min_value=0, step=1),
        "most": st.column_config.NumberColumn(say("planner.most"), min_value=0, step=1),
    }
    found = edited("plan_roles", frame, columns, bundle.wave)
    return tuple({str(role): int(n) for role, n in found[name].dropna().items()} for name in ("most", "least"))  # type: ignore[return-value]


def _lengths(bundle: Bundle) -> Mapping[str, float]:
    """Hours of a class of single topics, where the reader changes them."""
    used = set(bundle.findings.role_seats["topic"])
    topics = [topic for topic in bundle.instrument.topics if topic.id in used]
    ids = [topic.id for topic in topics]
    frame = pd.DataFrame(
        {"label": [topic.label for topic in topics], "class_hours": [topic.hours for topic in topics]}, index=ids
    )
    hours = {"min_value": 0.25, "max_value": _LONGEST, "step": 0.25, "required": True}
    columns = {
        "label": st.column_config.TextColumn(say("column.topic")),
        "class_hours": st.column_config.NumberColumn(say("planner.class_hours"), **hours),  # type: ignore[arg-type]
    }
    found = edited("plan_topics", frame.astype({"class_hours": "float64"}), columns, bundle.wave)["class_hours"]
    return {str(topic): float(value) for topic, value in found.dropna().items() if value != frame.at[topic, "class_hours"]}


def weekly() -> Weekly | None:
    """On which days classes are held; None where no first day is named."""
    first, second, third = st.columns(3)
    start = day(say("planner.first_day"), "plan_first", within=first)
    names = {one: say(f"planner.{one}") for one in DAYS}
    days = several(say("planner.days"), "days", names, _WORKDAYS, within=second)
    starts = at(say("planner.at"), "plan_at", time(9), within=third)
    if start is None or not days:
        return None
    return Weekly(start, tuple(DAYS.index(one) for one in days), starts)
