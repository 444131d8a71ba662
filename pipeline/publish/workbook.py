"""One workbook for trainers: a cover sheet, sessions, departments and a sheet per role, ready to filter and to print."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from pipeline.findings.plan_limits import SEATS_OF_CLASS
from pipeline.publish.lists import MEANINGS
from pipeline.publish.numbers import percent
from pipeline.publish.sessions import DEPARTMENT_MEANINGS, NO_SESSIONS, SUMMED, department_needs
from pipeline.publish.sessions import MEANINGS as SESSION_MEANINGS
from pipeline.publish.sheets import Book, new_book
from pipeline.publish.wording import DRAFT, training_sentence

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

SESSIONS: Final = "Sessions"
DEPARTMENTS: Final = "By department"
_FROZEN: Final = {SESSIONS: 3, DEPARTMENTS: 5, "": 4}
"""Columns that stay in sight, by sheet and for the lists of roles: up to the topic in words."""


def write_workbook(bundle: Bundle, lists: Mapping[str, pd.DataFrame], sessions: pd.DataFrame | None, path: Path) -> None:
    """Cover sheet, sessions (of ``session_table``) and departments, then one sheet per role of ``lists``."""
    book = new_book(f"Training targets {bundle.wave}")
    book.cover(f"Training targets, {bundle.instrument.title}", _cover(bundle, lists))
    _overviews(book, bundle, sessions)
    labels = bundle.instrument.labels()["role"]
    for role, frame in lists.items():
        label = labels.get(role, role)
        book.table(label, frame, f"{label}, wave {bundle.wave}", _FROZEN[""])
    path.write_bytes(book.content())


def _overviews(book: Book, bundle: Bundle, sessions: pd.DataFrame | None) -> None:
    """The sheets that are of no single role; none where no topic can be shown."""
    if bundle.findings.training_needs.empty:
        return
    head = f"wave {bundle.wave}"
    if sessions is None:
        book.note(SESSIONS, NO_SESSIONS)
    else:
        total = {"topic_label": "Total", **{column: sessions[column].sum() for column in SUMMED}}
        book.table(SESSIONS, sessions, f"Classes that would seat everybody in need, {head}", _FROZEN[SESSIONS], total)
    book.table(DEPARTMENTS, department_needs(bundle), f"Need by department, {head}", _FROZEN[DEPARTMENTS])


def _cover(bundle: Bundle, lists: Mapping[str, pd.DataFrame]) -> list[str]:
    limits = bundle.instrument.thresholds
    draft = f" {DRAFT}" if bundle.manifest.state == "draft" else ""
    return [
        f"One sheet per role ({len(lists)} roles), from answers of wave {bundle.wave}.{draft}",
        "Topics are ordered by the gap: how important staff rate a topic for their job minus how confident they are (1 to 5).",
        f"Firm: among the role's three largest gaps with a chance above {percent(limits.firm)}. Candidate: any other topic.",
        f"Seats: staff expected to rate the importance {limits.in_need.importance_at_least:g} or more and their confidence "
        f"{limits.in_need.confidence_at_most:g} or less (of 5), with low and high ({percent(limits.interval)} interval).",
        "Fix first: where equipment, time, workflow or support stands out, a course alone will not help.",
        "No format is suggested there, and their seats are in no class: they wait.",
        f"A role with fewer than {limits.k} answers carries the list of its roll-up and says so (columns rollup and method).",
        f"{SESSIONS}: the classes that would seat everybody in need, {SEATS_OF_CLASS} seats each. What fits into given hours: "
        "`make plan`, or the dashboard.",
        f"{DEPARTMENTS}: departments that are shown; the others have no rows, so seats may add up to less than all.",
        "The lists name groups, never people.",
        "",
        *(training_sentence(bundle, role, frame).text for role, frame in lists.items()),
        *_meanings("Sheets of roles", MEANINGS),
        *_meanings(f"Sheet {SESSIONS}", SESSION_MEANINGS),
        *_meanings(f"Sheet {DEPARTMENTS}", DEPARTMENT_MEANINGS),
    ]


def _meanings(sheet: str, columns: Mapping[str, str]) -> list[str]:
    return ["", sheet, *(f"{name.replace('_', ' ')}: {meaning}" for name, meaning in columns.items())]
