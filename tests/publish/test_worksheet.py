"""Sheets that take whole columns: the same file, byte by byte, as the library writes cell by cell."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pandas as pd
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter.worksheet import Worksheet

from pipeline.publish.cells import safe_text
from pipeline.publish.sheets import FIXED_DATE
from pipeline.publish.worksheet import ColumnSheet

NUMBERS = st.one_of(st.integers(-(10**6), 10**6), st.floats(allow_nan=False, allow_infinity=False), st.booleans())
VALUES = st.one_of(
    st.none(),
    st.just(pd.NA),
    st.just(float("nan")),
    NUMBERS,
    st.text("ab=+& <>\n\x01ü", max_size=4),
    st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),
)
TABLES = st.integers(1, 20).flatmap(lambda rows: st.lists(st.lists(VALUES, min_size=rows, max_size=rows), min_size=1, max_size=4))


def written(kind: type[Worksheet], fill: Callable[[Any, int, list[Any], dict[str, Any]], None], columns: list[list[Any]]) -> dict:
    """The parts of a workbook of one sheet with headings."""
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": FIXED_DATE})
    looks = {
        "text": book.add_format({"indent": 1}),
        "number": book.add_format({"num_format": "0.00"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    sheet = book.add_worksheet("Figures", kind)
    for at, values in enumerate(columns):
        sheet.write_string(0, at, f"column {at}", looks["text"])
        sheet.set_column(at, at, 12, looks["text"])
        fill(sheet, at, values, looks)
    sheet.set_row(1, 30)
    book.close()
    with zipfile.ZipFile(memory) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def at_once(sheet: Any, column: int, values: list[Any], looks: dict[str, Any]) -> None:
    sheet.fill(column, values, **looks)


def one_by_one(sheet: Any, column: int, values: list[Any], looks: dict[str, Any]) -> None:
    for row, value in enumerate(values, start=1):
        if isinstance(value, str):
            sheet.write_string(row, column, str(safe_text(value)), looks["text"])
        elif isinstance(value, datetime):
            sheet.write_datetime(row, column, value, looks["moment"])
        elif not pd.isna(value):
            sheet.write_number(row, column, float(value), looks["number"])


@given(TABLES)
def test_a_column_at_once_is_the_same_file_as_cell_by_cell(columns: list[list[Any]]) -> None:
    assert written(ColumnSheet, at_once, columns) == written(Worksheet, one_by_one, columns)


def test_a_text_that_no_spreadsheet_holds_is_cut_where_the_library_cuts_it() -> None:
    columns = [["x" * 40_000, "a"], [1, None]]
    assert written(ColumnSheet, at_once, columns) == written(Worksheet, one_by_one, columns)
