"""The files of a plan: tables as CSV, one workbook, and a calendar file where there are dates. Nothing is read from the clock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import pandas as pd

from pipeline.findings.seat_plan import SeatPlan
from pipeline.publish.lists import csv_bytes
from pipeline.publish.plan.calendar_file import calendar_bytes
from pipeline.publish.plan.schedule import Weekly, dates_sentence, with_dates
from pipeline.publish.plan.tables import (
    CLASSES,
    DEPARTMENTS,
    LIMIT_COLUMNS,
    SEATS,
    class_table,
    department_table,
    limit_table,
    seat_table,
)
from pipeline.publish.plan.words import plan_sentences
from pipeline.publish.sheets import new_book

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

PLAN_CSV: Final = "plan.csv"
PLAN_XLSX: Final = "plan.xlsx"
PLAN_ICS: Final = "plan.ics"
CLASSES_CSV: Final = "plan_classes.csv"
DEPARTMENTS_CSV: Final = "plan_departments.csv"
LIMITS_CSV: Final = "plan_limits.csv"
PLAN_FILES: Final = (PLAN_CSV, CLASSES_CSV, DEPARTMENTS_CSV, LIMITS_CSV, PLAN_XLSX, PLAN_ICS)
"""All names that a plan may be written under."""
_SHEETS: Final = {
    PLAN_CSV: ("Seats", 5, SEATS),
    CLASSES_CSV: ("Classes", 4, CLASSES),
    DEPARTMENTS_CSV: ("Departments", 3, DEPARTMENTS),
    LIMITS_CSV: ("Limits", 2, LIMIT_COLUMNS),
}
"""Table -> its sheet, columns that stay in sight there, meaning of its columns."""
_SUMMED: Final = {
    PLAN_CSV: ("role_label", ("seats", "wanted", "left", "need_met", "need_left")),
    CLASSES_CSV: ("topic_label", ("hours", "seats", "need_met")),
    DEPARTMENTS_CSV: ("department_label", ("seats",)),
}
"""Table -> where its sheet says "Total", and of what. CSV files hold no totals, so that programs can add them up."""


def plan_tables(bundle: Bundle, plan: SeatPlan, weekly: Weekly | None = None) -> dict[str, pd.DataFrame]:
    """Name of the CSV file -> table."""
    return {
        PLAN_CSV: seat_table(bundle, plan),
        CLASSES_CSV: with_dates(class_table(bundle, plan), weekly),
        DEPARTMENTS_CSV: department_table(bundle, plan),
        LIMITS_CSV: limit_table(bundle, plan),
    }


def plan_files(bundle: Bundle, plan: SeatPlan, weekly: Weekly | None = None) -> Mapping[str, bytes]:
    """Name -> content of every file of a plan; the calendar only where there is a first day and a class."""
    tables = plan_tables(bundle, plan, weekly)
    files = {name: csv_bytes(_written(frame)) for name, frame in tables.items()}
    files[PLAN_XLSX] = _workbook(bundle, plan, tables, weekly)
    if weekly is not None and len(tables[CLASSES_CSV]):
        files[PLAN_ICS] = calendar_bytes(bundle, tables[CLASSES_CSV], weekly)
    return files


def _written(frame: pd.DataFrame) -> pd.DataFrame:
    """Dates as text that every spreadsheet takes for a date; blank where there is none."""
    dates = frame.select_dtypes("datetime").columns
    return frame.assign(**{name: frame[name].dt.strftime("%Y-%m-%d %H:%M") for name in dates})


def _workbook(bundle: Bundle, plan: SeatPlan, tables: Mapping[str, pd.DataFrame], weekly: Weekly | None) -> bytes:
    book = new_book(f"Seat plan {bundle.wave}")
    lines = [*plan_sentences(bundle, plan).lines, dates_sentence(weekly)]
    for name, _, meanings in _SHEETS.values():
        lines += ["", f"Sheet {name}", *(f"{column.replace('_', ' ')}: {meaning}" for column, meaning in meanings.items())]
    book.cover(f"Seat plan, {bundle.instrument.title}, wave {bundle.wave}", lines)
    for file, frame in tables.items():
        name, frozen, _ = _SHEETS[file]
        total: dict[str, object] | None = None
        if file in _SUMMED:
            label, summed = _SUMMED[file]
            total = {label: "Total", **{column: frame[column].sum() for column in summed}}
        book.table(name, frame, f"Seat plan: {name}, wave {bundle.wave}", frozen, total)
    return book.content()
