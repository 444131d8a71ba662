"""Write a fielding as a plain table: one header row of column names, codes and ids instead of labels, usable rows only."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from pipeline.instrument.model import Instrument
from pipeline.questionnaire.form import Form
from sample_data.fieldwork import USABLE, Fieldwork
from sample_data.form_sheet import form_columns
from sample_data.sheet import SheetColumn, Style, sheet


def write(
    fieldwork: Fieldwork,
    instrument: Instrument,
    path: Path,
    *,
    delimiter: str = ",",
    encoding: str = "utf-8",
    split: tuple[str, ...] = (),
) -> Path:
    """Write the rows that count; multi-selects join their ids with semicolons, or have a column of 1 per option (``split``)."""
    columns = sheet(fieldwork, instrument, Style(labels=False, split=split, joint=";"))
    return _save(columns, fieldwork, path, delimiter, encoding)


def write_form(form: Form, fieldwork: Fieldwork, path: Path) -> Path:
    """Write what somebody types from sheets of paper: a row per sheet, a column per question under its id."""
    parts = (part for page in form.pages for part in page.parts)
    return _save(list(form_columns(parts, fieldwork, Style(labels=False, joint=";"))), fieldwork, path, ",", "utf-8")


def _save(columns: Sequence[SheetColumn], fieldwork: Fieldwork, path: Path, delimiter: str, encoding: str) -> Path:
    usable = (fieldwork.rows["kind"] == USABLE).to_numpy()
    recorded = [str(moment).replace("T", " ") for moment in fieldwork.sessions.recorded[usable]]
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
        writer.writerow(["submitted", *(column.name for column in columns)])
        writer.writerows(zip(recorded, *(column.cells[usable] for column in columns), strict=True))
    return path
