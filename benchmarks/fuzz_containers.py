"""Workbooks and statistics files for the fuzzer: built small from a table, and damaged from within.

Bytes changed at random in an archive only prove that its checksum is verified. So the parts of a workbook are changed
unpacked and packed again, and tables are written into fresh containers.
"""

from __future__ import annotations

import datetime as dt
import io
import random
import re
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, unescape

from benchmarks.fuzz_tables import Table

_SHEET = "xl/worksheets/sheet1.xml"
_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XLSX = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_SPREADSHEET}" xmlns:r="{_RELATION}">'
    '<sheets><sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_RELATION}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{_RELATION}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_SPREADSHEET}"><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>',
}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?")
_ROW = re.compile(r"<row\b.*?</row>|<table:table-row\b.*?</table:table-row>", re.DOTALL)
_CELL = re.compile(r"<(?:c|table:table-cell)\b[^>]*/>|<c\b.*?</c>|<table:table-cell\b.*?</table:table-cell>", re.DOTALL)
_WORDS = re.compile(r"<(?:t|v|text:p)\b[^>]*>([^<]*)<")
_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_ODS_SPACES = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
_ODS_KINDS = (
    'office:value-type="date" office:date-value="2026-11-02T10:00:00.123"',
    'office:value-type="date" office:date-value="2026-11-02"',
    'office:value-type="time" office:time-value="PT10H30M00S"',
    'office:value-type="boolean" office:boolean-value="true"',
    'office:value-type="percentage" office:value="0.5" table:number-columns-repeated="2"',
)
#: What may be put into the XML of a workbook: bounds, types and references that readers of workbooks have tripped over.
_XML_PIECES = (
    *(b't="e"', b't="b"', b't="s"', b't="d"', b't="str"', b's="1"', b's="99"', b'r="A1"', b'r="b2"', b'r="XFD1048576"'),
    *(b'r="ZZZZ1"', b'r="7"', b'r = "30"', b'r="1048576"', b'r="4294967295"', b'r="A0"', b"r='j500000'", b'r = "Z90000"'),
    *(
        b"<v>1e308</v>",
        b"<v>-1</v>",
        b"<v>2958466</v>",
        b"<v>45000.5</v>",
        b"<v>2958465.9999999999</v>",
        b"<v>NaN</v>",
        b"<v></v>",
    ),
    *(b"<c/>", b"<row/>", b"<is><t/></is>", b"<!-- -->", b"&#10;", b"&amp;", b"&#0;", b'<dimension ref="A1"/>', b"<f>1/0</f>"),
    *(b'state="hidden"', b'table:number-columns-repeated="9"', b'table:number-columns-repeated="16384"', b"<mergeCell/>"),
    *(b'table:number-rows-repeated="1048576"', b'table:number-rows-repeated="3"', b'table:number-rows-repeated="x"', b"&x;"),
    *(b'office:value-type="date"', b'office:value-type="float"', b'office:value="x"', b'office:date-value="2026-99-99"'),
    *(
        b'office:date-value="9999-12-31T23:59:59.9999999"',
        b'office:value-type="time" office:time-value="PT99H"',
        b"<table:table/>",
    ),
    *(
        b"<table:table-row/>",
        b"<table:table-cell/>",
        b'Target="other/sheet.xml"',
        b'numFmtId="22"',
        b'<!DOCTYPE x [<!ENTITY x "y">]>',
    ),
)


def xlsx(table: Table, draw: random.Random | None = None) -> bytes:
    """A workbook of one sheet, stored unpacked; with a generator, numbers become number, date or truth cells."""
    lines = []
    for number, row in enumerate(table.rows, start=1):
        lines.append(f'<row r="{number}">' + "".join(_cell(text, draw) for text in row) + "</row>")
    sheet = f'<worksheet xmlns="{_SPREADSHEET}"><dimension ref="A1"/><sheetData>{"".join(lines)}</sheetData></worksheet>'
    return _packed({name: text.encode() for name, text in (_XLSX | {_SHEET: sheet}).items()})


