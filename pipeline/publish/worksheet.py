"""A worksheet that takes whole columns and writes them at once: the same file as cell by cell, several times as fast.

Only imported where a workbook is written, since it brings the library.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from math import isfinite
from typing import Any, Final

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from pipeline.publish.cells import safe_text

_BLOCK: Final = 16
"""So many rows share what the file says of their width."""
_LONGEST: Final = 16_383
"""Longer texts are left to the library, which cuts them where a spreadsheet would."""
_WORDS: Final = ' t="s"'


class ColumnSheet(Worksheet):
    """What the library calls a worksheet, with a way to fill a column."""

    def __init__(self) -> None:
        super().__init__()
        self._looks: dict[int, tuple[Any, Any]] = {}

    def fill(self, column: int, values: Sequence[Any], text: Any, number: Any, moment: Any) -> None:
        """Values from the second row on, one below the other; a cell where nothing is known stays empty.

        text, number, moment : formats of words, numbers and dates.
        """
        self._looks[column] = (text, number)
        known: dict[str, str] = {}
        last = 0
        for row, value in enumerate(values, start=1):
            if isinstance(value, str):
                safe = known.get(value)
                if safe is None:
                    safe = known[value] = str(safe_text(value))
                if len(safe) > _LONGEST:
                    self.write_string(row, column, safe, text)
                else:
                    index = self.str_table._get_shared_string_index(safe)
                    self.table[row][column] = f"{_WORDS}><v>{index}</v></c>"
                    last = row
            elif isinstance(value, date) and value == value:
                self.write_datetime(row, column, value, moment)
            elif isfinite(amount := _number(value)):
                self.table[row][column] = f"><v>{amount:.16G}</v></c>"
                last = row
        if last:
            self._check_dimensions(last, column)

    def _write_rows(self) -> None:
        """As the library does, row by row; filled columns are written already but for their place and look."""
        spans = dict(self._spans())
        names = [xl_col_to_name(column) for column in range(self.dim_colmax + 1)]
        for row in range(self.dim_rowmin, self.dim_rowmax + 1):
            cells = self.table.get(row)
            if cells:
                self._write_row(row, spans.get(row // _BLOCK), self.row_info.get(row))
                for column, cell in sorted(cells.items()):
                    if isinstance(cell, str):
                        style = self._looks[column][0 if cell.startswith(_WORDS) else 1]._get_xf_index()
                        self.fh.write(f'<c r="{names[column]}{row + 1}" s="{style}"{cell}')
                    else:
                        self._write_cell(row, column, cell)
                self._xml_end_tag("row")
            elif row in self.row_info:
                self._write_empty_row(row, spans.get(row // _BLOCK), self.row_info[row])

    def _spans(self) -> Iterator[tuple[int, str]]:
        """Number of a block of rows -> its first and last column that is filled."""
        for start in range(0, self.dim_rowmax + 1, _BLOCK):
            filled = [cells for row in range(start, start + _BLOCK) if (cells := self.table.get(row))]
            if filled:
                yield start // _BLOCK, f"{min(map(min, filled)) + 1}:{max(map(max, filled)) + 1}"


def _number(value: Any) -> float:
    """A number of any kind; one that is not known is not finite."""
    try:
        return float(value)
    except TypeError:  # None, and pandas' own sign for what is missing, are no numbers
        return float("nan")
