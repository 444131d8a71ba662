"""What a page offers to take away is what it shows: tables as CSV, charts as pictures, workbooks that open, published files."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image
from python_calamine import CalamineWorkbook

from dashboards.pages import PAGES
from tests.browser import looking
from tests.browser.states import SECOND, outputs_of

_GRID = """grid => ({
  rows: Number(grid.getAttribute('aria-rowcount')),
  heads: [...grid.querySelectorAll('[role=columnheader]')].map(one => one.textContent),
  cells: [...grid.querySelectorAll('[role=row]')].slice(0, 5)
    .map(row => [...row.querySelectorAll('[role=gridcell]')].map(one => one.textContent)).filter(row => row.length)
})"""
"""What a table on the screen says to a screen reader: rows with the heading, headings, the first rows."""


@pytest.fixture(scope="module")
def page(browser, served: Callable[[str], str]) -> Iterator:
    with looking.reader(browser, served("two"), accept_downloads=True, **looking.LAPTOP) as opened:
        yield opened


def given(page, link) -> tuple[str, bytes]:
    """Name and bytes of the file behind a link."""
    reply = page.request.get(link.evaluate("one => one.href"))
    assert reply.ok, link.inner_text()
    named = re.search(r'filename="([^"]+)"', reply.headers["content-disposition"])
    assert named is not None and reply.headers["x-content-type-options"] == "nosniff"
    return named.group(1), reply.body()


def opens(name: str, body: bytes) -> bool:
    """Whether a file is what its name says."""
    ending = Path(name).suffix
    if ending == ".png":
        Image.open(io.BytesIO(body)).verify()
        return Image.open(io.BytesIO(body)).width >= 600
    if ending == ".svg":
        drawn = ElementTree.fromstring(body)
        return drawn.tag.endswith("svg") and any(one.tag.endswith("title") or one.tag.endswith("text") for one in drawn.iter())
    if ending == ".xlsx":
        return bool(CalamineWorkbook.from_filelike(io.BytesIO(body)).sheet_names)
    if ending == ".csv":
        return body.startswith(b"\xef\xbb\xbf") and len(read(body)) >= 1
    return {
        ".html": body[:15].lower() == b"<!doctype html>",
        ".pptx": body[:2] == b"PK",
        ".pdf": body[:5] == b"%PDF-",
        ".ics": body[:5] == b"BEGIN",
    }[ending]


def read(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


@pytest.mark.parametrize("one", PAGES, ids=lambda one: one.name)
def test_every_file_that_a_page_offers_is_what_it_says(page, one, shared: Path) -> None:
    looking.turn_to(page, one.title)
    links = page.locator(".file-links a").all()
    published = {path.name: path.read_bytes() for path in (outputs_of("two", shared) / SECOND).rglob("*") if path.is_file()}
    kinds = set()
    for link in links:
        name, body = given(page, link)
        assert opens(name, body), (name, body[:80])
        kinds.add(Path(name).suffix)
        if "/made/" not in link.get_attribute("href"):
            assert body == published[name], name
    charts = page.locator("[data-testid=stPlotlyChart]").count()
    assert not charts or {".png", ".svg", ".csv"} <= kinds


@pytest.mark.parametrize("one", PAGES, ids=lambda one: one.name)
def test_a_table_as_csv_is_the_table_on_the_screen(page, one) -> None:
    looking.turn_to(page, one.title)
    if one.name not in ("overview", "why", "how_sure"):  # their tables are folded
        page.locator("[data-testid=stDataFrame]:visible").first.wait_for()
    tables = [one for one in page.locator("[data-testid=stDataFrame]").all() if one.is_visible()]
    for table in tables:
        table.scroll_into_view_if_needed()
        table.locator("[role=gridcell]").first.wait_for(state="attached")  # comes a little after what is drawn
        shown = table.locator("[role=grid]").first.evaluate(_GRID)
        around = table.locator("xpath=ancestor::*[@data-testid='stExpander'][1]")
        _, body = given(page, around.get_by_role("link", name="(CSV)", include_hidden=True).first)
        heads, *rows = read(body)
        assert shown["rows"] - 1 == len(rows) and len(shown["heads"]) <= len(heads)
        assert len(shown["cells"]) == min(4, len(rows))
        for row, cells in zip(rows, shown["cells"], strict=False):
            for cell, value in zip(cells, row, strict=False):
                assert same(cell, value), (cell, value)


def same(cell: str, value: str) -> bool:
    """Whether a cell says the value of the file: the same words, or the number as it is rounded on the screen."""
    said = cell.strip().replace("\u00a0", " ").replace("−", "-").replace(",", "").removesuffix("%").strip()
    if said == value.strip().replace(",", ""):
        return True
    bound = re.match(r"(?:under|over|at most|at least) ", said)
    try:
        number, exact = float(said.removeprefix("+")), float(value)
    except ValueError:
        return bool(bound) or " to " in said or value != ""
    digits = len(said.partition(".")[2])
    return abs(number - exact) <= 0.5 * 10**-digits + 1e-9
