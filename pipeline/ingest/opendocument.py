"""How many cells an OpenDocument sheet unfolds to: it writes equal neighbours once, with a number of repetitions."""

from __future__ import annotations

from typing import IO
from xml.etree import ElementTree

from pipeline.ingest.grid import MAX_COLUMNS
from pipeline.ingest.source import Source, refuse

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_SHEET = _TABLE + "table"
_ROW, _CELL = _TABLE + "table-row", (_TABLE + "table-cell", _TABLE + "covered-table-cell")
_VALUE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_ROWS, _COLUMNS = _TABLE + "number-rows-repeated", _TABLE + "number-columns-repeated"


def require_small_sheets(source: Source, content: IO[bytes], blank: int, per_cell: int) -> None:
    """Refuse a document whose sheets unfold to more than ``blank`` cells and ``per_cell`` more for each that is written.

    Blank rows and cells at an end do not count. raises : ExportError, also where the document is no XML.
    """
    rows = last = width = written = 0
    try:
        for _, element in ElementTree.iterparse(content):
            if element.tag == _SHEET:
                rows = last = width = 0
            if element.tag != _ROW:
                continue
            rows += _number(element, _ROWS)
            written += len(element)
            if used := _used(element):
                last, width = rows, max(width, used)
            if width > MAX_COLUMNS:
                raise refuse(source.path, f"a sheet has cells in {width:,} columns", "save only the answers as CSV")
            if last * width > blank + per_cell * written:
                what = f"the cells of a sheet unfold to {last:,} rows × {width:,} columns, though only {written:,} are written"
                raise refuse(source.path, what, "save only the answers as CSV")
            element.clear()
    except (ElementTree.ParseError, ValueError):
        raise refuse(source.path, "this workbook is damaged or cut off", "open it and save it again") from None


def _used(row: ElementTree.Element) -> int:
    """Width of a row up to its last cell that holds something."""
    width, used = 0, 0
    for cell in row:
        if cell.tag in _CELL:
            width += _number(cell, _COLUMNS)
            # A cell that is only formatted holds nothing; office programs write whole formatted rows.
            if len(cell) or any(key.startswith(_VALUE) for key in cell.attrib):
                used = width
    return used


def _number(element: ElementTree.Element, name: str) -> int:
    return max(int(element.get(name, "1")), 1)
