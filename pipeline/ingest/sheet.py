"""A workbook (.xlsx, .ods) as a grid: its first sheet with text, every cell as the text a CSV of it would hold.

A workbook is an archive, and a small one can unfold to more than any memory. Its parts are therefore measured before they
are read: the unpacked size, and the rectangle its cells span.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.ingest.grid import MAX_COLUMNS, Grid
from pipeline.ingest.opendocument import require_small_sheets
from pipeline.ingest.source import Source, refuse
from pipeline.ingest.texts import Texts

MAX_UNPACKED = 512 * 1024**2
MAX_CELLS = 50_000_000
_PIECE = 1 << 20
_ANY = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,8})["']""")
#: Cells that lie in column AAA or beyond, or in row 10,000 or beyond; without any, the rectangle is harmless.
_FAR = re.compile(rb"""\br=["']([A-Z]{3}|[A-Z]{1,2}(?=\d{5}))(\d{1,8})["']""")
#: How a damaged archive shows itself when its parts are unpacked.
_BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError, NotImplementedError)
_DAMAGED = "this workbook is damaged or cut off"
_SMALLER = "save only the answers as CSV and give that file"


@dataclass(frozen=True, slots=True)
class _Span:
    """The last row and the last column that cells name (0 when no cell was seen), and how many cells are errors."""

    rows: int
    columns: int
    errors: int


def read_workbook(source: Source, limit: int | None = None) -> Grid:
    """Read the first visible sheet that holds text.

    limit : keep only so many rows. Rows are counted from the top of the sheet, so ``lines`` are row numbers.
    raises : ExportError for a damaged workbook, one that unfolds beyond 512 MB or 50 million cells, or without text.
    """
    errors = _measure(source)
    name, rows, others = _first_sheet(source)
    notes = (f"read the sheet '{name}', the first of {others + 1} with cells",) if others else ()
    if errors:
        notes = (*notes, f"{errors} cells hold an error of the spreadsheet (such as #N/A): read as blank")
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
        moment = value + dt.timedelta(microseconds=500)
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
                if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                    errors += _measure_sheet(source, archive, part)
                elif source.container == "ods" and part.filename == "content.xml":
                    require_small_sheets(source, archive.open(part), MAX_CELLS)
    except _BROKEN:
        raise refuse(source.path, _DAMAGED, "open it and save it again") from None
    return errors


def _measure_sheet(source: Source, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """Refuse a sheet whose cells span more than the bound: one far cell would fill the rectangle up to it."""
    span = _span(archive, part, _FAR)
    if span.rows:
        span = _span(archive, part, _ANY)
    if span.columns > MAX_COLUMNS:
        what = f"a sheet has cells in {span.columns:,} columns"
        raise refuse(source.path, what, _SMALLER, allowed=f"at most {MAX_COLUMNS:,}")
    if span.rows * span.columns > MAX_CELLS:
        what = f"the cells of a sheet span {span.rows:,} rows × {span.columns:,} columns"
        raise refuse(source.path, what, _SMALLER, allowed=f"at most {MAX_CELLS:,} cells")
    return span.errors


def _span(archive: zipfile.ZipFile, part: zipfile.ZipInfo, cell: re.Pattern[bytes]) -> _Span:
    """What the cells of a sheet span, of the cells that the pattern sees."""
    rows, columns, errors, tail = 0, 0, 0, b""
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            seen = cell.findall(tail + piece)
            rows = max(rows, max((int(row) for _, row in seen), default=0))
            columns = max(columns, max(map(_column_number, {letters for letters, _ in seen}), default=0))
            errors += piece.count(b't="e"')
            tail = piece[-40:]
    return _Span(rows, columns, errors)


def _column_number(letters: bytes) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
