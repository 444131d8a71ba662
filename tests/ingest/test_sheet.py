"""Workbooks: cells as the text a CSV would hold, and workbooks that must not be unpacked."""

import datetime as dt
import random
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from pipeline.errors import ExportError, UsageError
from pipeline.ingest import sheet
from pipeline.ingest.read import read_export
from pipeline.ingest.source import open_source

MOMENT = "m/d/yy h:mm:ss"


def workbook(path: Path, sheets: dict[str, Sequence[Sequence[Any]]], hidden: Sequence[str] = ()) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": MOMENT}) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            if name in hidden:
                page.hide()
            elif rows:
                page.activate()
            for i, row in enumerate(rows):
                for j, value in enumerate(row):
                    if value != "":
                        (page.write_string if isinstance(value, str) else page.write)(i, j, value)
    return path


def test_cells_become_the_text_one_sees(tmp_path: Path) -> None:
    row = [
        1,
        2.0,
        1.1,
        -0.0,
        1e20,
        "007",
        True,
        False,
        dt.datetime(2026, 11, 3, 9, 5, 7, 239000),
        dt.datetime(2026, 11, 3),
        "a\nb",
        "N/A",
    ]
    export = read_export(workbook(tmp_path / "x.xlsx", {"Sheet1": [[f"c{i}" for i in range(len(row))], row]}))
    assert export.cells.iloc[0].tolist() == [
        "1",
        "2",
        "1.1",
        "0",
        "100000000000000000000",
        "007",
        "TRUE",
        "FALSE",
        "2026-11-03 09:05:07.239",
        "2026-11-03",
        "a\nb",
        "N/A",
    ]
    assert (export.cells.dtypes == "str").all()


def test_rows_are_numbered_as_in_the_sheet_and_blank_ends_left_out(tmp_path: Path) -> None:
    rows = [["", "", ""], ["id", "answer", ""], ["1", "yes", ""], ["", "", ""], ["2", "no", ""], [" ", "", ""]]
    path = workbook(tmp_path / "x.xlsx", {"Sheet1": rows})
    export = read_export(path)
    assert export.lines.tolist() == [3, 4, 5, 6]
    assert export.status.tolist() == ["complete", "blank", "complete", "blank"]
    assert "1 blank row at the beginning left out" in export.provenance.notes
    assert (export.provenance.delimiter, export.provenance.encoding) == (None, "xlsx")


def test_the_first_visible_sheet_with_cells_is_read(tmp_path: Path) -> None:
    table = [["a", "b"], ["x", "y"]]
    sheets = {"Old": [["z"]], "Empty": [], "Answers": table, "More": table}
    export = read_export(workbook(tmp_path / "x.xlsx", sheets, hidden=["Old"]))
    assert export.cells.to_numpy().tolist() == [["x", "y"]]
    assert export.provenance.notes[0] == "read the sheet 'Answers', the first of 2 with cells"


def test_spreadsheet_errors_are_counted_aloud(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["a", "b"])
        page.write_string(1, 0, "x")
        page.write_formula(1, 1, "=1/0", None, "#DIV/0!")
    export = read_export(tmp_path / "x.xlsx")
    assert export.cells.iloc[0].tolist() == ["x", ""]
    assert any("1 cells hold an error" in note for note in export.provenance.notes)


def test_one_far_cell_does_not_fill_memory(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["a", "b"])
        page.write(1_048_575, 700, "far away")
    with pytest.raises(ExportError, match="span 1,048,576 rows"):
        read_export(tmp_path / "x.xlsx")


def test_too_many_columns(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="10,001 columns"):
        read_export(workbook(tmp_path / "x.xlsx", {"S": [["a"] * 10_001]}))


def test_a_workbook_that_unfolds_beyond_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MAX_UNPACKED", 100_000)
    path = workbook(tmp_path / "x.xlsx", {"S": [["a", "b"], ["1", "2"]]})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", bytes(1_000_000))
    with pytest.raises(ExportError, match="absurd size"):
        read_export(path)


def test_damaged_workbooks_are_refused_or_read_but_never_crash(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "x.xlsx", {"S": [["a", "b"], *([f"r{i}", i] for i in range(50))]}).read_bytes()
    chance = random.Random(7)
    refused = 0
    for _ in range(150):
        broken = bytearray(whole)
        for _ in range(chance.randint(1, 20)):
            broken[chance.randrange(4, len(broken))] = chance.randrange(256)
        path = tmp_path / "broken.xlsx"
        path.write_bytes(bytes(broken[: chance.choice([len(broken), chance.randrange(100, len(broken))])]))
        try:
            assert len(read_export(path).cells) > 0
        except ExportError as error:
            refused += 1
            assert len(error.problems) == 1
    assert refused > 50


@pytest.mark.parametrize("given", [{"encoding": "utf-8"}, {"delimiter": ";"}])
def test_a_workbook_has_neither_encoding_nor_delimiter(tmp_path: Path, given: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="kind of file has no"):
        read_export(workbook(tmp_path / "x.xlsx", {"S": [["a"], ["1"]]}), **given)


def ods(path: Path, rows: str) -> Path:
    """A spreadsheet of OpenDocument with these rows."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    names = " ".join(f'xmlns:{name}="{space}:{name}:1.0"' for name in ("office", "table", "text"))
    body = f"<office:body><office:spreadsheet><table:table table:name='A'>{rows}</table:table></office:spreadsheet></office:body>"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{space}:manifest:1.0"/>')
        archive.writestr("content.xml", f"<office:document-content {names}>{body}</office:document-content>")
    return path


CELL = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'

WIDE = CELL.replace(" office", ' table:number-columns-repeated="9000" office', 1)


def test_rows_that_are_only_formatted_hold_nothing(tmp_path: Path) -> None:
    formatted = '<table:table-cell table:style-name="ce1" table:number-columns-repeated="16382"/>'
    row = f"<table:table-row>{CELL}{CELL}{formatted}</table:table-row>"
    grid = sheet.read_workbook(open_source(ods(tmp_path / "x.ods", row * 3)))
    assert len(grid.lines) == 3 and {tuple(column.tolist()) for column in grid.columns[:2]} == {("x",) * 3}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (f"<table:table-row>{WIDE}</table:table-row>", "9,000 columns"),
        (f'<table:table-row table:number-rows-repeated="1000000">{CELL * 9}</table:table-row>', "unfold to 1,000,000 rows"),
        ("<table:table-row>", "damaged"),
    ],
    ids=["columns", "rows", "no XML"],
)  # fmt: skip
def test_spreadsheets_that_unfold_absurdly_are_refused(tmp_path: Path, rows: str, said: str) -> None:
    with pytest.raises(ExportError, match=said):
        sheet.read_workbook(open_source(ods(tmp_path / "x.ods", rows)))
