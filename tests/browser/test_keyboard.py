"""By keyboard alone: Tab reaches every link, button, field and table of a page, and one can see where one is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from dashboards.pages import PAGES
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
          inside: box.bottom > 0 && box.top < innerHeight && box.width * box.height > 0, looks: window.looks(one)};
}"""
_PLAIN = """at => { const one = document.querySelector(`[data-stop="${at}"]`); return one && window.looks(one); }"""


@pytest.fixture(scope="module")
def page(browser, served: Callable[[str], str]) -> Iterator:
    context = browser.new_context(accept_downloads=True, **looking.LAPTOP)
    opened = context.new_page()
    opened.set_default_timeout(looking.WAIT)
    looking.go(opened, served("two"), "")
    yield opened
    context.close()


@pytest.mark.parametrize("one", PAGES, ids=lambda one: one.name)
def test_tab_reaches_everything_and_shows_where_it_is(page, one) -> None:
    looking.turn_to(page, one.title)
    names = page.evaluate(_MARK)
    page.evaluate("document.activeElement.blur(); window.getSelection().removeAllRanges()")
    reached: dict[str, dict] = {}
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        here = page.evaluate(_HERE)
        if here is None or (here["stop"] is not None and here["stop"] in reached):
            if here is None or len(reached) > 3:
                break
            continue
        if here["stop"] is not None:
            reached[here["stop"]] = here
    page.evaluate("document.activeElement.blur()")
    missed = [name for at, name in enumerate(names) if str(at) not in reached]
    unseen = [here["name"] for here in reached.values() if not here["inside"]]
    unmarked = [here["name"] for at, here in reached.items() if here["looks"] == page.evaluate(_PLAIN, at)]
    assert (missed, unseen, unmarked) == ([], [], [])
