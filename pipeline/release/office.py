"""What spreadsheets and slides hold, read as anybody's program would: cells, paragraphs, notes, descriptions, figures of charts.

For those who look at files before they are published: the attacker and the scan for private texts.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree
from zipfile import ZipFile

_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CHART: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_SAID: Final = ("descr", "title", "name", "Target", "sheet")
"""Attributes that hold words; the others hold places and sizes."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook: its name and its rows of cells (text, numbers, dates)."""

    name: str
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True, slots=True)
class Deck:
    """What slides hold.

    Attributes
    ----------
    texts : paragraphs of slides, notes and layouts, words of charts, descriptions, addresses, properties of the file.
    tables : rows of cells of every table. workbooks : sheets of the workbooks behind the charts.
    """

    texts: tuple[str, ...]
    tables: tuple[tuple[tuple[str, ...], ...], ...]
    workbooks: tuple[Sheet, ...]


def sheets(file: Path | bytes) -> list[Sheet]:
    """Every sheet of a workbook, hidden ones too."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(file) if isinstance(file, Path) else CalamineWorkbook.from_filelike(io.BytesIO(file))
    return [Sheet(name, tuple(map(tuple, book.get_sheet_by_name(name).to_python()))) for name in book.sheet_names]


def deck(path: Path) -> Deck:
    """All that a file of slides says, seen or not."""
    texts: list[str] = []
    tables: list[tuple[tuple[str, ...], ...]] = []
    books: list[Sheet] = []
    with ZipFile(path) as parts:
        for name in parts.namelist():
            data = parts.read(name)
            if name.endswith(".xlsx"):
                books += sheets(data)
            elif name.endswith((".xml", ".rels")):
                root = ElementTree.fromstring(data)
                texts += _texts(root)
                tables += [_cells(table) for table in root.iter(f"{_DRAWING}tbl")]
    return Deck(tuple(texts), tuple(tables), tuple(books))


def _texts(root: ElementTree.Element) -> Iterator[str]:
    numbers = {id(value) for cache in root.iter(f"{_CHART}numCache") for value in cache.iter(f"{_CHART}v")}
    for part in root.iter():
        yield from (value for name, value in part.attrib.items() if name in _SAID)
        if part.tag == f"{_DRAWING}p":
            yield _paragraph(part)
        elif part.text and part.text.strip() and part.tag != f"{_DRAWING}t" and id(part) not in numbers:
            yield part.text


def _paragraph(part: ElementTree.Element) -> str:
    return "".join(run.text or "" for run in part.iter(f"{_DRAWING}t"))


def _cells(table: ElementTree.Element) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple("\n".join(_paragraph(part) for part in cell.iter(f"{_DRAWING}p")) for cell in row.iter(f"{_DRAWING}tc"))
        for row in table.iter(f"{_DRAWING}tr")
    )