def _cell(text: str, draw: random.Random | None) -> str:
    """One cell: empty, inline text, or (with a generator) a number, a date, a truth value or an error."""
    if draw is not None and draw.random() < 0.02:
        return draw.choice(
            ('<c t="e"><v>#N/A</v></c>', '<c t="d"><v>2026-11-02T10:00:00</v></c>', '<c s="1"><v>46328.5000001</v></c>')
        )
    if draw is not None and _NUMBER.fullmatch(text) and draw.random() < 0.7:
        kinds = ("", "", ' s="1"', ' t="b"') if text in ("0", "1") else ("", "", ' s="1"')
        return f"<c{draw.choice(kinds)}><v>{text}</v></c>"
    if not text:
        return "<c/>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(_NOT_XML.sub(" ", text))}</t></is></c>'


def ods(table: Table, draw: random.Random | None = None) -> bytes:
    """An OpenDocument spreadsheet of one sheet."""
    rows = []
    for row in table.rows:
        cells = []
        for text in row:
            shown = f"<text:p>{escape(_NOT_XML.sub(' ', text))}</text:p>"
            kind = 'office:value-type="string"'
            if draw is not None and _NUMBER.fullmatch(text) and draw.random() < 0.7:
                kind = f'office:value-type="float" office:value="{text}"'
            elif draw is not None and draw.random() < 0.05:
                kind = draw.choice(_ODS_KINDS)
            cells.append(f"<table:table-cell {kind}>{shown}</table:table-cell>" if text else "<table:table-cell/>")
        rows.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    body = f'<table:table table:name="Sheet1">{"".join(rows)}</table:table>'
    content = f"<office:document-content {_ODS_SPACES}><office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    parts = {"mimetype": _ODS_TYPE, "content.xml": content + "</office:document-content>", "META-INF/manifest.xml": manifest}
    return _packed({name: text.encode() for name, text in parts.items()})


def table_in(data: bytes) -> Table | None:
    """The cells of a workbook that was written here, found by their tags; None where there are none."""
    if data.startswith(b"PK"):
        text = data.decode("utf-8", "replace")
        rows = [[_inside(cell) for cell in _CELL.findall(row)] for row in _ROW.findall(text)[:40]]
        return Table(rows) if any(rows) else None
    return None


def _inside(cell: str) -> str:
    words = _WORDS.search(cell)
    return unescape(words[1]) if words else ""


def _packed(parts: dict[str, bytes]) -> bytes:
    """An archive that is not compressed, so that small inputs stay small and bytes mean what they are."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


def archive_mutated(data: bytes, draw: random.Random, mutate: Callable[[bytes, int], bytes], limit: int) -> bytes:
    """An archive with one of its parts changed (or renamed, or gone) and packed again; the bytes themselves if it is broken."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except Exception:
        return mutate(data, limit)
    if not parts:
        return mutate(data, limit)
    name = draw.choice(
        [part for part in parts if draw.random() < 0.5 or "sheet1" in part or part == "content.xml"] or list(parts)
    )
    kind = draw.randrange(10)
    if kind == 0:
        del parts[name]
    elif kind == 1:
        parts[draw.choice((*parts, "xl/sharedStrings.xml", "xl/vbaProject.bin", "xl/worksheets/sheet2.xml"))] = parts[name]
    elif kind < 5:
        parts[name] = mutate(parts[name], limit)
    else:
        parts[name] = _xml_mutated(parts[name], draw)
    return _packed(parts)[:limit]


def _xml_mutated(content: bytes, draw: random.Random) -> bytes:
    """XML with a tag doubled, dropped or moved, or with a piece from the list put at an end of a tag or over an attribute."""
    tags = list(re.finditer(rb"<[^>]*>", content))
    if not tags:
        return content
    tag, other = draw.choice(tags), draw.choice(tags)
    piece = draw.choice(_XML_PIECES)
    start, end = sorted((tag.start(), other.start()))
    if piece[:1] not in (b"<", b"&"):
        at = tag.end() - (2 if tag[0].endswith(b"/>") else 1)
        return content[:at] + b" " + piece + content[at:]
    return draw.choice(
        (
            content[: tag.end()] + piece + content[tag.end() :],
            content[: tag.start()] + content[tag.end() :],
            content[: tag.end()] + tag[0] + content[tag.end() :],
            content[:start] + content[end:],
            content[:end] + content[start:],
        )
    )


