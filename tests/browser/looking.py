"""How the tests look at a page: wait until it stands, take its picture, measure widths and contrast, ask axe, go by keyboard."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import numpy as np
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import TimeoutError

from pipeline.publish.words import say

ARTIFACTS: Final = Path(__file__).parents[1] / "artifacts"
"""Pictures of every page in every state on a laptop are left here to be looked at; not part of the repository."""
LAPTOP: Final = {"viewport": {"width": 1366, "height": 900}}
PHONE: Final = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "user_agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1",
}
DOUBLE: Final = {"viewport": {"width": 683, "height": 450}, "device_scale_factor": 2}
"""A laptop at 200 % zoom."""
WAIT: Final = 60_000  # milliseconds
TALLEST: Final = 9_000  # pixels of a picture

TITLE: Final = "[data-testid=stMain] h1"

_STANDS: Final = """() => {
  const app = document.querySelector('[data-testid=stApp]'), main = document.querySelector('[data-testid=stMain]');
  const shown = one => one.checkVisibility({visibilityProperty: true});
  const there = app?.dataset.testScriptState === 'notRunning' && main?.querySelector('h1')
    && !document.querySelector('[data-testid=stSkeleton], [data-stale=true]')
    && [...main.querySelectorAll('[data-testid=stPlotlyChart]')].filter(shown).every(one => one.querySelector('.main-svg'))
    && [...main.querySelectorAll('[data-testid=stDataFrame]')].filter(shown).every(one => one.querySelector('canvas'));
  const parts = there ? main.getElementsByTagName('*').length : -1, now = performance.now();
  if (parts !== window.partsSeen) { window.partsSeen = parts; window.partsSince = now; }
  return there && now - window.partsSince >= 120;
}"""
"""The run is over, all is drawn, and nothing has come for a moment: what is left of a run arrives a little after its end."""

_TEXTS: Final = r"""() => {
  const parse = text => { const found = text.match(/[\d.]+/g); return found ? found.map(Number) : [0, 0, 0, 0]; };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, holder = node.parentElement, text = node.textContent.trim();
    if (!text || !holder || ['SCRIPT', 'STYLE', 'NOSCRIPT', 'TITLE', 'DESC'].includes(holder.tagName)) continue;
    if (!holder.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    if (holder.closest('[disabled], [aria-disabled=true], canvas, [data-testid=stIconMaterial]')) continue;
    const range = document.createRange(); range.selectNodeContents(node);
    const box = range.getClientRects()[0];
    if (!box || box.width < 2 || box.height < 4 || box.top < 0 || box.left < 0) continue;
    const top = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
    if (top && !holder.namespaceURI.endsWith('svg') && !holder.contains(top) && !top.contains(holder)) continue;  // covered
    const middle = (box.left + box.right) / 2;
    let cut = false;
    for (let up = holder; up && up !== document.body; up = up.parentElement) {
      const edge = up.getBoundingClientRect();
      cut ||= getComputedStyle(up).overflowX !== 'visible' && (middle > edge.right || middle < edge.left);
    }
    if (cut) continue;
    const style = getComputedStyle(holder), drawn = holder.namespaceURI.endsWith('svg');
    const color = parse(drawn ? style.fill : style.color);
    let opacity = color.length > 3 ? color[3] : 1;
    for (let one = holder; one; one = one.parentElement) opacity *= Number(getComputedStyle(one).opacity);
    if (drawn) opacity *= Number(style.fillOpacity);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
    found.push({text: text.slice(0, 60), color: color.slice(0, 3), opacity, large,
                box: [box.left, box.top, box.right, box.bottom]});
  }
  return found;
}"""

_TURNED: Final = """([path, titles]) => location.pathname.split('/').pop() === path
  && titles.includes(document.querySelector('[data-testid=stMain] h1')?.innerText.trim())"""

_WITHOUT_N: Final = r"""() => [...document.querySelectorAll('[data-testid=stPlotlyChart]')]
  .filter(one => one.checkVisibility() && !/\bn\s*=|\bof [\d,]+|answers|seats|too few/.test(one.textContent))
  .map(one => one.getAttribute('aria-label') || one.querySelector('[aria-label]')?.getAttribute('aria-label') || 'no text')"""

_FITS: Final = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  return document.scrollingElement.scrollWidth <= window.innerWidth && (!main || main.scrollWidth <= main.clientWidth);
}"""


def stands(page: Any) -> None:
    """Wait until a page of the dashboard is all there."""
    page.evaluate("window.partsSeen = null")
    page.wait_for_function(_STANDS, timeout=WAIT)


