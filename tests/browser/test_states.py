"""Every page in every state on a laptop: what stands there, how wide, how dark, what axe-core says; with a picture."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from dashboards.pages import PAGES, TRAINER, pages_of
from tests.browser import looking
from tests.browser.states import STATES

NAMES = [page.name for page in PAGES]
TITLES = {page.name: page.title for page in PAGES}
EMPTY_WORDS = re.compile(r"\b(?:null|nan|None(?! [a-z])|NaT|undefined|<NA>|inf)\b")
SENTENCE, ANSWER = "[data-testid=stMain] h4", "[data-testid=stMain] [data-testid=stAlert]"


@pytest.fixture(scope="module", params=list(STATES))
def state(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def page(browser, state: str, served: Callable[[str], str]) -> Iterator:
    """The start page of a dashboard in a state."""
    with looking.reader(browser, served(state), **looking.LAPTOP) as opened:
        yield opened


def wrong(page, name: str, state: str, *, size: dict = looking.LAPTOP["viewport"]) -> list[str]:
    """What is wrong with the page that is open; takes its picture."""
    found = [] if page.locator(looking.TITLE).inner_text() == TITLES[name] or state == "nothing" else ["not its title"]
    for trouble in ("stException", "stAlertContentError"):
        found += [f"{trouble}: {one.inner_text()}" for one in page.locator(f"[data-testid={trouble}]").all()]
    if not page.locator(f"{SENTENCE}, {ANSWER}").count():
        found.append("neither a finding nor an answer why there is none")
    found += [f"says {word}" for word in EMPTY_WORDS.findall(looking.text_of(page))]
    if looking.too_wide(page):
        found.append("scrolls sideways")
    seen = looking.picture(page, f"{state}_{name}_{size['width']}")
    found += [f"faint: {one}" for one in looking.faint_texts(page, seen)]
    found += looking.grave_findings(page)
    found += [f"no n: {chart}" for chart in looking.charts_without_n(page)]
    page.set_viewport_size(looking.DOUBLE["viewport"])
    if looking.too_wide(page):
        found.append("scrolls sideways at 200 % zoom")
    page.set_viewport_size(size)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_whole_legible_and_open_to_everybody(page, state: str, name: str) -> None:
    looking.turn_to(page, TITLES[name])
    assert wrong(page, name, state) == []


def test_a_trainer_has_the_same(browser, site) -> None:
    page = site.sign_in(browser, "trainer")
    looking.stands(page)
    for own in pages_of(TRAINER):
        looking.turn_to(page, own.title)
        assert wrong(page, own.name, "trainer") == []
    page.context.close()
