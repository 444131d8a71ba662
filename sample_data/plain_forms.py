"""The plain table in the other containers: workbooks of Excel and OpenDocument, and Parquet."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from pipeline.instrument.model import Instrument
from sample_data import plain
from sample_data.fieldwork import Fieldwork

_MIME: Final = "application/vnd.oasis.opendocument.spreadsheet"
_SPACE: Final = "urn:oasis:names:tc:opendocument:xmlns"
_MANIFEST: Final = (
    f'<?xml version="1.0"?><m:manifest xmlns:m="{_SPACE}:manifest:1.0"><m:file-entry m:full-path="/" m:media-type="{_MIME}"/>'
    '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>'
)


def write_xlsx(fieldwork: Fieldwork, instrument: Instrument, path: Path) -> Path:
    """A workbook of one sheet; every cell is text."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Answers")
        for number, row in enumerate(_rows(fieldwork, instrument, path)):
            for place, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, place, cell)
    return path


def write_ods(fieldwork: Fieldwork, instrument: Instrument, path: Path) -> Path:
    """A spreadsheet of OpenDocument; blank neighbours are written once with their number, as office programs do."""
    rows = "".join(f"<table:table-row>{_cells(row)}</table:table-row>" for row in _rows(fieldwork, instrument, path))
    names = " ".join(f'xmlns:{name}="{_SPACE}:{name}:1.0"' for name in ("office", "table", "text"))
    tail = '<table:table-cell table:number-columns-repeated="1024"/>'
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Answers">{rows}'
        f'<table:table-row table:number-rows-repeated="1048000">{tail}</table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", _MIME, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("content.xml", content)
    return path


def _cells(row: list[str]) -> str:
    """One row; line breaks part paragraphs."""
    found, blank = [], 0
    for cell in [*row, ""]:
        if not cell:
            blank += 1
            continue
        if blank:
            found.append(f'<table:table-cell table:number-columns-repeated="{blank}"/>')
            blank = 0
        paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in cell.split("\n"))
        found.append(f'<table:table-cell office:value-type="string">{paragraphs}</table:table-cell>')
    return "".join(found)


def write_parquet(fieldwork: Fieldwork, instrument: Instrument, path: Path) -> Path:
    """A Parquet file of text columns; blanks are missing values."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    names, *rows = _rows(fieldwork, instrument, path)
    columns = {name: [cell or None for cell in cells] for name, cells in zip(names, zip(*rows, strict=True), strict=True)}
    pq.write_table(pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()}), path)
    return path


def _rows(fieldwork: Fieldwork, instrument: Instrument, path: Path) -> list[list[str]]:
    """Header and rows of the plain table."""
    plain.write(fieldwork, instrument, path)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))
