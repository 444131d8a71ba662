"""The pages of sample sizes and of the field, in a real browser: axe-core finds nothing, and they fit a telephone."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from pipeline.cli import main
from tests.fielding.conftest import SMALL

PAGES = ("sample_size.html", "field.html")
WIDTHS = (1366, 390)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("fielding")
    roster = ["--roster", str(SMALL / "roster.csv"), "--out", str(out)]
    assert main(["sample-size", *roster]) == 0
    assert main(["field", str(SMALL / "2026-11.csv"), *roster]) == 0
    return out


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_the_page_fits(browser, folder: Path, name: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto((folder / name).as_uri())
    found = Axe().run(page).response["violations"]
    assert not [(one["id"], one["impact"], one["nodes"][0]["html"][:200]) for one in found]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # Nothing is cut off: no cell is wider than what holds it.
    assert page.evaluate("[...document.querySelectorAll('td, th')].every(one => one.scrollWidth <= one.clientWidth + 1)")
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_every_group_is_a_row_with_its_staff(browser, folder: Path, name: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 900})
    page.goto((folder / name).as_uri())
    assert page.locator("tbody tr").count() == 14
    nurse = page.locator("tbody tr", has_text="Oncology nurse")
    assert nurse.is_visible() and "27" in nurse.inner_text()
    page.close()
