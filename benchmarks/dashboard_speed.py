"""How long a reader waits for a page and for a filter, in a real browser. Run: python -m benchmarks.dashboard_speed

Usable: heading and first chart are painted. Cold: the server was just started and so was a browser without a profile. A change is
timed from the click until the chart (or, without one, the page) was painted for the last time.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from benchmarks.dashboard_client import server
from benchmarks.dashboard_waves import FOLDER, large, sample, twenty
from benchmarks.pictures import FLAGS, browser_path
from benchmarks.table import keep, markdown

ROUNDS: Final = 5
CHANGES: Final = 40
FILTERED: Final = ("not_yet_convinced", "why", "training", "change")
"""Pages with filters; others are measured too where they get some."""
TARGETS: Final = {"cold": 2.5, "warm": 1.2, "change": 0.3}
WAVES: Final[dict[str, Callable[[Path], Path]]] = {
    "sample, 808 answers": sample,
    "100,000 answers": large,
    "20 × 20 groups": twenty,
}
Row = dict[str, object]

_USABLE = """
(() => {
  const seen = window.__seen = {};
  const look = () => {
    if (!seen.heading && document.querySelector('h1')) seen.heading = performance.now();
    if (!seen.chart && document.querySelector('.js-plotly-plot .main-svg .xtick')) seen.chart = performance.now();
    if (!(seen.heading && seen.chart)) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""
"""In the page, from its start: when heading and chart were there, ms."""
_WATCH = """
(() => {
  const at = window.__change = {clicked: 0, chart: 0, page: 0};
  const main = document.querySelector('[data-testid=stMain]');
  for (const kind of ['click', 'keydown']) addEventListener(kind, () => { at.clicked = performance.now(); }, {capture: true});
  const seen = {subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['d', 'transform', 'x']};
  const own = '[data-testid=stSelectbox], [data-testid=stButtonGroup]';
  new MutationObserver(all => {
    const found = all.filter(one => !one.target.closest?.(own) && !one.target.parentElement?.closest(own));
    if (!found.length) return;
    const chart = found.some(one => one.target.closest?.('.js-plotly-plot'));
    requestAnimationFrame(() => { at.page = performance.now(); if (chart) at.chart = at.page; });
  }).observe(main, seen);
})();
"""
"""In a page that is there: the last click or key, and the last frame after which chart or page had changed, ms; filters apart."""
_QUIET = 150.0
_NOTHING = 1500.0
"""So long after a click without any change, the choice changed nothing."""
_LONGEST = 15_000.0
_OPENS = 3_000.0
_OPENS_PAGE = ".st-key-open"
"""A choice that leads to another page is no filter."""


@contextmanager
def browser() -> Iterator[Any]:
    """A browser that was just started, without a profile."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=browser_path(), args=list(FLAGS))
        yield found
        found.close()


def usable(page: Any) -> float:
    """Seconds from the start of the navigation until the page could be used."""
    waited = 0.0
    while waited < _LONGEST * 4:
        seen = page.evaluate("window.__seen") or {}
        if seen.get("heading") and seen.get("chart"):
            return float(max(seen["heading"], seen["chart"])) / 1000
        page.wait_for_timeout(25)
        waited += 25
    raise RuntimeError(f"no chart at {page.url}")


def first_loads(outputs: Path) -> tuple[list[float], list[float], list[float], list[float]]:
    """Seconds: start of the server, cold page, page in a new profile, page again in the same profile."""
    starts, cold, fresh, again = [], [], [], []
    for _ in range(ROUNDS):
        with server(outputs) as running, browser() as chromium:
            starts.append(running.seconds)
            for times in (cold, fresh):
                context = chromium.new_context(viewport={"width": 1366, "height": 900})
                context.add_init_script(_USABLE)
                page = context.new_page()
                page.goto(running.address, wait_until="commit")
                times.append(usable(page))
                page.wait_for_timeout(1000)
                if times is fresh:
                    page.reload(wait_until="commit")
                    again.append(usable(page))
                context.close()
    return starts, cold, fresh, again


def changes(page: Any, most: int) -> list[float]:
    """Seconds of so many changes of the filters of a page, one filter after the other."""
    main = page.locator("[data-testid=stMain]")
    found: list[float] = []
    for number in range(most * 2):
        boxes, rows = main.locator(f"[data-testid=stSelectbox]:not({_OPENS_PAGE} *)"), main.locator("[data-testid=stButtonGroup]")
        there = boxes.count() + rows.count()
        if not there or len(found) == most:
            break
        at = number % there
        if at < rows.count():
            done = _press(rows.nth(at), number // there)
        else:
            done = _pick(page, boxes.nth(at - rows.count()), number // there)
        if done and (seconds := _settled(page)):
            found.append(seconds)
    return found


def _press(row: Any, turn: int) -> bool:
    buttons = row.locator("button")
    if buttons.count() < 2:
        return False
    one = buttons.nth((turn + 1) % buttons.count())
    if one.get_attribute("aria-checked") == "true" or one.get_attribute("aria-pressed") == "true":
        return False
    one.click(timeout=_LONGEST)
    return True


def _pick(page: Any, box: Any, turn: int) -> bool:
    """By keyboard, as a click does not open a list that was just chosen from; the time counts from the last key."""
    box.locator("input").first.focus()
    page.keyboard.press("ArrowDown")
    options = page.locator("[role=option]")
    try:
        options.first.wait_for(timeout=_OPENS)
    except PlaywrightTimeout:  # a list that does not open is none to choose from
        page.keyboard.press("Escape")
        return False
    for _ in range(1 + turn % 3):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    return True


def _settled(page: Any) -> float:
    """Seconds from the last click to the last frame that changed something; 0 where nothing did."""
    waited = 0.0
    while waited < _LONGEST:
        page.wait_for_timeout(30)
        waited += 30
        running = page.locator("[data-testid=stApp]").first.get_attribute("data-test-script-state") == "running"
        at, now = page.evaluate("[window.__change, performance.now()]")
        if running or now - max(at["clicked"], at["page"]) < _QUIET:
            continue
        last = at["chart"] if at["chart"] > at["clicked"] else at["page"]
        if last > at["clicked"]:
            return float(last - at["clicked"]) / 1000
        if now - at["clicked"] > _NOTHING:
            return 0.0
    raise RuntimeError(f"{page.url} does not come to rest")


def filters(outputs: Path) -> list[tuple[str, list[float]]]:
    """Page -> seconds of its changes."""
    found = []
    with server(outputs) as running, browser() as chromium:
        page = chromium.new_page(viewport={"width": 1366, "height": 900})
        for name in FILTERED:
            page.goto(f"{running.address}/{name}")
            page.locator("h1").first.wait_for(timeout=_LONGEST)
            page.evaluate(_WATCH)
            page.wait_for_timeout(1000)
            _settled(page)
            changes(page, 6)  # what is made once is made
            found.append((name, changes(page, CHANGES)))
    return found


def summary(what: str, times: list[float], target: float | None) -> Row:
    """A row: median, 95th percentile, and whether that is what was asked."""
    p95 = float(np.percentile(times, 95))
    verdict = "" if target is None else f"{target:.1f} s: {'met' if p95 <= target else 'NOT met'}"
    return {
        "what": what,
        "n": len(times),
        "p50, s": f"{np.median(times):.2f}",
        "p95, s": f"{p95:.2f}",
        "longest, s": f"{max(times):.2f}",
        "asked of p95": verdict,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wave", choices=list(WAVES), action="append", help="only this one (may be given again)")
    options = parser.parse_args()
    first: list[Row] = []
    clicks: list[Row] = []
    for name in options.wave or WAVES:
        outputs = WAVES[name](FOLDER)
        starts, cold, fresh, again = first_loads(outputs)
        first.append(summary(f"{name}: start of the server until it answers", starts, None))
        first.append(summary(f"{name}: first page, cold", cold, TARGETS["cold"]))
        first.append(summary(f"{name}: first page, warm server, new profile", fresh, TARGETS["warm"]))
        first.append(summary(f"{name}: first page again", again, TARGETS["warm"]))
        clicks += [summary(f"{name}: {page}", times, TARGETS["change"]) for page, times in filters(outputs) if times]
    with browser() as chromium:
        about = f"Chromium {chromium.version} without a window, 1366 × 900, on the same processors as the server; "
    about += f"Playwright {version('playwright')}."
    keep("dashboard_speed", "How long a reader of the dashboard waits", about, markdown(first), markdown(clicks))


if __name__ == "__main__":
    main()
