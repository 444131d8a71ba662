"""By keyboard alone: Tab reaches every link, button, field and table of a page, and one can see where one is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from dashboards.pages import PAGES
from pipeline.publish.words import say
from tests.browser import looking

STEPS = 400
_MARK = r"""() => {
  const wanted = `a[href], button, input, select, textarea, summary, canvas[tabindex], [tabindex="0"], [role=combobox]`;
  const stops = [...document.querySelectorAll(wanted)].filter(one =>
    one.checkVisibility({opacityProperty: true, visibilityProperty: true}) && !one.disabled && one.tabIndex >= 0
    && !one.closest('[aria-hidden=true], [inert], .js-plotly-plot') && one.getClientRects().length);
  stops.forEach((one, at) => { one.dataset.stop = String(at); });
  window.looks = one => {
    const chain = [];
    for (let up = one; up && chain.length < 5; up = up.parentElement) {
      const s = getComputedStyle(up);
      chain.push(s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderColor, s.backgroundColor, s.textDecoration);
    }
    return chain.join('|');
  };
  return stops.map(one => `${one.tagName} ${one.getAttribute('aria-label') || one.innerText || one.id}`.slice(0, 80));
}"""
"""Every place where the keyboard must get to, numbered; gives what each is."""
_HERE = r"""() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const box = one.getBoundingClientRect();
  return {stop: one.dataset.stop ?? null, name: `${one.tagName} ${one.getAttribute('aria-label') || one.innerText}`.slice(0, 80),
          inside: box.bottom > 0 && box.top < innerHeight && box.width * box.height > 0, looks: window.looks(one),
          group: [...(one.closest('[role=radiogroup], [data-testid=stButtonGroup]')?.querySelectorAll('[data-stop]') ?? [])]
            .map(other => other.dataset.stop)};
}"""
_PLAIN = """at => { const one = document.querySelector(`[data-stop="${at}"]`); return one && window.looks(one); }"""


@pytest.fixture(scope="module")
def page(browser, served: Callable[[str], str]) -> Iterator:
    with looking.reader(browser, served("two"), accept_downloads=True, **looking.LAPTOP) as opened:
        yield opened


def shown_to_be_there(page, stop: str) -> bool:
    """Whether a place looks another way while the keyboard is at it."""
    place = page.locator(f'[data-stop="{stop}"]')
    page.evaluate("document.activeElement.blur()")
    before = page.screenshot(animations="disabled")
    place.focus()
    page.keyboard.press("Shift")
    return page.screenshot(animations="disabled") != before


@pytest.mark.parametrize("one", PAGES, ids=lambda one: one.name)
def test_tab_reaches_everything_and_shows_where_it_is(page, one) -> None:
    looking.turn_to(page, one.title)
    names = page.evaluate(_MARK)
    page.locator('[data-stop="0"]').focus()
    reached = {"0": page.evaluate(_HERE)}
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        here = page.evaluate(_HERE)
        if here is None or here["stop"] == "0":
            break
        if here["stop"] is None:
            reached.setdefault(here["name"], here)
        else:  # within a table, Tab goes from column to column and then on
            reached.setdefault(here["stop"], here)
            for other in here["group"]:  # of buttons of which one is chosen, the arrow keys reach the others
                reached.setdefault(other, here)
    page.evaluate("document.activeElement.blur()")
    by_name = {here["name"] for here in reached.values()}  # a link below a table is made anew while the table has the focus
    missed = [name for at, name in enumerate(names) if str(at) not in reached and name not in by_name]
    unseen = [here["name"] for here in reached.values() if not here["inside"]]
    same = [stop for stop, here in reached.items() if here["looks"] == page.evaluate(_PLAIN, stop) and stop.isdigit()]
    unmarked = [reached[stop]["name"] for stop in same if not shown_to_be_there(page, stop)]
    assert (missed, unseen, unmarked) == ([], [], [])


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