def parquet(table: Table, draw: random.Random | None = None) -> bytes:
    """A Parquet file whose columns are the table's, the first row being names; number-like columns may become numbers."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    names, columns = _by_column(table)
    arrays = [pa.array(_typed(column, draw)) for column in columns]
    if draw is not None and arrays:
        arrays[-1] = draw.choice((arrays[-1], arrays[-1].dictionary_encode(), pa.array([[1]] * len(arrays[-1]))))
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, names=names), buffer, compression="NONE", use_dictionary=False)
    return buffer.getvalue()


def _by_column(table: Table) -> tuple[list[str], list[list[str]]]:
    """Names and columns of a table whose rows may differ in length."""
    head, *rows = table.rows
    return head, [[row[at] if at < len(row) else "" for row in rows] for at in range(len(head))]


def _typed(column: list[str], draw: random.Random | None) -> list[Any]:
    """A column as text, numbers (missing where a cell is none), moments, days, times or truth values."""
    if draw is None or draw.random() < 0.4:
        return [*column]
    if not any(map(_NUMBER.fullmatch, column)) or draw.random() < 0.2:
        moment = dt.datetime(draw.choice((1582, 1970, 2026)), 11, 2, 10, 30, 0, draw.choice((0, 999_999)))
        kind = draw.choice((moment, moment.date(), moment.time(), True, None))
        return [kind if text else None for text in column]
    return [float(text) if _NUMBER.fullmatch(text) else None for text in column]


def statistics_file(suffix: str, table: Table, draw: random.Random) -> bytes:
    """An SPSS (.sav) or Stata (.dta) file of the table: names made valid, wordings as labels, some columns coded and labelled.

    Raises whatever the writer does not accept; the caller then takes another mutation.
    """
    import pandas as pd
    import pyreadstat

    names, columns = _by_column(table)
    valid = [f"v{at}_" + re.sub(r"\W+", "_", name, flags=re.ASCII)[:20] for at, name in enumerate(names)]
    frame = pd.DataFrame({name: pd.Series(_typed(column, draw)) for name, column in zip(valid, columns, strict=True)})
    if draw.random() < 0.3:
        frame.insert(0, "moment", pd.Timestamp("2026-11-02 10:00:00.5"))
        names = ["When?", *names]
    numbers = [name for name in valid if frame[name].dtype.kind == "f"]
    words = [text[:100] for row in table.rows for text in row if text.strip()] or ["Yes"]
    labels = {
        name: {float(code): draw.choice(words) for code in range(draw.randrange(1, 6))} for name in numbers if draw.random() < 0.7
    }
    with tempfile.TemporaryDirectory(dir=_memory_disk()) as folder:
        path = Path(folder) / f"written{suffix}"
        if suffix == ".sav":
            missing = {name: [draw.choice((-1, 9, 99.0, {"lo": 6, "hi": 9}))] for name in numbers if draw.random() < 0.4}
            measure = {name: draw.choice(("nominal", "ordinal", "scale")) for name in valid if draw.random() < 0.5}
            pyreadstat.write_sav(
                frame, path, column_labels=names, variable_value_labels=labels, missing_ranges=missing, variable_measure=measure
            )
        else:
            whole = {name: {int(code): text for code, text in codes.items()} for name, codes in labels.items()}
            texts = [name[:80] for name in names]
            tagged = {name: ["a", "b"] for name in numbers if draw.random() < 0.4}
            for name in tagged:
                frame[name] = frame[name].astype(object).where(frame[name].notna(), "a")
            pyreadstat.write_dta(
                frame,
                path,
                column_labels=texts,
                variable_value_labels=whole,
                missing_user_values=tagged,
                version=draw.choice((8, 10, 12, 13, 14, 15)),
            )
        return path.read_bytes()


def _memory_disk() -> str | None:
    """A folder in memory where the system has one; None means its temporary folder."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None