@contextmanager
def reader(browser: Any, address: str, **profile: Any) -> Iterator[Any]:
    """The start page of a dashboard, opened by a reader with a browser profile of their own."""
    context = browser.new_context(**profile)
    page = context.new_page()
    page.set_default_timeout(WAIT)
    go(page, address, "")
    yield page
    context.close()


def go(page: Any, address: str, name: str) -> str:
    """Open a page by its address; the text of its main part once it stands."""
    page.goto(f"{address}/{name}")
    stands(page)
    return text_of(page)


def turn_to(page: Any, title: str) -> str:
    """Open a page by its link in the menu, as a reader does; the text of its main part once it stands."""
    menu = page.locator("[data-testid=stSidebar]")
    link = menu.get_by_role("link", name=title, exact=True, include_hidden=True).first
    path = urlsplit(link.get_attribute("href") or "").path.rsplit("/", 1)[-1]
    link.dispatch_event("click")
    page.wait_for_function(_TURNED, arg=[path, [title, say("state.no_results"), say("state.cannot_show")]])
    stands(page)
    return text_of(page)


def charts_without_n(page: Any) -> list[str]:
    """Descriptions of the charts that are shown and nowhere say how many answered."""
    return page.evaluate(_WITHOUT_N)


def text_of(page: Any) -> str:
    """What a reader reads in the main part."""
    return page.locator("[data-testid=stMain]").inner_text().replace("\u00a0", " ")


def too_wide(page: Any) -> bool:
    """Whether the page scrolls sideways, once it has settled; what scrolls within its own frame does not count."""
    try:
        page.wait_for_function(_FITS, timeout=3_000)
    except TimeoutError:
        return True
    return False


def picture(page: Any, name: str) -> Image.Image:
    """The whole page as a picture, kept among the artifacts."""
    size = page.viewport_size
    tall = int(
        page.evaluate(
            "Math.max(...['stMain', 'stSidebar'].map(id => document.querySelector(`[data-testid=${id}]`)?.scrollHeight || 0))"
        )
    )
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], min(tall + 40, TALLEST))})
    page.wait_for_timeout(150)
    stands(page)
    taken = page.screenshot(animations="disabled")
    ARTIFACTS.mkdir(exist_ok=True)
    (ARTIFACTS / f"{name}.png").write_bytes(taken)
    return Image.open(io.BytesIO(taken)).convert("RGB")


def lessen(page: Any, size: dict[str, int]) -> None:
    """Back to the size of a window."""
    page.set_viewport_size(size)


# ---- contrast, as the picture shows it


@dataclass(frozen=True, slots=True)
class Faint:
    """A text that is hard to read: its contrast with what is behind it."""

    text: str
    contrast: float


def faint_texts(page: Any, seen: Image.Image, least: float = 4.5) -> list[Faint]:
    """Texts below the least contrast (3 for large ones): their colour as declared, what is behind as the picture has it."""
    packed, scale = np.asarray(seen).astype(np.int64) @ [65536, 256, 1], seen.width / page.viewport_size["width"]
    found = []
    for text in page.evaluate(_TEXTS):
        left, top, right, bottom = (round(edge * scale) for edge in text["box"])
        part = packed[top:bottom, left:right]
        if not part.size:
            continue
        colors, counts = np.unique(part, return_counts=True)
        common = int(colors[counts.argmax()])
        behind = np.array([common >> 16, common >> 8 & 255, common & 255], dtype=float)
        ink = np.array(text["color"][:3]) * text["opacity"] + behind * (1 - text["opacity"])
        if (value := contrast(ink, behind)) < (3 if text["large"] else least):
            found.append(Faint(text["text"], round(value, 2)))
    return found


def contrast(one: np.ndarray, other: np.ndarray) -> float:
    """The contrast of two colours, 1 to 21, as WCAG 2.2 has it."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(color: np.ndarray) -> float:
    part = np.asarray(color, dtype=float) / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


# ---- axe

OF_STREAMLIT: Final[tuple[tuple[str, str, str], ...]] = ()
"""Rule, what the HTML of the element matches, why it is not ours to mend."""
GRAVE: Final = ("serious", "critical")


def grave_findings(page: Any) -> list[str]:
    """What axe-core calls serious or critical, but for what Streamlit's own widgets bring along."""
    found = []
    for rule in Axe().run(page).response["violations"]:
        for node in rule["nodes"]:
            known = any(rule["id"] == one and re.search(pattern, node["html"]) for one, pattern, _ in OF_STREAMLIT)
            if rule["impact"] in GRAVE and not known:
                found.append(f"{rule['id']}: {node['target']}: {node['html'][:160]}")
    return found
