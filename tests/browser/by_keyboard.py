"""How the tests go through a page by keyboard alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.browser.looking import stands

_STEPS = 400
_LOOKS = 10
_ASKED = 250
"""Milliseconds after which a table has asked for what a cell tells."""
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
  // A table is drawn on a canvas; the cells within it, that programs read aloud, have no place of their own.
  const one = document.activeElement?.closest('canvas') ?? document.activeElement;
  if (!one || one === document.body) return null;
  const box = one.getBoundingClientRect();
  return {stop: one.dataset.stop ?? null, table: one.tagName === 'CANVAS',
          name: `${one.tagName} ${one.getAttribute('aria-label') || one.innerText}`.slice(0, 80),
          inside: box.bottom > 0 && box.top < innerHeight && box.width * box.height > 0, looks: window.looks(one),
          group: [...(one.closest('[role=radiogroup], [data-testid=stButtonGroup]')?.querySelectorAll('[data-stop]') ?? [])]
            .map(other => other.dataset.stop)};
}"""
_PLAIN = """at => { const one = document.querySelector(`[data-stop="${at}"]`); return one && window.looks(one); }"""


@dataclass(frozen=True)
class Troubles:
    """What the keyboard did not reach, where it went out of sight, and where one cannot see that it is there."""

    missed: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    unmarked: tuple[str, ...] = ()


def troubles(page: Any) -> Troubles:
    """Tab through the page that is open, from its first place to its last."""
    names = page.evaluate(_MARK)
    page.keyboard.press("Tab")  # after a click a browser does not show where the focus is
    page.locator('[data-stop="0"]').focus()
    reached = {"0": page.evaluate(_HERE)}
    here = reached["0"]
    for _ in range(_STEPS):
        page.keyboard.press("Tab")
        here = _here(page, before=here)
        if here is None or here["stop"] == "0":
            break
        if here["stop"] is None:
            reached.setdefault(here["name"], here)
        else:  # within a table, Tab goes from column to column and then on
            reached.setdefault(here["stop"], here)
            for other in here["group"]:  # of buttons of which one is chosen, the arrow keys reach the others
                reached.setdefault(other, here)
    page.evaluate("document.activeElement.blur()")
    missed = [name for at, name in enumerate(names) if str(at) not in reached]
    unseen = [here["name"] for here in reached.values() if not here["inside"]]
    same = [stop for stop, here in reached.items() if stop.isdigit() and here["looks"] == page.evaluate(_PLAIN, stop)]
    unmarked = [reached[stop]["name"] for stop in same if not _shown_to_be_there(page, stop)]
    return Troubles(tuple(missed), tuple(unseen), tuple(unmarked))


def _here(page: Any, before: Any) -> Any:
    """Where the keyboard is, as a reader sees it: what is drawn anew or scrolled to at this moment is there a moment later.

    before : where it was; who leaves a table has read what its last cell tells, which comes below it.
    """
    here = page.evaluate(_HERE)
    if before["table"] and here is not None and not here["table"]:
        page.wait_for_timeout(_ASKED)
        stands(page)
    for _ in range(_LOOKS):
        here = page.evaluate(_HERE)
        if here is None or here["inside"]:
            break
        page.wait_for_timeout(100)
    return here


def _shown_to_be_there(page: Any, stop: str) -> bool:
    """Whether a place looks another way while the keyboard is at it."""
    place = page.locator(f'[data-stop="{stop}"]')
    page.evaluate("document.activeElement.blur()")
    before = page.screenshot(animations="disabled")
    place.focus()
    page.keyboard.press("Shift")
    return page.screenshot(animations="disabled") != before
