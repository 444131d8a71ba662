"""Write a fielding as Microsoft Forms does: a workbook with one table, and a dimension that claims a single cell.

Only submitted answers are in the file. A matrix is headed by its statements alone, so the second matrix of the same statements
gets a number behind each; several choices are joined with semicolons and end in one; times are real times of the workbook.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np

from pipeline.instrument.model import Instrument
from pipeline.questionnaire.form import Form, Matrix
from pipeline.questionnaire.word import statement
from sample_data.fieldwork import USABLE, Fieldwork
from sample_data.form_sheet import form_columns, several_of
from sample_data.sheet import SheetColumn, Style, Texts, sheet

Variant = Literal["english", "chinese"]

META: Final[dict[Variant, tuple[str, ...]]] = {
    "english": ("ID", "Start time", "Completion time", "Email", "Name", "Last modified time"),
    "chinese": ("ID", "开始时间", "完成时间", "电子邮件", "名称"),
}
_NBSP: Final = "\u00a0"
_JOINT: Final = ";"
_SHEET: Final = "xl/worksheets/sheet1.xml"
_DIMENSION: Final = re.compile(rb'<dimension ref="[^"]*"/>')
_MADE: Final = dt.datetime(2026, 12, 1, 9, 0)


def write(fieldwork: Fieldwork, instrument: Instrument, path: Path, *, variant: Variant = "english") -> Path:
    """Write the rows that count; ``variant`` is the language of whoever downloads the file."""
    asked = sheet(fieldwork, instrument, Style(labels=True, joint=_JOINT))
    multiple = {question.id for question in instrument.questions if question.kind == "multiple"}
    cells = [_closed(c.cells) if c.question in multiple else _retyped(c, place) for place, c in enumerate(asked)]
    return _save(path, list(_headers(asked).values()), cells, fieldwork, variant)


def write_form(form: Form, fieldwork: Fieldwork, path: Path) -> Path:
    """Write the answers to a form that was made from its document: every statement is a question of its own."""
    several, names, cells = several_of(form), [], []
    for part in (part for page in form.pages for part in page.parts):
        texts = [statement(part, row) for row in part.rows] if isinstance(part, Matrix) else [part.text]
        for text, column in zip(texts, form_columns([part], fieldwork, Style(labels=True, joint=_JOINT)), strict=True):
            names.append(text)
            closed = np.where(column.cells == "", "", column.cells + _JOINT) if column.name in several else column.cells
            cells.append(closed.astype(object))
    return _save(path, _numbered(names), cells, fieldwork, "english")


def _save(path: Path, headers: Sequence[str], cells: Sequence[Texts], fieldwork: Fieldwork, variant: Variant) -> Path:
    usable = np.flatnonzero(fieldwork.rows["kind"] == USABLE)
    names = [*META[variant], *headers]
    rows = zip(*_meta(fieldwork, usable, variant), *(column[usable] for column in cells), strict=True)
    _write_workbook(path, names, list(rows))
    _claim_one_cell(path)
    return path


def headers(fieldwork: Fieldwork, instrument: Instrument) -> dict[str, str]:
    """Name of a column -> its header: what a binding file must say, as statements alone do not tell two matrices apart."""
    return _headers(sheet(fieldwork, instrument, Style(labels=True, joint=_JOINT)))


def _headers(asked: Sequence[SheetColumn]) -> dict[str, str]:
    numbered = _numbered([_header(column, place) for place, column in enumerate(asked)])
    return dict(zip((column.name for column in asked), numbered, strict=True))


def _meta(fieldwork: Fieldwork, usable: np.ndarray, variant: Variant) -> list[Sequence[Any]]:
    """Number, times, and what stands for a person who is not known; numbers of deleted answers are missing."""
    sent = fieldwork.sessions
    found: list[Sequence[Any]] = [
        [int(row) + 1 + 300 * (place > 0) for place, row in enumerate(usable)],
        sent.start[usable].astype("datetime64[s]").tolist(),
        sent.end[usable].astype("datetime64[s]").tolist(),
        ["anonymous"] * len(usable),
    ]
    return [*found, *[[""] * len(usable)] * (len(META[variant]) - len(found))]


def _header(column: SheetColumn, place: int) -> str:
    """The question, or the statement alone; every fifth has a space that does not break."""
    text = column.statement or column.stem
    return text.replace(" ", _NBSP, 1) if place % 5 == 4 else text


def _numbered(headers: Sequence[str]) -> list[str]:
    """Repeated headers get 2, 3 ... behind them, without a space."""
    seen: Counter[str] = Counter()
    found = []
    for header in headers:
        key = header.replace(_NBSP, " ").casefold()
        seen[key] += 1
        found.append(f"{header}{seen[key]}" if seen[key] > 1 else header)
    return found


def _closed(cells: Texts) -> Texts:
    """Several choices: each ends in a semicolon, and some options were typed with a blank behind them."""
    return np.array([_JOINT.join(map(_loose, cell.split(_JOINT))) + _JOINT if cell else "" for cell in cells], dtype=object)


def _loose(option: str) -> str:
    return f"{option} " if len(option) % 4 == 0 else option


def _retyped(column: SheetColumn, place: int) -> Texts:
    """In every fourth question the answers were edited while the form was open: later ones end in a space that does not break."""
    if place % 4 != 3 or column.text:
        return column.cells
    half = len(column.cells) // 2
    later = [f"{cell}{_NBSP}" if cell and row >= half else cell for row, cell in enumerate(column.cells)]
    return np.array(later, dtype=object)


def _write_workbook(path: Path, headers: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """One sheet with one table; the same bytes for the same rows."""
    import xlsxwriter

    workbook = xlsxwriter.Workbook(str(path))
    workbook.set_properties({"created": _MADE})
    page = workbook.add_worksheet("Sheet1")
    clock = workbook.add_format({"num_format": "m/d/yy h:mm:ss"})
    names = [{"header": header} for header in headers]
    page.add_table(0, 0, len(rows), len(headers) - 1, {"name": "Table1", "columns": names})
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if isinstance(cell, dt.datetime):
                page.write_datetime(number, place, cell, clock)
            elif isinstance(cell, int):
                page.write_number(number, place, cell)
            elif cell:
                page.write_string(number, place, cell)
    workbook.close()


def _claim_one_cell(path: Path) -> None:
    """Write ``<dimension ref="A1"/>`` over the real one, as the product does."""
    with zipfile.ZipFile(path) as archive:
        parts = [(entry, archive.read(entry)) for entry in archive.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in parts:
            changed = _DIMENSION.sub(b'<dimension ref="A1"/>', content) if entry.filename == _SHEET else content
            archive.writestr(entry, changed)
