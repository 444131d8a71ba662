"""Proposed dates of classes: one after another on the teaching days of a week, from a first day that the trainer names.

No clock and no calendar of holidays is looked at; rooms, trainers and rotas are not known. It is a proposal to move about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

import pandas as pd

from pipeline.errors import Problem

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_HOURS: Final = 8.0
"""Hours taught in one day at most; a longer class goes on on the next teaching day."""
_LATEST: Final = date(2200, 1, 1)
_MIDNIGHT: Final = 24.0


@dataclass(frozen=True, slots=True)
class Weekly:
    """When classes can be held.

    Attributes
    ----------
    first : no class is before this day. days : teaching days, from 0 for Monday to 6. at : local time at which the first class of
        a day starts. a_day : classes of one day at most, one right after the other.
    """

    first: date
    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    at: time = time(9)
    a_day: int = 1


def weekly_problems(weekly: Weekly) -> list[Problem]:
    """Everything that is wrong with the days that were asked for."""
    found = []
    if not weekly.days or not {*weekly.days} <= {*range(len(DAYS))}:
        found.append(Problem("no teaching days", "days", ", ".join(DAYS)))
    if weekly.a_day < 1:
        found.append(Problem(f"{weekly.a_day} classes a day", "classes a day", "at least 1"))
    if weekly.first > _LATEST:
        found.append(Problem(f"{weekly.first} is too far away", "first day", f"a day before {_LATEST}"))
    return found


def sittings(classes: pd.DataFrame, weekly: Weekly) -> pd.DataFrame:
    """When every class meets: one row per class × day on which it meets.

    classes : columns class, hours, in the order in which they are held.
    returns : columns class, part, parts (days of the class, from 1), start, end (datetime64, local time).
    """
    free = _teaching_days(weekly)
    room = min(DAY_HOURS, _MIDNIGHT - weekly.at.hour - weekly.at.minute / 60)
    rows, day, used, held = [], next(free), 0.0, 0
    for name, length in zip(classes["class"], classes["hours"].astype(float), strict=True):
        if held and (held >= weekly.a_day or used + length > room + 1e-9):
            day, used, held = next(free), 0.0, 0
        parts = max(1, -int(-(length - 1e-9) // room))
        for part in range(1, parts + 1):
            if part > 1:
                day, used = next(free), 0.0
            taught = min(room, length - room * (part - 1))
            start = datetime.combine(day, weekly.at) + _minutes(used)
            rows.append((name, part, parts, start, start + _minutes(taught)))
            used += taught
        held = held + 1 if parts == 1 else weekly.a_day
    frame = pd.DataFrame(rows, columns=["class", "part", "parts", "start", "end"])
    return frame.astype({"start": "datetime64[s]", "end": "datetime64[s]"})


def with_dates(classes: pd.DataFrame, weekly: Weekly | None) -> pd.DataFrame:
    """Classes with ``start`` of their first and ``end`` of their last day; without a first day both stay blank."""
    if weekly is None or classes.empty:
        return classes
    met = sittings(classes, weekly).groupby("class")
    return classes.assign(start=classes["class"].map(met["start"].min()), end=classes["class"].map(met["end"].max()))


def dates_sentence(weekly: Weekly | None) -> str:
    """What the dates are."""
    if weekly is None:
        return "No first day was given, so classes have no dates and there is no calendar file."
    days = ", ".join(DAYS[day].capitalize() for day in sorted({*weekly.days}))
    often = "one class a day" if weekly.a_day == 1 else f"at most {weekly.a_day} classes a day"
    return (
        f"Dates are a proposal: {often} from {weekly.at:%H:%M} ({days}), from {weekly.first} on, those that meet most need per "
        "hour first. Holidays, rooms and rotas are not known."
    )


def _teaching_days(weekly: Weekly) -> Iterator[date]:
    day = weekly.first
    while True:
        if day.weekday() in weekly.days:
            yield day
        day += timedelta(days=1)


def _minutes(hours: float) -> timedelta:
    return timedelta(minutes=round(60 * hours))
