"""The report in a real browser: axe-core finds nothing, it fits a telephone, everything is reached by keyboard."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

WAVE = "2026-11"
WIDTHS = (1440, 390)


@pytest.fixture(params=["sample_outputs", "small_center_outputs"])
def address(request: pytest.FixtureRequest) -> str:
    outputs: Path = request.getfixturevalue(request.param)
    return (outputs / WAVE / "report.html").as_uri()


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(browser, address: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(address)
    found = Axe().run(page).response["violations"]
    assert not [(one["id"], one["impact"], one["nodes"][0]["html"][:200]) for one in found]
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_is_no_wider_than_the_screen(browser, address: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_the_first_stop_leads_to_the_report_and_wide_tables_are_stops(browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 900})
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "To the report"
    page.keyboard.press("Enter")
    assert page.url.endswith("#report")
    stops = page.evaluate("[...document.querySelectorAll('.scroll')].every(one => one.tabIndex === 0)")
    named = page.evaluate(
        "[...document.querySelectorAll('.scroll')].every(one => one.getAttribute('aria-label') || "
        "document.getElementById(one.getAttribute('aria-labelledby')).textContent)"
    )
    assert stops and named
    page.close()


def test_headings_go_down_one_level_at_a_time(browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(one => Number(one.tagName[1]))")
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    page.close()
