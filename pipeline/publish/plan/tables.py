"""The tables of a plan: pure functions of the wave and the plan, the same on the page, in files and in the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from pipeline.findings.plan_limits import Assumption
from pipeline.findings.seat_plan import SeatPlan
from pipeline.publish.lists import fix_first
from pipeline.publish.plan.limits import LIMITS, number, set_limits

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

SEATS: Final = {
    "wave": "year and month of the answers",
    "role": "role id",
    "role_label": "the role in words",
    "topic": "topic id",
    "topic_label": "the topic in words",
    "seats": "seats that the plan gives",
    "wanted": "seats wanted: staff of the role expected to need the topic",
    "left": "seats wanted that the plan does not give",
    "gap": "importance minus confidence, each 1-5: what a seat counts",
    "need_met": "seats given x gap, in points of the gap",
    "need_left": "seats left x gap, in points of the gap",
    "fix_first": "what must be mended before a course, and who owns it; blank where a course can start",
}
"""Columns of ``seat_table``, with their meaning. role, topic and seats are what `analyze --trained` reads."""
CLASSES: Final = {
    "wave": "year and month of the answers",
    "class": "name of the class: topic id and number",
    "topic": "topic id",
    "topic_label": "the topic in words",
    "number": "number of the class within its topic",
    "of": "classes of the topic",
    "hours": "length of the class, hours",
    "seats": "seats of the class",
    "roles": "who sits in it: role and seats",
    "suggested_format": "formats that suit the topic, by the instrument",
    "need_met": "seats x gap, in points of the gap",
    "start": "proposed start, local time; blank where no first day was given",
    "end": "proposed end, local time; blank where no first day was given",
}
"""Columns of ``class_table``, with their meaning."""
DEPARTMENTS: Final = {
    "wave": "year and month of the answers",
    "department": "department id",
    "department_label": "the department in words",
    "role": "role id",
    "role_label": "the role in words",
    "staff": "staff of the role in the department, by the roster",
    "seats": "seats of the role that go to the department: by staff, and as floors ask",
}
"""Columns of ``department_table``, with their meaning."""
LIMIT_COLUMNS: Final = {
    "limit": "limit id",
    "limit_label": "the limit in words",
    "setting": "what was set",
    "eased_to": "the limit one step easier",
    "more_need": "need that the plan would then meet more, in points of the gap",
    "more_share": "the same as a share of all need, 0-1",
}
"""Columns of ``limit_table``, with their meaning."""


def seat_table(bundle: Bundle, plan: SeatPlan) -> pd.DataFrame:
    """One row per role × topic with seats wanted, columns as in ``SEATS``; roles that have to wait come with no seats.

    Roles in the order of the instrument, within a role the largest gap first. Also the form in which `analyze --trained` takes
    what was held.
    """
    wanted = wanted_seats(bundle, plan.limits.assumption)
    given = _long(plan, plan.plan.seats)
    frame = wanted.merge(given.rename(columns={"value": "seats"}), how="left", on=["role", "topic"])
    seats = frame["seats"].fillna(0).astype("int64")
    labels = bundle.instrument.labels()
    frame = frame.assign(
        wave=bundle.wave,
        role_label=frame["role"].map(labels["role"]),
        topic_label=frame["topic"].map(labels["topic"]),
        seats=seats,
        left=frame["wanted"] - seats,
        gap=frame["gap"].round(2),
        need_met=(seats * frame["gap"]).round(1),
        need_left=((frame["wanted"] - seats) * frame["gap"]).round(1),
        fix_first=[fix_first(plan.waiting.get(role)) for role in frame["role"]],
    )
    return frame[list(SEATS)]


def class_table(bundle: Bundle, plan: SeatPlan) -> pd.DataFrame:
    """One row per class, columns as in ``CLASSES``; the classes that meet most need per hour come first, without dates."""
    labels = bundle.instrument.labels()
    topics = {topic.id: topic for topic in bundle.instrument.topics}
    gaps = wanted_seats(bundle, plan.limits.assumption).set_index(["role", "topic"])["gap"]
    rows = []
    for key, inside in plan.classes.groupby(["topic", "number"], sort=False):
        topic = str(key[0])
        who = [f"{labels['role'].get(role, role)} {n}" for role, n in zip(inside["role"], inside["seats"], strict=True)]
        rows.append(
            {
                "wave": bundle.wave,
                "topic": topic,
                "topic_label": topics[topic].label,
                "of": int(plan.plan.classes[plan.wanted.topics.index(topic)]),
                "hours": plan.lengths[topic],
                "seats": int(inside["seats"].sum()),
                "roles": "; ".join(who),
                "suggested_format": "; ".join(labels["format"][one] for one in topics[topic].suggested_formats),
                "need_met": sum(n * gaps[str(role), topic] for role, n in zip(inside["role"], inside["seats"], strict=True)),
            }
        )
    frame = pd.DataFrame(rows, columns=list(CLASSES))
    worth = (frame["need_met"] / frame["hours"]).astype("float64")
    frame = frame.assign(worth=worth.round(6), need_met=frame["need_met"].astype("float64").round(1))
    frame = frame.sort_values(["worth", "topic"], ascending=[False, True], kind="stable", ignore_index=True)
    number = frame.groupby("topic").cumcount() + 1
    frame["number"], frame["class"] = number, [f"{topic}-{at:02d}" for topic, at in zip(frame["topic"], number, strict=True)]
    blank = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[s]")
    return frame.assign(start=blank, end=blank)[list(CLASSES)]


def department_table(bundle: Bundle, plan: SeatPlan) -> pd.DataFrame:
    """One row per department × role with staff there, columns as in ``DEPARTMENTS``; in the order of the instrument."""
    labels, wanted = bundle.instrument.labels(), plan.wanted
    r, d = np.nonzero(wanted.staff > 0)
    frame = pd.DataFrame(
        {
            "wave": bundle.wave,
            "department": [wanted.departments[at] for at in d],
            "role": [wanted.roles[at] for at in r],
            "staff": wanted.staff[r, d].astype("int64"),
            "seats": plan.departments[r, d].astype("int64"),
        }
    )
    frame = frame.assign(
        department_label=frame["department"].map(labels["department"]), role_label=frame["role"].map(labels["role"])
    )
    order = [_order(frame["department"], labels["department"]), _order(frame["role"], labels["role"])]
    return frame.iloc[np.lexsort(order[::-1])].reset_index(drop=True)[list(DEPARTMENTS)]


def limit_table(bundle: Bundle, plan: SeatPlan) -> pd.DataFrame:
    """One row per limit that is set, columns as in ``LIMIT_COLUMNS``; the one whose easing gives most comes first."""
    said = set_limits(plan.limits, bundle.instrument)
    rows = [
        {
            "limit": eased.limit,
            "limit_label": LIMITS[eased.limit],
            "setting": said.get(eased.limit, ""),
            "eased_to": "none" if eased.to is None else number(eased.to),
            "more_need": round(eased.more, 1),
            "more_share": round(eased.more / plan.wanted.need, 4) if plan.wanted.need else 0.0,
        }
        for eased in plan.eased
    ]
    return pd.DataFrame(rows, columns=list(LIMIT_COLUMNS))


def wanted_seats(bundle: Bundle, assumption: Assumption) -> pd.DataFrame:
    """Columns role, topic, gap, wanted: every role × topic with seats wanted, those of roles that wait too."""
    seats = bundle.findings.role_seats
    seats = seats[["role", "topic", "gap", assumption]].rename(columns={assumption: "wanted"})
    seats = seats[(seats["wanted"] > 0) & (seats["gap"] > 0)]
    order = _order(seats["role"], bundle.instrument.labels()["role"])
    seats = seats.assign(order=order).sort_values(["order", "gap", "topic"], ascending=[True, False, True], kind="stable")
    return seats.drop(columns="order").astype({"wanted": "int64"}).reset_index(drop=True)


def _long(plan: SeatPlan, values: np.ndarray) -> pd.DataFrame:
    """Columns role, topic, value of what is there for every role × topic of the plan."""
    roles, topics = plan.wanted.roles, plan.wanted.topics
    index = pd.MultiIndex.from_product([roles, topics], names=["role", "topic"])
    return pd.Series(values.reshape(-1), index=index, name="value").reset_index()


def _order(ids: pd.Series, labels: dict[str, str]) -> list[int]:
    place = {one: at for at, one in enumerate(labels)}
    return [place.get(one, len(place)) for one in ids]
