"""When classes are held: one after another, on teaching days, and in a calendar that can be read."""

from __future__ import annotations

from datetime import date, datetime, time

import icalendar
import numpy as np
import pandas as pd
import pytest

from pipeline.publish.bundle import Bundle
from pipeline.publish.plan import (
    PLAN_FILES,
    Weekly,
    class_table,
    dates_sentence,
    plan_files,
    weekly_problems,
    with_dates,
)
from pipeline.publish.plan.schedule import DAY_HOURS, sittings
from tests.publish.test_plan import MONDAY, bundle, planned, sample  # noqa: F401


def classes_of(*hours: float) -> pd.DataFrame:
    return pd.DataFrame({"class": [f"C{at}" for at in range(len(hours))], "hours": hours})


def spans(frame: pd.DataFrame) -> list[str]:
    return [f"{row['start']:%a %d %H:%M}-{row['end']:%H:%M}" for row in frame.to_dict("records")]


@pytest.mark.parametrize(
    ("hours", "weekly", "expected"),
    [
        ((1, 1.5), Weekly(MONDAY), ["Mon 11 09:00-10:00", "Tue 12 09:00-10:30"]),
        ((1, 1.5, 1), Weekly(MONDAY, a_day=2), ["Mon 11 09:00-10:00", "Mon 11 10:00-11:30", "Tue 12 09:00-10:00"]),
        ((1, 1, 1), Weekly(date(2027, 1, 16), days=(1, 3)), ["Tue 19 09:00-10:00", "Thu 21 09:00-10:00", "Tue 26 09:00-10:00"]),
        ((5, 4), Weekly(MONDAY, at=time(8, 30), a_day=9), ["Mon 11 08:30-13:30", "Tue 12 08:30-12:30"]),
        ((20, 1), Weekly(MONDAY), ["Mon 11 09:00-17:00", "Tue 12 09:00-17:00", "Wed 13 09:00-13:00", "Thu 14 09:00-10:00"]),
    ],
    ids=["one a day", "two a day", "teaching days only", "a day has eight hours", "a long class goes on"],
)
def test_dates_are_placed_one_after_another(hours: tuple, weekly: Weekly, expected: list[str]) -> None:
    assert spans(sittings(classes_of(*hours), weekly)) == expected


def test_dates_never_overlap_and_every_hour_is_taught() -> None:
    rng = np.random.default_rng(7)
    for _ in range(50):
        hours = rng.choice([0.25, 0.75, 1, 1.5, 3, 8, 11], size=rng.integers(1, 30))
        days = tuple(rng.choice(7, size=rng.integers(1, 8), replace=False).tolist())
        weekly = Weekly(MONDAY, days, time(int(rng.integers(0, 16))), int(rng.integers(1, 5)))
        found = sittings(classes_of(*hours), weekly)
        length = (found["end"] - found["start"]).dt.total_seconds() / 3600
        assert length.sum() == pytest.approx(hours.sum()) and (length <= DAY_HOURS).all() and (length > 0).all()
        assert (found["start"].iloc[1:].to_numpy() >= found["end"].iloc[:-1].to_numpy()).all()
        assert found["start"].dt.day_of_week.isin(days).all()
        assert found.groupby(found["start"].dt.date)["class"].nunique().max() <= weekly.a_day


def test_without_a_first_day_there_are_no_dates_and_no_calendar(sample: Bundle) -> None:  # noqa: F811
    plan = planned(sample)
    classes = with_dates(class_table(sample, plan), None)
    assert classes["start"].isna().all() and classes["end"].isna().all()
    assert set(plan_files(sample, plan)) == {*PLAN_FILES} - {"plan.ics"}
    assert "no calendar file" in dates_sentence(None) and "proposal" in dates_sentence(Weekly(MONDAY))


@pytest.mark.parametrize(
    ("weekly", "told"),
    [
        (Weekly(MONDAY, days=()), "no teaching days"),
        (Weekly(MONDAY, days=(7,)), "no teaching days"),
        (Weekly(MONDAY, a_day=0), "0 classes a day"),
        (Weekly(date(3000, 1, 1)), "too far away"),
    ],
)
def test_days_that_cannot_be_are_told(weekly: Weekly, told: str) -> None:
    assert told in str(weekly_problems(weekly)[0]) and not weekly_problems(Weekly(MONDAY))


def test_the_calendar_holds_every_class_and_reads_back(bundle: Bundle) -> None:  # noqa: F811
    plan, weekly = planned(bundle, lengths={"T01": 10.0}, hours=30), Weekly(MONDAY, a_day=2)
    classes = with_dates(class_table(bundle, plan), weekly)
    data = plan_files(bundle, plan, weekly)["plan.ics"]
    assert data.endswith(b"END:VCALENDAR\r\n") and b"\n" not in data.replace(b"\r\n", b"")
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    calendar = icalendar.Calendar.from_ical(data)
    events = calendar.walk("VEVENT")
    assert len({str(event["UID"]) for event in events}) == len(events) == len(sittings(classes, weekly))
    made = datetime.fromisoformat(bundle.manifest.created_at)
    assert {event.decoded("DTSTAMP") for event in events} == {made}
    assert all(event.decoded("DTSTART").tzinfo is None for event in events)
    for row in classes.to_dict("records"):
        own = [event for event in events if f"class {row['class']}." in str(event["DESCRIPTION"])]
        assert own and min(event.decoded("DTSTART") for event in own) == row["start"].to_pydatetime()
        assert max(event.decoded("DTEND") for event in own) == row["end"].to_pydatetime()
        assert all(row["topic_label"] in str(event["SUMMARY"]) and row["roles"] in str(event["DESCRIPTION"]) for event in own)


def test_a_plan_that_is_saved_again_with_other_dates_moves_its_entries(sample: Bundle) -> None:  # noqa: F811
    plan = planned(sample)
    found = [
        icalendar.Calendar.from_ical(plan_files(sample, plan, Weekly(day))["plan.ics"]) for day in (MONDAY, date(2027, 3, 1))
    ]
    ids, starts = (
        [[key(event) for event in one.walk("VEVENT")] for one in found]
        for key in (lambda event: str(event["UID"]), lambda event: event.decoded("DTSTART"))
    )
    assert ids[0] == ids[1] and starts[0] != starts[1]
