"""The short tour of a first visit: step by step, back, closed; then it is gone, and nothing else on the page has changed."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.publish.words import say
from tests.browser import looking


def test_the_tour_goes_on_and_back_and_can_be_closed(browser, served: Callable[[str], str]) -> None:
    page = browser.new_page(**looking.LAPTOP)
    page.set_default_timeout(looking.WAIT)
    looking.go(page, served("two"), "")
    tour = page.locator(".st-key-tour")
    for button, text in (("tour.next", "tour.leader_2"), ("tour.next", "tour.leader_3"), ("tour.back", "tour.leader_2")):
        tour.get_by_role("button", name=say(button), exact=True).press("Enter")
        tour.get_by_text(say(text)[:40]).wait_for()
    tour.get_by_role("button", name=say("tour.close"), exact=True).click()
    tour.wait_for(state="detached")
    looking.stands(page)
    assert page.locator("[data-testid=stException], [data-testid=stAlertContentError]").count() == 0
    assert page.locator(looking.TITLE).inner_text() == say("page.overview")
    page.close()
