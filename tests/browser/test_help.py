"""Help in a real browser: the tour and its cookie, a clicked number that explains itself, the address of an explanation."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import TimeoutError

from dashboards.tour import COOKIE, SEEN
from pipeline.publish.words import say


@pytest.fixture
def page(browser) -> Iterator:
    context = browser.new_context(viewport={"width": 1366, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    yield opened
    context.close()


@pytest.fixture(scope="module")
def address(served: Callable[[str], str]) -> str:
    return served("one")


def test_the_tour_is_shown_on_the_first_visit_until_somebody_does_not_want_it(page, address: str) -> None:
    page.goto(address)
    page.get_by_text(say("tour.leader_1")).wait_for()
    page.get_by_role("button", name=say("tour.next")).click()
    page.get_by_text(say("tour.leader_2")).wait_for()
    page.get_by_role("link", name=say("tour.never")).click()
    page.get_by_role("heading", level=1, name=say("page.overview"), exact=True).wait_for()
    cookie = next(one for one in page.context.cookies() if one["name"] == COOKIE)
    assert (cookie["value"], cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (SEEN, True, "Lax", "/")
    page.get_by_text(say("overview.question_changed"), exact=True).wait_for()
    assert page.get_by_text(say("tour.close"), exact=True).count() == 0
    page.get_by_role("button", name=say("tour.again")).click()
    page.get_by_text(say("tour.leader_1")).wait_for()


def test_a_clicked_number_explains_itself_and_the_explanation_has_an_address(page, address: str) -> None:
    page.goto(f"{address}/how_sure")
    page.get_by_text(say("how_sure.response_table"), exact=True).click()
    cells = page.locator("[data-testid=stDataFrame] canvas").first
    cells.wait_for()
    page.wait_for_load_state("networkidle")
    explanation = page.get_by_text(say("rule.response"))
    for _ in range(10):  # a table that was just unfolded still moves, and takes no click before it is drawn
        box = cells.bounding_box()
        page.mouse.click(box["x"] + box["width"] - 40, box["y"] + 50)
        with contextlib.suppress(TimeoutError):
            explanation.wait_for(timeout=6_000)
            break
    explanation.wait_for()
    page.get_by_role("link", name=say("explain.share")).click()
    page.wait_for_url("**section=number**")
    page.get_by_role("heading", name=say("how_sure.number")).wait_for()
    page.get_by_text(say("explain.means_response_rate")).wait_for()
    assert ".response_rate" in page.url
