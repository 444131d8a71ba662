"""How many cells an OpenDocument sheet unfolds to: it writes equal neighbours once, with a number of repetitions."""

from __future__ import annotations

from typing import IO
from xml.etree import ElementTree

from pipeline.ingest.source import Source, refuse

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ROW, _CELL = _TABLE + "table-row", (_TABLE + "table-cell", _TABLE + "covered-table-cell")
_ROWS, _COLUMNS = _TABLE + "number-rows-repeated", _TABLE + "number-columns-repeated"


def require_small_sheets(source: Source, content: IO[bytes], most: int) -> None:
    """Refuse a document whose cells unfold to more than ``most``, or that is no XML; blank cells at an end do not count.

    raises : ExportError.
    """
    rows, width = 0, 0
    try:
        for _, element in ElementTree.iterparse(content):
            if element.tag != _ROW:
                continue
            used = _used(element)
            if used:
                rows += _number(element, _ROWS)
                width = max(width, used)
            if rows * width > most:
                what = f"the cells of a sheet unfold to more than {rows:,} rows × {width:,} columns"
                raise refuse(source.path, what, "save only the answers as CSV", allowed=f"at most {most:,} cells")
            element.clear()
    except (ElementTree.ParseError, ValueError):
        raise refuse(source.path, "this workbook is damaged or cut off", "open it and save it again") from None


def _used(row: ElementTree.Element) -> int:
    """Width of a row up to its last cell that holds something."""
    width, used = 0, 0
    for cell in row:
        if cell.tag in _CELL:
            width += _number(cell, _COLUMNS)
            if len(cell) or cell.attrib.keys() - {_COLUMNS}:
                used = width
    return used


def _number(element: ElementTree.Element, name: str) -> int:
    return max(int(element.get(name, "1")), 1)
