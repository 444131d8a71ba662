"""The limits of a seat plan, as a reader sets them; every setting is part of the address, so that a link gives the same plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any, Final

import streamlit as st

from dashboards.sections.needs import silent
from pipeline.publish.bundle import Bundle
from pipeline.publish.plan import DAYS, PER_PERSON, SEATS_OF_CLASS, SMALLEST_CLASS, Limits, Weekly

_HOURS: Final = 40.0
_NO_LIMIT: Final = 0


def plan_limits(bundle: Bundle) -> Limits:
    """What the plan has to keep."""
    first, second, third, fourth = st.columns(4)
    hours = first.number_input("Hours of teaching", 1.0, 10_000.0, _HOURS, 1.0, format="%g", **_bound("hours"))
    size = second.number_input("Seats of a class", 1, 1000, SEATS_OF_CLASS, **_bound("size"))
    smallest = third.number_input("Smallest class", 1, 1000, SMALLEST_CLASS, **_bound("smallest"))
    person = fourth.number_input("Seats per person, at most", 1, 50, PER_PERSON, **_bound("person"))
    with st.expander("More limits"):
        other = _more(bundle)
    return Limits(hours=hours, class_size=size, smallest=smallest, per_person=person, **other)


def _more(bundle: Bundle) -> dict[str, Any]:
    """Limits that are seldom set."""
    first, second, third = st.columns(3)
    classes = first.number_input("Classes in all, at most (0: any number)", 0, 10_000, _NO_LIMIT, **_bound("classes"))
    roles = second.number_input("Every role: seats for at least % of its staff", 0, 100, 0, **_bound("role_floor"))
    departments = third.number_input("Every department: seats for at least %", 0, 100, 0, **_bound("department_floor"))
    same = "Hours of a class (0: as in the table of topics)"
    length = first.number_input(same, 0.0, 40.0, 0.0, 0.25, format="%g", **_bound("length"))
    waiting = second.toggle("Plan for roles that wait, too", **_bound("waiting"))
    with third:
        assumed = silent(bundle)
    most, least = _of_roles(bundle)
    return {
        "classes": int(classes) or None,
        "role_share": roles / 100,
        "department_share": departments / 100,
        "lengths": dict.fromkeys((topic.id for topic in bundle.instrument.topics), length) if length else _lengths(bundle),
        "waiting": waiting,
        "assumption": assumed,
        "role_most": most,
        "role_floor": least,
    }


def _of_roles(bundle: Bundle) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Seats of single roles, at most and at least."""
    import pandas as pd

    labels = bundle.instrument.labels()["role"]
    listed = bundle.findings.role_seats["role"].unique().tolist()
    frame = pd.DataFrame({"role": [labels[role] for role in listed], "least": None, "most": None}, index=listed)
    frame = frame.astype({"least": "Int64", "most": "Int64"})
    columns = {
        "role": st.column_config.TextColumn("Role", disabled=True),
        "least": st.column_config.NumberColumn("Seats, at least", min_value=0, step=1),
        "most": st.column_config.NumberColumn("Seats, at most", min_value=0, step=1),
    }
    st.caption("Single roles and topics, for this visit only: they are not part of the address. Blank cells set no limit.")
    edited = st.data_editor(frame, column_config=columns, hide_index=True, key="plan_roles", width="stretch", placeholder="")
    return tuple({str(role): int(n) for role, n in edited[name].dropna().items()} for name in ("most", "least"))  # type: ignore[return-value]


def _lengths(bundle: Bundle) -> Mapping[str, float]:
    """Hours of a class of single topics, where the reader changes them."""
    import pandas as pd

    used = set(bundle.findings.role_seats["topic"])
    topics = [topic for topic in bundle.instrument.topics if topic.id in used]
    frame = pd.DataFrame({"topic": [t.label for t in topics], "hours": [t.hours for t in topics]}, index=[t.id for t in topics])
    columns = {
        "topic": st.column_config.TextColumn("Topic", disabled=True),
        "hours": st.column_config.NumberColumn("Hours of a class", min_value=0.25, max_value=40.0, step=0.25, required=True),
    }
    edited = st.data_editor(frame, column_config=columns, hide_index=True, key="plan_lengths", width="stretch")
    return {str(topic): float(hours) for topic, hours in edited["hours"].items() if hours != frame.at[topic, "hours"]}


def weekly() -> Weekly | None:
    """On which days classes are held; None where no first day is named."""
    first, second, third = st.columns(3)
    start = first.date_input("First day (leave empty for a plan without dates)", None, **_bound("first"))
    names = {number: name.capitalize() for number, name in enumerate(DAYS)}
    days = second.multiselect("Teaching days", list(names), [0, 1, 2, 3, 4], format_func=names.__getitem__, key="days")
    at = third.time_input("Start of the day", time(9), key="at")
    if not isinstance(start, date) or not days:
        return None
    return Weekly(start, tuple(sorted(days)), at)


def _bound(name: str) -> dict[str, str]:
    return {"key": f"plan_{name}", "bind": "query-params"}
