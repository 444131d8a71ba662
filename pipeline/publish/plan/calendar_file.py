"""The classes of a plan as a calendar file (RFC 5545), for any calendar program.

Times are local ones without a zone, as on the wall of the class room. Nothing in the file comes from the clock: the same plan of
the same wave gives the same bytes, and a class keeps its identity when it is moved, so that a calendar moves it too.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.publish.plan.schedule import Weekly, sittings

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

_MADE_BY: Final = "-//telehealth-readiness//seat plan//EN"
_NAMES: Final = uuid.UUID("6f1c9f0e-6a57-4b5c-9d0e-0b8f5b8a7c11")


def calendar_bytes(bundle: Bundle, classes: pd.DataFrame, weekly: Weekly) -> bytes:
    """One event per class and day on which it meets. classes : as ``class_table`` gives them."""
    from icalendar import Calendar

    calendar = Calendar()
    for name, value in (("prodid", _MADE_BY), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", "PUBLISH")):
        calendar.add(name, value)
    calendar.add("x-wr-calname", f"Telehealth classes, wave {bundle.wave}")
    made = datetime.fromisoformat(bundle.manifest.created_at).astimezone(UTC)
    rows = classes.drop(columns=["start", "end"]).merge(sittings(classes, weekly), on="class", sort=False)
    for row in rows.to_dict("records"):
        calendar.add_component(_event(row, made))
    return calendar.to_ical()


def _event(row: dict[Any, Any], made: datetime) -> Any:
    from icalendar import Event

    event = Event()
    day = f", day {row['part']} of {row['parts']}" if row["parts"] > 1 else ""
    event.add("uid", str(uuid.uuid5(_NAMES, f"{row['wave']}/{row['class']}/{row['part']}")))
    event.add("dtstamp", made)
    event.add("dtstart", row["start"].to_pydatetime())
    event.add("dtend", row["end"].to_pydatetime())
    event.add("summary", f"{row['topic_label']} (class {row['number']} of {row['of']}{day})")
    formats = f"Suggested format: {row['suggested_format']}. " if row["suggested_format"] else ""
    event.add("description", f"{row['seats']} seats: {row['roles']}. {formats}Proposed date; class {row['class']}.")
    event.add("status", "TENTATIVE")
    event.add("transp", "OPAQUE")
    return event
