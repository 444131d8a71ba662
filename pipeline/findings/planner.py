"""From seats that roles need, and limits, to the numbers of a plan and back. Specification: docs/methods/planner.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.findings.plan_limits import Assumption, Limits
from pipeline.instrument.model import Instrument
from pipeline.stats.apportion import apportion
from pipeline.stats.class_plan import ClassPlan, ClassProblem
from pipeline.stats.spread_out import spread_out


@dataclass(frozen=True, slots=True)
class Demand:
    """Seats that could be given, and the need that one closes. R roles, T topics, D departments, as in ``ClassProblem``."""

    roles: tuple[str, ...]
    topics: tuple[str, ...]
    departments: tuple[str, ...]
    worth: NDArray[np.float64]
    wanted: NDArray[np.float64]
    staff: NDArray[np.float64]

    @property
    def need(self) -> float:
        """All need, in points of the gap."""
        return float((self.worth * self.wanted).sum())


def demand(seats: pd.DataFrame, roster: pd.DataFrame, assumption: Assumption, leave_out: Iterable[str] = ()) -> Demand:
    """What a plan can give. seats : ROLE_SEATS with seats, so with a roster. leave_out : roles that are not planned for.

    A topic whose gap is not above zero is worth no seat.
    """
    used = seats[~seats["role"].isin(list(leave_out))]
    table = {
        name: used.pivot(index="role", columns="topic", values=name).astype("float64").fillna(0.0) for name in ("gap", assumption)
    }
    worth = table["gap"].clip(lower=0.0)
    own = roster[roster["role"].isin(worth.index)]
    staff = own.pivot_table(index="role", columns="department", values="staff", aggfunc="sum", fill_value=0).reindex(
        worth.index, fill_value=0
    )
    staff = staff.loc[:, staff.sum() > 0]
    return Demand(
        tuple(worth.index),
        tuple(worth.columns),
        tuple(staff.columns),
        worth.to_numpy(dtype=float),
        table[assumption].where(worth > 0, 0.0).to_numpy(dtype=float),
        staff.to_numpy(dtype=float),
    )


def problem_of(wanted: Demand, limits: Limits, instrument: Instrument) -> ClassProblem:
    """The limits as numbers for every role, topic and department of the demand."""
    heads, inside = wanted.staff.sum(axis=1), wanted.staff.sum(axis=0)
    length = class_lengths(limits, instrument)
    in_need = np.ceil(wanted.staff / np.maximum(heads, 1)[:, None] * wanted.wanted.sum(axis=1)[:, None])
    return ClassProblem(
        worth=wanted.worth,
        wanted=wanted.wanted,
        by_staff=limits.per_person * heads,
        most=_given(limits.role_most, wanted.roles, np.inf),
        floor=np.maximum(np.ceil(limits.role_share * heads - 1e-9), _given(limits.role_floor, wanted.roles, 0)),
        cells=np.minimum(limits.per_person * wanted.staff, in_need),
        department_floor=np.maximum(
            np.ceil(limits.department_share * inside - 1e-9), _given(limits.department_floor, wanted.departments, 0)
        ),
        length=np.array([length[topic] for topic in wanted.topics]),
        hours=limits.hours,
        classes=np.inf if limits.classes is None else limits.classes,
        size=limits.class_size,
        smallest=limits.smallest,
    )


def class_lengths(limits: Limits, instrument: Instrument) -> dict[str, float]:
    """Topic -> hours of one class: as the limits say, else as the instrument does."""
    return {topic.id: limits.lengths.get(topic.id, topic.hours) for topic in instrument.topics}


def _given(values: Mapping[str, int], names: tuple[str, ...], otherwise: float) -> NDArray[np.float64]:
    return np.array([values.get(name, otherwise) for name in names], dtype=float)


def seats_by_department(wanted: Demand, plan: ClassPlan, problem: ClassProblem) -> NDArray[np.int64]:
    """Seats of every role in its departments, (R, D): by staff, and moved as far as floors of departments ask."""
    return spread_out(plan.seats.sum(axis=1), wanted.staff, problem.cells, problem.department_floor)


def classes_of(wanted: Demand, plan: ClassPlan) -> pd.DataFrame:
    """Who sits where: one row per class × role. columns: topic, number (of the class within its topic, from 1), role, seats.

    Seats of a topic are spread evenly over its classes; roles stay together, the largest first.
    """
    rows = []
    for t, topic in enumerate(wanted.topics):
        if plan.classes[t] == 0 or plan.seats[:, t].sum() == 0:
            continue
        room = apportion(int(plan.seats[:, t].sum()), np.ones(int(plan.classes[t])))
        number = 0
        for r in np.argsort(-plan.seats[:, t], kind="stable"):
            left = int(plan.seats[r, t])
            while left:
                number += int(room[number] == 0)
                taken = min(left, int(room[number]))
                room[number] -= taken
                left -= taken
                rows.append({"topic": topic, "number": number + 1, "role": wanted.roles[r], "seats": taken})
    return pd.DataFrame(rows, columns=["topic", "number", "role", "seats"])
