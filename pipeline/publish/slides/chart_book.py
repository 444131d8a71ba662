"""The workbook that opens behind a chart when somebody edits its figures."""

from __future__ import annotations

import io
from typing import Any

import pandas as pd

from pipeline.publish.cells import safe_text
from pipeline.publish.sheets import FIXED_DATE
from pipeline.publish.slides.chart_parts import SHEET


def workbook(figures: pd.DataFrame) -> bytes:
    """The figures as a workbook; the same bytes for the same figures."""
    import xlsxwriter

    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": FIXED_DATE})
    sheet = book.add_worksheet(SHEET)
    sheet.set_column(0, 0, 48)
    for at, name in enumerate(figures):
        sheet.write_string(0, at, str(name))
        for row, value in enumerate(figures[name].tolist(), start=1):
            _cell(sheet, row, at, value)
    book.close()
    return memory.getvalue()


def _cell(sheet: Any, row: int, column: int, value: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, str(safe_text(value)))
    elif pd.notna(value):
        sheet.write_number(row, column, float(value))
