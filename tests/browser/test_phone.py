"""Every page in every state on a phone: it stands, nothing is wider than the screen, links have room for a finger."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from dashboards.pages import PAGES
from tests.browser import looking
from tests.browser.states import STATES


@pytest.fixture(scope="module", params=list(STATES))
def state(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def page(browser, state: str, served: Callable[[str], str]) -> Iterator:
    """The start page of a dashboard in a state, on a phone."""
    with looking.reader(browser, served(state), **looking.PHONE) as opened:
        yield opened


@pytest.mark.parametrize("one", PAGES, ids=lambda one: one.name)
def test_a_page_fits_a_phone(page, state: str, one) -> None:
    looking.turn_to(page, one.title)
    assert page.locator("[data-testid=stException], [data-testid=stAlertContentError]").count() == 0
    assert not looking.too_wide(page)
    for link in page.locator(".file-links a:not(.quiet)").all():
        box = link.bounding_box()
        assert box is None or (box["height"] >= 36 and box["x"] + box["width"] <= 390), link.inner_text()
