"""A workbook (.xlsx, .ods) as a grid: its first sheet with text, every cell as the text a CSV of it would hold.

A workbook is an archive, and a small one can unfold to more than any memory. Its parts are therefore measured before they
are read: the unpacked size, and the rectangle its cells span.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.ingest.grid import MAX_COLUMNS, Grid
from pipeline.ingest.opendocument import require_small_sheets
from pipeline.ingest.source import BROKEN_ARCHIVE, Source, refuse
from pipeline.ingest.texts import Texts

MAX_UNPACKED = 512 * 1024**2
MAX_ROWS = 1_048_576
#: A rectangle may have so many cells, and so many for each cell that is written: blanks unfold to memory too.
MAX_BLANK, MAX_PER_CELL = 200_000, 50
_PIECE = 1 << 20
_OVERLAP = 40
_ROWS_COUNTED = 100_000
#: Where a row or a cell says that it lies; any spelling that a reader of workbooks accepts.
_PLACE = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{0,4})(\d{1,12})""")
_DAMAGED = "this workbook is damaged or cut off"
SPREADSHEET_ERRORS = "cells hold an error of the spreadsheet (such as #N/A): read as blank"
"""How a note about them ends, behind their number."""
_SMALLER = "save only the answers as CSV and give that file"


@dataclass(frozen=True, slots=True)
class _Span:
    """The last row and column that cells name (0 when none was seen), how many cells are written, and how many are errors."""

    rows: int
    columns: int
    cells: int
    errors: int


def read_workbook(source: Source, limit: int | None = None) -> Grid:
    """Read the first visible sheet that holds text.

    limit : keep only so many rows. Rows are counted from the top of the sheet, so ``lines`` are row numbers.
    raises : ExportError for a damaged workbook, one that unfolds far beyond what is written in it, or without text.
    """
    errors = _measure(source)
    name, rows, others = _first_sheet(source)
    notes = (f"read the sheet '{name}', the first of {others + 1} with cells",) if others else ()
    if errors:
        notes = (*notes, f"{errors} {SPREADSHEET_ERRORS}")
    kept = rows if limit is None else rows[:limit]
    columns = tuple(Texts.of([cell_text(value) for value in column]) for column in zip(*kept, strict=True))
    return Grid(source, columns, np.arange(1, len(kept) + 1, dtype=np.int64), len(rows), source.container, None, notes)


def cell_text(value: Any) -> str:
    """A cell as text: whole numbers without a trailing .0, TRUE/FALSE, ISO dates, times to the millisecond."""
    if type(value) is str:
        return value
    if type(value) is float:
        # + 0.0 turns minus zero into zero
        return format(value + 0.0, ".0f") if value.is_integer() else repr(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        # Excel keeps days as floating point numbers: what lies below a millisecond is rounding.
        moment = value + dt.timedelta(microseconds=500) if value.year < 9999 else value
        thousandths = moment.microsecond // 1000
        return moment.replace(microsecond=thousandths * 1000).isoformat(" ", "milliseconds" if thousandths else "seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def _first_sheet(source: Source) -> tuple[str, list[list[Any]], int]:
    """Name and rows of the first visible sheet that has cells, and how many more such sheets there are."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    filled: list[tuple[str, list[list[Any]]]] = []
    try:
        with CalamineWorkbook.from_path(source.path) as book:
            for sheet in book.sheets_metadata:
                if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible:
                    content = book.get_sheet_by_name(sheet.name)
                    if content.end is not None:
                        filled.append((sheet.name, [] if filled else content.to_python(skip_empty_area=False)))
    except (CalamineError, OSError, ValueError) as error:
        raise refuse(source.path, f"{_DAMAGED} ({type(error).__name__})", "open it and save it again") from None
    if not filled:
        raise refuse(source.path, "no visible sheet of this workbook holds any cells", "give the workbook with the answers")
    return *filled[0], len(filled) - 1


def _measure(source: Source) -> int:
    """Refuse a workbook that would unfold beyond bounds; returns the number of cells that hold a spreadsheet error."""
    errors = 0
    try:
        with zipfile.ZipFile(source.path) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > MAX_UNPACKED:
                size = f"{MAX_UNPACKED // 1024**2} MB"
                raise refuse(source.path, "this workbook unfolds to an absurd size", _SMALLER, allowed=f"at most {size} unpacked")
            for part in parts:
                if source.container == "ods" and part.filename == "content.xml":
                    with archive.open(part) as content:
                        require_small_sheets(source, content, MAX_BLANK, MAX_PER_CELL)
                elif source.container == "xlsx" and _may_be_sheet(part.filename):
                    errors += _measure_sheet(source, archive, part)
    except BROKEN_ARCHIVE:
        raise refuse(source.path, _DAMAGED, "open it and save it again") from None
    return errors


def _may_be_sheet(name: str) -> bool:
    """Whether a part may hold cells: any XML but the texts, since a sheet may lie anywhere in the archive."""
    return name.lower().endswith(".xml") and not name.endswith(("sharedStrings.xml", "styles.xml"))


def _measure_sheet(source: Source, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """Refuse a sheet whose cells span more than the bound: one far cell would fill the rectangle up to it."""
    span = _span(archive, part)
    if span.columns > MAX_COLUMNS:
        what = f"a sheet has cells in {span.columns:,} columns"
        raise refuse(source.path, what, _SMALLER, allowed=f"at most {MAX_COLUMNS:,}")
    most = MAX_BLANK + MAX_PER_CELL * span.cells
    if span.rows > MAX_ROWS or span.rows * span.columns > most:
        what = f"the {span.cells:,} cells of a sheet span {span.rows:,} rows × {span.columns:,} columns"
        raise refuse(source.path, what, _SMALLER, allowed=f"at most {MAX_ROWS:,} rows and {most:,} cells with the blanks between")
    return span.errors


def _span(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> _Span:
    """What the cells of a sheet span; a cell without a place lies behind the one before it."""
    rows, columns, cells, errors, tail = 0, 0, 0, 0, b""
    widest = in_row = 0
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            seen = _PLACE.findall(tail + piece)
            rows = max(rows, max((int(row) for _, row in seen), default=0))
            columns = max(columns, max(map(_column_number, {letters for letters, _ in seen if letters}), default=0))
            for run in (tail + piece).split(b"<row")[:_ROWS_COUNTED]:
                in_row = run.count(b"<c ") + run.count(b"<c>") + run.count(b"<c/>")
                widest = max(widest, in_row)
            cells += piece.count(b"<c ") + piece.count(b"<c>") + piece.count(b"<c/>")
            errors += piece.count(b't="e"')
            tail = piece[-_OVERLAP:]
    return _Span(rows, max(columns, widest), cells, errors)


def _column_number(letters: bytes) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
