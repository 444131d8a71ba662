"""By keyboard alone: Tab reaches every link, button, field and table of a page, and one can see where one is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from dashboards.pages import PAGES
from pipeline.publish.words import say
from tests.browser import looking
from tests.browser.by_keyboard import Troubles, troubles


@pytest.fixture(scope="module")
def page(browser, served: Callable[[str], str]) -> Iterator:
    with looking.reader(browser, served("two"), accept_downloads=True, **looking.LAPTOP) as opened:
        yield opened


@pytest.mark.parametrize("one", PAGES, ids=lambda one: one.name)
def test_tab_reaches_everything_and_shows_where_it_is(page, one) -> None:
    looking.turn_to(page, one.title)
    assert troubles(page) == Troubles()


def test_the_keyboard_stays_at_what_is_below_a_table_while_a_cell_is_explained(page) -> None:
    looking.turn_to(page, say("page.actions"))
    page.locator("[data-testid=stDataFrame] canvas[tabindex]").first.focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    page.get_by_role("link", name=say("show.csv")).first.evaluate("link => { link.dataset.same = 'yes'; link.focus(); }")
    page.get_by_text(say("show.explain"), exact=True).first.wait_for()
    looking.stands(page)
    assert page.evaluate("document.activeElement.dataset.same") == "yes"


def test_tables_filters_downloads_and_explanations_work_by_keys(page, tmp_path) -> None:
    looking.turn_to(page, say("page.not_yet_convinced"))
    only_departments = page.get_by_role("radio").nth(2)
    page.get_by_role("radio", checked=True).first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.wait_for_url("**show=*")
    looking.stands(page)
    assert only_departments.is_checked()

    page.get_by_text(say("show.how_we_know"), exact=True).last.locator("xpath=ancestor::summary").press("Enter")
    assert page.locator("details[open]").last.is_visible()

    page.locator("[data-testid=stDataFrame] canvas[tabindex]").first.focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "Space"):
        page.keyboard.press(key)
    page.get_by_text(say("show.explain"), exact=True).first.wait_for()

    with page.expect_download() as waiting:
        page.get_by_role("link", name=say("show.csv")).first.press("Enter")
    waiting.value.save_as(tmp_path / "got")
    assert (tmp_path / "got").read_bytes().startswith(b"\xef\xbb\xbf")
