"""Labels come from files: whatever stands in them, no page runs it, no spreadsheet calculates it, no file leaves its folder."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pydantic import ValidationError
from python_calamine import CalamineWorkbook

from pipeline.instrument.model import Instrument
from pipeline.publish.bundle import LISTS, WORKBOOK, Bundle, open_wave, publish
from pipeline.publish.cells import safe_text

FORMULAS = [
    *("=HYPERLINK(0)", "+1+1", "-2+3", "@SUM(1)", "\t=1+1", "\r=1+1", " =1+1"),
    *("＝1+1", "＋1", "－1", "＠x", "\u00a0=1+1", "\u200b=1"),
]
NUMBER = re.compile(r"-?\d+(\.\d+)?")
MARKUP = '<script>alert("x")</script><img src=x onerror=alert(1)>"\'&amp;<!--$\\frac{1}$'
LABELS = ("label", "title", "text", "meaning", "action", "owner", "status")


def hostile(values: object, text: str) -> object:
    """Every label of nested values made hostile; ids stay."""
    if isinstance(values, dict):
        return {k: f"{text}{v}" if k in LABELS and isinstance(v, str) and v else hostile(v, text) for k, v in values.items()}
    if isinstance(values, (list, tuple)):
        return [hostile(value, text) for value in values]
    return values


def published(outputs: Path, folder: Path, text: str) -> Bundle:
    bundle = open_wave(outputs, "2026-11")
    instrument = Instrument.model_validate(hostile(bundle.instrument.model_dump(), text))
    publish(folder, bundle.release, bundle.findings, instrument, bundle.manifest)
    return open_wave(folder, "2026-11")


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_a_page_shows_markup_in_labels_and_never_obeys_it(sample_outputs: Path, tmp_path: Path) -> None:
    bundle = published(sample_outputs, tmp_path / "outputs", MARKUP)
    page = Page()
    page.feed((bundle.path / "report.html").read_text(encoding="utf-8"))
    assert not page.tags & {"script", "img", "iframe", "object", "embed", "link", "form", "base"}
    assert not [name for name in page.attributes if name.startswith("on")]
    assert '<script>alert("x")</script>' in "".join(page.text)  # it is shown as it was written


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_starts_a_formula(text: str) -> None:
    assert str(safe_text(text)).startswith("'")


@pytest.mark.parametrize("value", ["Nurse", "3-day course", "a=b", "", "1+1", -3, 2.5, None, "'=1"])
def test_other_cells_stay_as_they_are(value: object) -> None:
    assert safe_text(value) == value


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "＝1+1", "\u00a0=1+1"])
def test_lists_and_workbook_hold_no_formula(text: str, sample_outputs: Path, tmp_path: Path) -> None:
    bundle = published(sample_outputs, tmp_path / "outputs", text)
    cells: list[str] = []
    for path in (bundle.path / LISTS).glob("*.csv"):
        cells += [cell for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))) for cell in row]
    book = CalamineWorkbook.from_path(bundle.path / LISTS / WORKBOOK)
    for name in book.sheet_names:
        cells += [cell for row in book.get_sheet_by_name(name).to_python() for cell in row if isinstance(cell, str)]
    assert sum(text.strip() in cell for cell in cells) > 20
    assert not [cell for cell in cells if safe_text(cell) != cell and not NUMBER.fullmatch(cell)]


def test_json_holds_labels_as_data(sample_outputs: Path, tmp_path: Path) -> None:
    bundle = published(sample_outputs, tmp_path / "outputs", MARKUP)
    values = json.loads((bundle.path / "instrument.json").read_text(encoding="utf-8"))
    assert values["roles"][0]["label"].startswith(MARKUP)


@pytest.mark.parametrize("name", ["../x", "a/b", "a\\b", "..", ".", "/etc/passwd", "a b", "x\x00", "con:", "-rf", "a" * 41, ""])
@pytest.mark.parametrize("kind", ["roles", "departments"])
def test_ids_that_would_name_files_elsewhere_are_refused(name: str, kind: str, sample_outputs: Path) -> None:
    values = open_wave(sample_outputs, "2026-11").instrument.model_dump()
    values[kind] = [{**values[kind][0], "id": name}, *values[kind][1:]]
    with pytest.raises(ValidationError, match="id"):
        Instrument.model_validate(values)
