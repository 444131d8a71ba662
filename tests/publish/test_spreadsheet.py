"""A real spreadsheet program opens every file for trainers: the same numbers, the same words, nothing calculated."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from pipeline.instrument.model import Instrument
from pipeline.publish.bundle import WORKBOOK, Bundle, open_wave
from pipeline.publish.cells import safe_text
from pipeline.publish.lists import target_lists, write_lists
from pipeline.publish.plan import Limits, SeatPlan, Weekly, plan_files, plan_of, plan_tables
from pipeline.publish.sessions import SUMMED, department_needs, session_table
from pipeline.publish.sheets import sheet_name

WAVE = "2026-11"
PROGRAM = shutil.which("soffice") or shutil.which("libreoffice")
LABELS = ["=1+1", "Pflegekräfte – Übergabe, „prüfen“", '+cmd "x"', "@SUM(A1)", "-3 % Zeit; später"]
"""Beginnings of labels: formulas, umlauts, dashes, quotes, separators."""
WRITTEN = "Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
"""Every sheet as UTF-8 text with commas, cells as they are kept and not as they are shown."""
READ = "Text - txt - csv (StarCalc):44,34,76,1"
"""What the program's own dialog proposes for a file that starts with the mark of UTF-8."""


@pytest.fixture(scope="module")
def bundle(sample_outputs: Path) -> Bundle:
    """The sample wave with labels that are hard on spreadsheets."""
    found = open_wave(sample_outputs, WAVE)
    values = found.instrument.model_dump()
    for kind in ("roles", "topics", "departments", "formats"):
        values[kind] = [{**one, "label": f"{LABELS[at % len(LABELS)]} {one['label']}"} for at, one in enumerate(values[kind])]
    return Bundle(found.path, found.manifest, Instrument.model_validate(values), found.release, found.findings)


@pytest.fixture(scope="module")
def weekly() -> Weekly:
    return Weekly(datetime.date(2027, 1, 11), a_day=2)


@pytest.fixture(scope="module")
def plan(bundle: Bundle) -> SeatPlan:
    found = plan_of(bundle, Limits(hours=41.5, lengths={"T01": 1.5}, role_share=0.05, department_share=0.05))
    assert isinstance(found, SeatPlan)
    return found


@pytest.fixture(scope="module")
def opened(
    bundle: Bundle, plan: SeatPlan, weekly: Weekly, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, list[list[str]]]:
    """``<file>/<sheet>`` -> rows of cells, as the program read them. It is started twice: for workbooks, and for text files."""
    if PROGRAM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs LibreOffice, and none was found")
        pytest.skip("no LibreOffice on this machine")
    folder = tmp_path_factory.mktemp("spreadsheet")
    write_lists(bundle, target_lists(bundle), folder / "files")
    for name, data in plan_files(bundle, plan, weekly).items():
        (folder / "files" / name).write_bytes(data)
    for kind, more in (("xlsx", []), ("csv", [f"--infilter={READ}"])):
        paths = sorted(str(path) for path in (folder / "files").glob(f"*.{kind}"))
        command = [PROGRAM, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", *more]
        command += ["--convert-to", f"csv:{WRITTEN}", "--outdir", str(folder / kind), *paths]
        subprocess.run(command, check=True, capture_output=True, timeout=240)
    found = {}
    for path in folder.glob("*/*.csv"):
        if path.parent.name != "files":
            stem, _, sheet = path.stem.partition("-")
            rows = pd.read_csv(path, header=None, dtype="str", keep_default_na=False, encoding="utf-8")
            found[f"{stem}.{path.parent.name}/{sheet}"] = rows.to_numpy().tolist()
    return found


def same(rows: list[list[str]], frame: pd.DataFrame) -> None:
    """Every cell is what the table holds: numbers as numbers, words as words, blanks blank."""
    assert [cell.replace(" ", "_") for cell in rows[0]] == list(frame.columns)
    assert len(rows) - 1 == len(frame)
    for read, (_, row) in zip(rows[1:], frame.iterrows(), strict=True):
        for cell, value in zip(read, row, strict=True):
            if pd.isna(value):
                assert cell == ""
            elif isinstance(value, str):
                assert cell == safe_text(value)
            elif isinstance(value, datetime.datetime):
                assert pd.Timestamp(cell) == value
            else:
                assert float(cell) == pytest.approx(float(value), abs=1e-9)


def test_lists_sessions_and_plan_open_as_text_files(bundle: Bundle, plan: SeatPlan, weekly: Weekly, opened: Mapping) -> None:
    sessions = session_table(bundle)
    assert sessions is not None
    tables = {"sessions": sessions, **target_lists(bundle)}
    tables |= {name.removesuffix(".csv"): frame for name, frame in plan_tables(bundle, plan, weekly).items()}
    assert {name for name in opened if ".csv/" in name} == {f"{name}.csv/{name}" for name in tables}
    for name, frame in tables.items():
        same(opened[f"{name}.csv/{name}"], frame)


def test_the_workbook_of_the_lists_opens(bundle: Bundle, opened: Mapping) -> None:
    stem, used = WORKBOOK, {"history", "about", "sessions", "by department"}
    labels = bundle.instrument.labels()["role"]
    for role, frame in target_lists(bundle).items():
        same(opened[f"{stem}/{sheet_name(labels[role], used)}"], frame)
    *rows, total = opened[f"{stem}/Sessions"]
    sessions = session_table(bundle)
    assert sessions is not None
    same(rows, sessions)
    read = dict(zip(sessions.columns, total, strict=True))
    assert {name: float(read[name]) for name in SUMMED} == sessions[list(SUMMED)].sum().astype("float64").to_dict()
    same(opened[f"{stem}/By department"], department_needs(bundle))


def test_the_workbook_of_the_plan_opens(bundle: Bundle, plan: SeatPlan, weekly: Weekly, opened: Mapping) -> None:
    sheets = ("Seats", "Classes", "Departments", "Limits")
    for sheet, frame in zip(sheets, plan_tables(bundle, plan, weekly).values(), strict=True):
        rows = opened[f"plan.xlsx/{sheet}"]
        total = rows.pop() if sheet != "Limits" else None
        same(rows, frame)
        if total is not None:
            assert "Total" in total
            assert float(total[list(frame.columns).index("seats")]) == frame["seats"].sum() == plan.plan.seats.sum()


def test_nothing_was_calculated_and_no_sign_was_lost(bundle: Bundle, opened: Mapping) -> None:
    cells = [cell for rows in opened.values() for row in rows for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "#", "Err:"))]
    assert not [cell for cell in cells if "Ã" in cell or "\ufeff" in cell]
    for label in LABELS:
        assert any(label in cell for cell in cells)
