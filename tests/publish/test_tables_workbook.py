"""``tables.xlsx``: opened by a real spreadsheet program it holds what the Parquet files hold, with words beside ids."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.instrument.model import Instrument
from pipeline.publish.bundle import Bundle, open_wave
from pipeline.publish.cells import safe_text
from pipeline.publish.tables_workbook import FILE, ROW_ID, dictionary_table, sheet_table, tables_workbook
from pipeline.publish.units import allowed, number_format, unit
from pipeline.publish.workbook_sheets import DICTIONARY, SHEETS
from pipeline.release.attack.files import file_violations
from pipeline.release.office import sheets
from pipeline.tables import FINDING_TABLES, RELEASE_TABLES, Field, group_key

WAVE = "2026-11"
PROGRAM = shutil.which("soffice") or shutil.which("libreoffice")
WRITTEN = "Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
"""Every sheet as UTF-8 text with commas, cells as they are kept and not as they are shown."""


@pytest.fixture(scope="module")
def bundle(sample_outputs: Path) -> Bundle:
    """The sample wave with labels that a spreadsheet would calculate."""
    found = open_wave(sample_outputs, WAVE)
    values = found.instrument.model_dump()
    for kind in ("roles", "topics", "departments", "barriers"):
        values[kind] = [{**one, "label": f"=1+1 {one['label']}"} for one in values[kind]]
    return Bundle(found.path, found.manifest, Instrument.model_validate(values), found.release, found.findings)


@pytest.fixture(scope="module")
def opened(bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[list[str]]]:
    """Sheet -> rows of cells, as the program read them."""
    if PROGRAM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs LibreOffice, and none was found")
        pytest.skip("no LibreOffice on this machine")
    folder = tmp_path_factory.mktemp("tables")
    (folder / FILE).write_bytes(tables_workbook(bundle))
    command = [PROGRAM, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", f"csv:{WRITTEN}", "--outdir", str(folder / "csv"), str(folder / FILE)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    found = {}
    for path in (folder / "csv").glob("*.csv"):
        rows = pd.read_csv(path, header=None, dtype="str", keep_default_na=False, encoding="utf-8")
        found[path.stem.removeprefix(f"{Path(FILE).stem}-")] = rows.to_numpy().tolist()
    return found


def same(cell: str, value: object) -> bool:
    """A cell is what the table holds: numbers to 15 digits, words as words, flags as yes and no, blank where missing."""
    if pd.isna(value):
        return cell == ""
    if isinstance(value, bool | np.bool):
        return cell == ("yes" if value else "no")
    if isinstance(value, str):
        return cell == safe_text(value)
    kept = float(cell.removesuffix("%")) / 100 if cell.endswith("%") else float(cell)
    return kept == pytest.approx(float(value), rel=1e-14, abs=1e-14)  # type: ignore[arg-type]


def test_every_sheet_holds_what_the_table_holds(bundle: Bundle, opened: Mapping[str, list[list[str]]]) -> None:
    tables = {**bundle.release.by_name(), **bundle.findings.by_name()}
    assert set(opened) == {"About", DICTIONARY, *(sheet.name for sheet in SHEETS)}
    for sheet in SHEETS:
        frame, rows = tables[sheet.table.name], opened[sheet.name]
        if frame.empty:
            assert rows == [[sheet.empty]]
            continue
        columns = list(sheet_table(bundle, sheet))
        assert len(rows) == len(frame) + 1 and set(sheet.table.fields) <= set(columns)
        for name in sheet.table.fields:
            place = columns.index(name)
            wrong = [(row[place], value) for row, value in zip(rows[1:], frame[name], strict=True) if not same(row[place], value)]
            assert not wrong, (sheet.name, name, wrong[:3])


def test_words_stand_beside_ids_and_n_beside_the_figures(bundle: Bundle) -> None:
    labels = bundle.instrument.labels()
    for sheet in SHEETS:
        table = sheet_table(bundle, sheet)
        if {"grouping", "n"} <= set(table):
            assert list(table)[:2] == ["group", "kind"]
            assert list(table).index("n") <= 3
            assert table["group"].notna().all()
        for column, kind in (("scale", "scale"), ("topic", "topic"), ("cause", "cause")):
            if column in table and len(table):
                assert table[f"{column}_label"].tolist() == [labels[kind].get(one, one) for one in table[column]]


def test_every_row_has_an_id_that_is_explained(bundle: Bundle) -> None:
    from pipeline.publish.trace.found import ids

    known = ids(bundle)
    for sheet in SHEETS:
        table = sheet_table(bundle, sheet)
        assert table[ROW_ID].is_unique and {known[one][0] for one in table[ROW_ID]} <= {sheet.table.name}


def test_nothing_is_calculated(opened: Mapping[str, list[list[str]]]) -> None:
    cells = [cell for rows in opened.values() for row in rows for cell in row]
    assert "2" not in {row[0] for row in opened["Groups"]} and any(cell.startswith("'=1+1") for cell in cells)
    assert not any(cell.startswith(("#", "Err:")) for cell in cells)


def test_the_dictionary_names_every_published_column_with_its_unit(opened: Mapping[str, list[list[str]]]) -> None:
    known = {(row[1], row[2]): row for row in opened[DICTIONARY][1:]}
    for table in (*RELEASE_TABLES, *FINDING_TABLES):
        for name, field in table.fields.items():
            row = known[table.name, name]
            assert row[3:6] == [field.kind, unit(field), allowed(field)] and row[7] == safe_text(field.meaning)
    assert len(dictionary_table()) == len(opened[DICTIONARY]) - 1


@pytest.mark.parametrize(
    ("field", "words", "shown"),
    [
        (Field("text", "role id"), "", "0.00"),
        (Field("flag", "shown"), "yes or no", "0.00"),
        (Field("count", "persons"), "whole number", "#,##0"),
        (Field("number", "share", low=0, high=1), "share, 0-1", "0 %"),
        (Field("number", "chance that it is so", low=0, high=1), "chance, 0-1", '[>0.99]"over 99 %";[<0.01]"under 1 %";0 %'),
        (Field("number", "mean", low=0, high=100), "points, 0-100", "0"),
        (Field("number", "gap", low=-4, high=4), "rating points, -4 to 4", "+0.00;-0.00;0.00"),
        (Field("number", "standard error, points", low=0), "points", "0.00"),
    ],
)
def test_units_and_formats_follow_from_the_declaration(field: Field, words: str, shown: str) -> None:
    assert unit(field) == words
    if field.kind in ("count", "number"):
        assert number_format(field) == shown


def test_the_same_tables_give_the_same_bytes(bundle: Bundle) -> None:
    assert tables_workbook(bundle) == tables_workbook(bundle)


def test_the_cover_says_what_it_is(sample_outputs: Path) -> None:
    found = open_wave(sample_outputs, WAVE)
    said = " ".join(str(row[0]) for row in sheets(sample_outputs / WAVE / FILE)[0].rows)
    assert WAVE in said and "Draft" in said and "at least 10 people" in said and found.manifest.instrument["id"] in said


@pytest.mark.parametrize(
    ("plant", "said"),
    [
        (lambda frame: frame.assign(n=frame["n"].where(frame.index > 0, 4)), "1 figure(s) stand on fewer than 10 people"),
        (lambda frame: frame.assign(group=frame["group"] + " (n = 3)"), "stand on fewer than 10 people"),
        (lambda frame: frame.assign(role=frame["role"].fillna("nobody")), "groups that are not published: department:nobody:"),
    ],
)
def test_figures_of_few_people_and_hidden_groups_are_found_in_it(sample_outputs: Path, tmp_path: Path, plant, said: str) -> None:
    from pipeline.publish.sheets import new_book

    found = open_wave(sample_outputs, WAVE)
    groups = set(group_key(found.release.groups))
    book = new_book("Tables")
    frame = sheet_table(found, SHEETS[0])
    book.table("Groups", frame, "Groups", 1)
    (tmp_path / FILE).write_bytes(book.content())
    assert file_violations(tmp_path, 10, set(), groups) == []
    spoiled = new_book("Tables")
    spoiled.table("Groups", plant(frame), "Groups", 1)
    (tmp_path / FILE).write_bytes(spoiled.content())
    [text] = file_violations(tmp_path, 10, set(), groups)
    assert text.startswith("tables.xlsx, sheet Groups") and said in text
