"""Take the pictures of docs/pictures with a real browser. Run: python -m benchmarks.pictures [folder] [outputs]

Without a folder: the pictures of the documentation. With one: every page at laptop and phone width, to be looked at.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from shutil import which

from dashboards import workbench_serve
from dashboards.serve import command, environment
from pipeline.publish.words import say

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs" / "pictures"
PAGES = ("", "not_yet_convinced", "why", "training", "seat_planner", "change", "actions", "how_sure")
DOCUMENTED = ("", "not_yet_convinced", "why", "training", "seat_planner", "change")
"""Pages that the documentation shows."""
COLORS = 128
"""Of a picture for the documentation; more make it larger, and nobody sees them."""
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync")


def browser_path() -> str | None:
    """A Chromium or Chrome of this machine."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    return next((found for name in names if (found := which(name))), None)


@contextmanager
def dashboard(outputs: Path) -> Iterator[str]:
    """A running dashboard on a free port of this machine; gives its address."""
    port = _free_port()
    with _running(command(port), environment(outputs), port) as address:
        yield address


@contextmanager
def workbench(outputs: Path, private: Path) -> Iterator[str]:
    """A running workbench on a free port of this machine; gives the address that opens it."""
    port, key = _free_port(), workbench_serve.new_key()
    with _running(workbench_serve.command(port), workbench_serve.environment(outputs, private, key), port):
        yield workbench_serve.address(port, key)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _running(arguments: list[str], settings: Mapping[str, str], port: int) -> Iterator[str]:
    """A server until the block ends; gives its address once it answers."""
    process = subprocess.Popen(arguments, env=dict(settings), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def take(address: str, folder: Path, width: int, height: int, pages: tuple[str, ...], *, whole: bool) -> None:
    """One picture per page at one width."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=list(FLAGS))
        page = browser.new_page(viewport={"width": width, "height": height})
        for name in pages:
            page.goto(f"{address}/{name}", wait_until="networkidle", timeout=120_000)
            page.wait_for_selector("[data-testid=stMain] h1", timeout=120_000)
            page.wait_for_function(_DONE, timeout=120_000)
            if "?" not in name and (close := page.get_by_role("button", name=say("tour.close"), exact=True)).count():
                close.click()  # the tour of a first visit
            page.wait_for_timeout(2500)
            if whole:
                tall = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
                page.set_viewport_size({"width": width, "height": min(int(tall) + 40, 7000)})
                page.wait_for_timeout(1500)
            path = folder / f"{name or 'overview'}{'' if not whole else f'_{width}'}.png"
            page.screenshot(path=str(path), animations="disabled")
            if not whole:
                lighten(path)
            page.set_viewport_size({"width": width, "height": height})
        browser.close()


_DONE = "() => document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"


def lighten(path: Path) -> None:
    """Write a picture with few colours, which takes a quarter of the room."""
    from PIL import Image

    Image.open(path).convert("RGB").quantize(COLORS, dither=Image.Dither.NONE).save(path, optimize=True)


def two_waves(folder: Path) -> None:
    """The sample's first wave, closed, and the second after it, closed too."""
    from pipeline.commands.sample import SAMPLE, SAMPLE_ROSTER
    from pipeline.run import Request, analyze, close

    for export in (SAMPLE, SAMPLE.with_name("2027-02.csv")):
        analyze(Request(export, roster=SAMPLE_ROSTER, out=folder / "outputs"))
        close(export.stem, folder / "outputs", folder / "private")


def take_workbench(target: Path, scratch: Path) -> None:
    """One picture of the workbench: an export with names that nobody knows, and the suggestions beside them."""
    from playwright.sync_api import sync_playwright

    from pipeline.commands.sample import SAMPLE, SAMPLE_ROSTER
    from pipeline.run.workbench.work import opened, put

    work = opened(scratch / "outputs", scratch / "private")
    for kind, path in (("export", SAMPLE), ("roster", SAMPLE_ROSTER)):
        work = put(work, kind, path.name, path.read_bytes())
    with workbench(scratch / "outputs", scratch / "private") as opens, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1366, "height": 900})
        page.goto(opens, wait_until="networkidle", timeout=120_000)
        page.get_by_role("link", name=say("workbench.step.names"), exact=True).first.click()
        page.get_by_role("heading", level=1, name=say("workbench.step.names")).wait_for(timeout=120_000)
        page.wait_for_function(_DONE, timeout=120_000)
        page.locator("[data-testid=stExpander] summary").first.click()
        page.wait_for_timeout(2500)
        page.screenshot(path=str(target / "workbench.png"), animations="disabled")
        lighten(target / "workbench.png")
        browser.close()


def main(folder: str | None = None, outputs: str | None = None) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        if outputs is None:
            two_waves(Path(scratch))
        with dashboard(Path(outputs) if outputs else Path(scratch) / "outputs") as address:
            if folder is None:
                TARGET.mkdir(parents=True, exist_ok=True)
                take(address, TARGET, 1366, 900, DOCUMENTED, whole=False)
                take_workbench(TARGET, Path(scratch) / "workbench")
                return
            Path(folder).mkdir(parents=True, exist_ok=True)
            for width, height in ((1366, 900), (390, 844)):
                take(address, Path(folder), width, height, PAGES, whole=True)


if __name__ == "__main__":
    main(*sys.argv[1:3])
