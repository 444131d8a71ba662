"""From a chart to a group and back in a real browser: the address holds the view, for the reader and for whom it is sent to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from benchmarks.pictures import dashboard
from pipeline.publish.bundle import Bundle, open_wave
from pipeline.publish.chart_tables import reluctance_table
from pipeline.publish.wording import records, why_sentence
from pipeline.publish.wording.one_group import beside_headline, group_headline
from pipeline.publish.words import say
from pipeline.tables import group_key

WAVE = "2026-10"
"""Not the newest wave: what the address does not keep would show another one."""
WHO = "not_yet_convinced"


@pytest.fixture(scope="module")
def address(published: Path) -> Iterator[str]:
    with dashboard(published) as found:
        yield found


@pytest.fixture(scope="module")
def bundle(published: Path) -> Bundle:
    return open_wave(published, WAVE)


@pytest.fixture(scope="module")
def page(browser) -> Iterator:
    context = browser.new_context(viewport={"width": 1366, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    yield opened
    context.close()


def settled(page, title: str) -> None:
    """Wait until the page of this title is drawn and nothing runs any more."""
    page.get_by_role("heading", level=1, name=title, exact=True).wait_for()
    page.wait_for_timeout(300)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_timeout(300)


def asked(page) -> dict[str, str]:
    """What the address asks for."""
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def finding(page) -> str:
    """The sentence below the title."""
    return page.get_by_role("heading", level=4).first.inner_text().replace("\u00a0", " ")


def click_mark(page, chart: str, at: int = 0) -> None:
    """Click the centre of a mark of a chart as a hand does: go there first."""
    frame = page.locator(f".st-key-chart_{chart}")
    frame.scroll_into_view_if_needed()
    mark = frame.locator(".point").nth(at)
    mark.wait_for(state="attached")
    page.wait_for_timeout(600)
    box = mark.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x - 3, y - 3)
    page.mouse.move(x, y, steps=3)
    page.wait_for_timeout(200)
    page.mouse.click(x, y)


def said_of(bundle: Bundle, key: str) -> str:
    return group_headline(row_of(bundle, key), bundle.instrument).text


def row_of(bundle: Bundle, key: str) -> dict:
    frame = bundle.findings.reluctance
    return records(frame[group_key(frame) == key])[0]


def filtered(page, address: str) -> None:
    """The page of groups of the older wave, roles only, with a search."""
    page.goto(f"{address}/{WHO}?wave={WAVE}")
    settled(page, say("page.not_yet_convinced"))
    page.get_by_role("radio", name=say("who.kind.role"), exact=True).click()
    page.wait_for_url("**show=role*")
    search = page.get_by_label(say("who.find"))
    search.fill("o")
    search.press("Enter")
    page.wait_for_url("**find=o*")
    settled(page, say("page.not_yet_convinced"))


def assert_filtered(page) -> None:
    settled(page, say("page.not_yet_convinced"))
    assert page.get_by_role("radio", name=say("who.kind.role"), exact=True).is_checked()
    assert page.get_by_label(say("who.find")).input_value() == "o"
    assert page.get_by_role("combobox", name=say("state.wave")).input_value() == WAVE


def test_a_click_opens_the_group_and_back_forward_reload_and_a_shared_link_show_the_same(
    page, browser, address: str, bundle: Bundle
) -> None:
    filtered(page, address)
    left = page.url
    click_mark(page, "groups")
    settled(page, say("page.why"))
    opened, here = asked(page), page.url
    assert opened["wave"] == WAVE and opened["group"].startswith("role:")
    assert finding(page) == said_of(bundle, opened["group"])
    page.go_back()
    assert_filtered(page)
    page.wait_for_timeout(1500)  # a click that was kept would open the group again
    assert_filtered(page)
    page.go_forward()
    settled(page, say("page.why"))
    assert asked(page) == opened and finding(page) == said_of(bundle, opened["group"])
    page.reload()
    settled(page, say("page.why"))
    assert asked(page) == opened and finding(page) == said_of(bundle, opened["group"])
    other = browser.new_context().new_page()
    other.goto(here)
    settled(other, say("page.why"))
    assert finding(other) == said_of(bundle, opened["group"])
    other.goto(left)
    assert_filtered(other)
    other.context.close()


@pytest.mark.parametrize(("chart", "kind"), [("four", ""), ("map", ""), ("heat", "role_department:")])
def test_every_chart_of_groups_opens_them(page, address: str, bundle: Bundle, chart: str, kind: str) -> None:
    page.goto(f"{address}/{WHO}?wave={WAVE}")
    settled(page, say("page.not_yet_convinced"))
    click_mark(page, chart)
    settled(page, say("page.why"))
    key = asked(page)["group"]
    assert key.startswith(kind) and finding(page) == said_of(bundle, key)


def test_the_keyboard_opens_a_group_and_sets_another_beside_it(page, address: str, bundle: Bundle) -> None:
    table = reluctance_table(bundle)
    first, second = (table[table["kind"] == kind].iloc[0] for kind in ("Department", "Role"))
    page.goto(f"{address}/{WHO}?wave={WAVE}")
    settled(page, say("page.not_yet_convinced"))
    choose(page, say("who.open"), first["group"])
    settled(page, say("page.why"))
    assert asked(page)["group"] == first["key"] and finding(page) == said_of(bundle, first["key"])
    choose(page, say("why.beside"), second["group"])
    page.wait_for_url("**with=*")
    settled(page, say("page.why"))
    both = beside_headline(row_of(bundle, first["key"]), row_of(bundle, second["key"]), bundle.instrument).text
    assert asked(page)["with"] == second["key"] and finding(page) == both
    page.go_back()
    settled(page, say("page.why"))
    assert finding(page) == said_of(bundle, first["key"])
    page.go_back()
    settled(page, say("page.not_yet_convinced"))


def choose(page, label: str, option: str) -> None:
    """Choose in a list by keyboard alone: go to it, type the name, Enter."""
    box = page.get_by_role("combobox", name=label)
    box.focus()
    page.keyboard.type(option)
    page.get_by_role("option", name=option, exact=True).first.wait_for()
    page.keyboard.press("Enter")


def test_the_menu_and_links_to_groups_keep_the_wave(page, address: str, bundle: Bundle) -> None:
    page.goto(f"{address}/{WHO}?wave={WAVE}")
    settled(page, say("page.not_yet_convinced"))
    page.get_by_role("link", name=say("page.training"), exact=True).first.click()
    settled(page, say("page.training"))
    assert asked(page)["wave"] == WAVE
    page.go_back()
    settled(page, say("page.not_yet_convinced"))
    assert asked(page)["wave"] == WAVE
    link = page.get_by_role("link", name=say("who.why", group="")).first
    link.click()
    settled(page, say("page.why"))
    assert asked(page)["wave"] == WAVE and finding(page) == said_of(bundle, asked(page)["group"])


def test_a_group_that_is_not_shown_is_said_in_words(page, address: str, bundle: Bundle) -> None:
    page.goto(f"{address}/why?wave={WAVE}&group=role:nobody")
    settled(page, say("page.why"))
    page.get_by_text(say("why.not_shown")).wait_for()
    assert finding(page) == why_sentence(bundle).text and page.locator(".st-key-chart_two_groups").count() == 0
