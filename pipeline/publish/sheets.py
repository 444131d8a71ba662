"""Sheets of a workbook, the same for all workbooks: cover, tables that are ready to filter and to print, safe cells.

A workbook holds no clock, so that the same figures give the same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from textwrap import wrap
from typing import Any, Final

import pandas as pd

from pipeline.publish.cells import safe_text

_ILLEGAL: Final = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME: Final = 31
_WIDTH: Final = 11
_WIDTHS: Final = {
    "department": 24,
    "role": 14,
    "topic_label": 44,
    "role_label": 30,
    "department_label": 30,
    "departments": 40,
    "roles": 60,
    "waiting": 50,
    "note": 40,
    "fix_first": 22,
    "suggested_format": 34,
    "preferred_formats": 40,
    "rollup": 22,
    "method": 60,
    "limit_label": 26,
    "setting": 40,
    "start": 17,
    "end": 17,
}
"""Widths of columns that hold words, in characters; all other columns hold ids and numbers."""
FIXED_DATE: Final = datetime(2000, 1, 1)  # xlsxwriter would write the clock; the wave's time stamp is in the manifest
_A4: Final = 9
_COVER_WIDTH: Final = 70
_LINE: Final = 15.0
"""Height of a line of text, in points. Heights are written: not every spreadsheet program works them out for wrapped text."""
_CELL: Final = {"text_wrap": True, "valign": "top"}
_PAGE: Final = 280
"""Characters side by side on a landscape page that can still be read."""
_FILLED: Final = 0.85  # of a column's width: fonts that stand in for the usual one are wider


@dataclass(frozen=True, slots=True)
class Look:
    """How a column is shown. heading : above it. width : in characters. number : format of its numbers; "" as they are."""

    heading: str
    width: int = _WIDTH
    number: str = ""


@dataclass(slots=True)
class Book:
    """A workbook that is being written. used : names of its sheets so far, in one case, and one that Excel keeps for itself."""

    book: Any
    styles: dict[str, Any]
    memory: io.BytesIO
    used: set[str] = field(default_factory=lambda: {"history"})

    def cover(self, title: str, lines: Sequence[str], heads: Collection[str] = ()) -> None:
        """The first sheet: a title, then one line of text per row. heads : lines that are headings."""
        sheet = self._sheet("About")
        sheet.set_column(0, 0, _COVER_WIDTH, self.styles["text"])
        sheet.set_portrait()
        sheet.fit_to_pages(1, 0)
        sheet.write_string(0, 0, str(safe_text(title)), self.styles["title"])
        for row, line in enumerate(lines, start=2):
            sheet.set_row(row, _LINE * _lines(line, _COVER_WIDTH))
            sheet.write_string(row, 0, str(safe_text(line)), self.styles["heading" if line in heads else "text"])

    def table(
        self,
        name: str,
        frame: pd.DataFrame,
        head: str,
        frozen: int,
        total: Mapping[str, object] | None = None,
        looks: Mapping[str, Look] | None = None,
        unprinted: int = 0,
    ) -> None:
        """A sheet with one table: names of columns frozen above it, filters, widths, print set-up.

        head : what stands at the top of every printed page. frozen : columns that stay in sight. total : column -> what stands
        below the table, outside its filter. looks : of columns that are not shown as their name says. unprinted : columns at
        the end that stay on the screen.
        """
        sheet = self._sheet(name)
        values = {column: frame[column].tolist() for column in frame.columns}
        shown = [(looks or {}).get(column) or Look(column.replace("_", " "), _width(column)) for column in frame.columns]
        for at, (column, look) in enumerate(zip(frame.columns, shown, strict=True)):
            sheet.write_string(0, at, look.heading, self.styles["head"])
            sheet.set_column(at, at, look.width, self.styles["text"])
            sheet.fill(at, values[column], self.styles["text"], self.styles[self._number(look.number)], self.styles["date"])
            if total is not None and column in total:
                sheet.write(len(frame) + 1, at, total[column], self.styles["total"])
        sheet.set_row(0, _LINE * max(_lines(look.heading, look.width) for look in shown))
        for row, height in enumerate(_heights(list(values.values()), shown), start=1):
            sheet.set_row(row, height)
        sheet.freeze_panes(1, frozen)
        sheet.autofilter(0, 0, max(1, len(frame)), len(frame.columns) - 1)
        printed = len(shown) - unprinted
        sheet.print_area(0, 0, len(frame) + (total is not None), printed - 1)
        self._printed(sheet, head, frozen, -(-sum(look.width for look in shown[:printed]) // _PAGE) if looks else 1)

    def _printed(self, sheet: Any, head: str, frozen: int, pages: int) -> None:
        """Landscape on so many pages side by side, with what is frozen on each."""
        sheet.set_landscape()
        sheet.fit_to_pages(pages, 0)
        sheet.repeat_rows(0)
        if pages > 1 and frozen:
            sheet.repeat_columns(0, frozen - 1)
        sheet.set_header(f"&L{head.replace('&', '&&')}&RPage &P of &N")

    def note(self, name: str, text: str) -> None:
        """A sheet that says why its table is not there."""
        sheet = self._sheet(name)
        sheet.set_column(0, 0, _COVER_WIDTH, self.styles["text"])
        sheet.set_row(0, _LINE * _lines(text, _COVER_WIDTH))
        sheet.write_string(0, 0, str(safe_text(text)), self.styles["text"])

    def content(self) -> bytes:
        """The finished file; nothing can be added afterwards."""
        self.book.close()
        return self.memory.getvalue()

    def _sheet(self, name: str) -> Any:
        from pipeline.publish.worksheet import ColumnSheet

        sheet = self.book.add_worksheet(sheet_name(name, self.used), ColumnSheet)
        sheet.set_paper(_A4)
        return sheet

    def _number(self, form: str) -> str:
        """The style of numbers of a format, made where it is not there yet."""
        if not form:
            return "number"
        if form not in self.styles:
            self.styles[form] = self.book.add_format({**_CELL, "num_format": form})
        return form


def new_book(title: str) -> Book:
    """An empty workbook, to be filled sheet by sheet."""
    import xlsxwriter

    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "created": FIXED_DATE})
    cell = _CELL
    styles = {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "heading": book.add_format({**cell, "indent": 1, "bold": True}),
        "head": book.add_format({**cell, "indent": 1, "bold": True, "bottom": 1, "bg_color": "#E8EDF3"}),
        "text": book.add_format({**cell, "indent": 1}),  # away from a number in the column before
        "number": book.add_format(cell),
        "total": book.add_format({**cell, "bold": True, "top": 1}),
        "date": book.add_format({**cell, "num_format": "yyyy-mm-dd hh:mm"}),
    }
    return Book(book, styles, memory)


def _width(column: str) -> int:
    return _WIDTHS.get(column, _WIDTH)


def _heights(columns: Sequence[Sequence[Any]], looks: Sequence[Look]) -> list[float]:
    """Height of every row, in points: as its longest text needs. columns : values of each."""
    needed = [1] * len(columns[0])
    for values, look in zip(columns, looks, strict=True):
        lines = {text: _lines(text, look.width) for text in set(values) if isinstance(text, str)}
        if max(lines.values(), default=1) > 1:
            needed = [max(most, lines.get(text, 1)) for most, text in zip(needed, values, strict=True)]
    return [_LINE * lines for lines in needed]


def _lines(text: str, width: int) -> int:
    """Lines that a text takes in a column of so many characters."""
    room = int(_FILLED * width)
    return 1 if len(text) <= room and "\n" not in text else max(1, len(wrap(text, room)))


def sheet_name(label: str, used: set[str]) -> str:
    """A sheet name that spreadsheets accept: legal, at most 31 characters, unique regardless of case; remembered in ``used``."""
    base = " ".join(_ILLEGAL.sub(" ", label).split())[:_LONGEST_NAME].strip() or "Role"
    name, number = base, 2
    while name.casefold() in used:
        tail = f" {number}"
        name, number = base[: _LONGEST_NAME - len(tail)].rstrip() + tail, number + 1
    used.add(name.casefold())
    return name
