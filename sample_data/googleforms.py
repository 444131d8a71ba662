"""Write a fielding as Google Forms and Sheets do: ``Timestamp``, then one column per question, a grid with one per row.

There are no unfinished answers. Several choices are joined with comma and blank, which the options hold themselves; the text
file ends without a line end. The moment is that of submission, on the clock of the sheet.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np

from pipeline.instrument.model import Instrument
from pipeline.questionnaire.form import Form
from pipeline.questionnaire.googleforms import sectioned
from sample_data.fieldwork import USABLE, Fieldwork
from sample_data.form_sheet import form_columns
from sample_data.sheet import SheetColumn, Style, sheet

#: ``bom`` went through a spreadsheet; ``formatted`` carries the blank rows and columns that were once coloured.
Variant = Literal["csv", "bom", "formatted", "xlsx"]

_STYLE: Final = Style(labels=True, joint=", ")
_BLANK_ROWS, _BLANK_COLUMNS = 100, 6
_MADE: Final = dt.datetime(2026, 12, 1, 9, 0)


def write(fieldwork: Fieldwork, instrument: Instrument, path: Path, *, variant: Variant = "csv") -> Path:
    """Write the rows that count as text or, for ``xlsx``, as a workbook."""
    return _save(sheet(fieldwork, instrument, _STYLE), fieldwork, path, variant)


def write_form(form: Form, fieldwork: Fieldwork, path: Path) -> Path:
    """Write the answers to a form that was made by its script, section by section."""
    first, sections = sectioned(form)
    parts = (part for section in (first, *sections) for part in section.parts)
    return _save(list(form_columns(parts, fieldwork, _STYLE)), fieldwork, path, "csv")


def _save(asked: Sequence[SheetColumn], fieldwork: Fieldwork, path: Path, variant: Variant) -> Path:
    usable = np.flatnonzero(fieldwork.rows["kind"] == USABLE)
    headers = ["Timestamp", *map(_header, asked)]
    moments = fieldwork.sessions.end[usable].astype("datetime64[s]").tolist()
    cells = [column.cells[usable] for column in asked]
    if variant == "xlsx":
        _write_workbook(path, headers, list(zip(map(_thousandths, moments), *cells, strict=True)))
        return path
    rows = [headers, *zip(map(_clock, moments), *cells, strict=True)]
    if variant == "formatted":
        rows = [[*row, *[""] * _BLANK_COLUMNS] for row in rows]
        rows += [[""] * len(rows[0])] * _BLANK_ROWS
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    encoding = "utf-8-sig" if variant == "bom" else "utf-8"
    path.write_text(text.getvalue().removesuffix("\r\n"), encoding=encoding, newline="")
    return path


def _header(column: SheetColumn) -> str:
    return f"{column.stem} [{column.statement}]" if column.statement else column.stem


def _clock(moment: dt.datetime) -> str:
    """Month, day and hour without leading zeros."""
    return f"{moment.month}/{moment.day}/{moment.year} {moment.hour}:{moment:%M:%S}"


def _thousandths(moment: dt.datetime) -> dt.datetime:
    """A workbook keeps the milliseconds, which the text file drops."""
    return moment + dt.timedelta(milliseconds=(moment.minute * 60 + moment.second) * 7 % 1000)


def _write_workbook(path: Path, headers: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """One sheet as Sheets names it; the same bytes for the same rows."""
    import xlsxwriter

    workbook = xlsxwriter.Workbook(str(path))
    workbook.set_properties({"created": _MADE})
    page = workbook.add_worksheet("Form Responses 1")
    clock = workbook.add_format({"num_format": "m/d/yyyy h:mm:ss"})
    for place, header in enumerate(headers):
        page.write_string(0, place, header)
    for number, row in enumerate(rows, start=1):
        page.write_datetime(number, 0, row[0], clock)
        for place, cell in enumerate(row[1:], start=1):
            if cell:
                page.write_string(number, place, cell)
    workbook.close()
