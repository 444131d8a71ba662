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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

from dashboards.serve import command, environment

ROOT = Path(__file__).parents[1]
PAGES = ("", "not_yet_convinced", "change", "training", "seat_planner", "actions", "how_sure")
DOCUMENTED = ("", "not_yet_convinced", "seat_planner")
"""Pages that the documentation shows."""
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync")


def browser_path() -> str | None:
    """A Chromium or Chrome of this machine."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    return next((found for name in names if (found := which(name))), None)


@contextmanager
def dashboard(outputs: Path) -> Iterator[str]:
    """A running dashboard on a free port of this machine; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command(port), env=dict(environment(outputs)), **quiet)  # type: ignore[call-overload]
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(150):
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
            page.goto(f"{address}/{name}", wait_until="networkidle")
            page.wait_for_selector("h1", timeout=60_000)
            page.wait_for_timeout(2500)
            if whole:
                tall = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
                page.set_viewport_size({"width": width, "height": min(int(tall) + 40, 7000)})
                page.wait_for_timeout(1500)
            page.screenshot(path=str(folder / f"{name or 'overview'}{'' if not whole else f'_{width}'}.png"))
            page.set_viewport_size({"width": width, "height": height})
        browser.close()


def main(folder: str | None = None, outputs: str | None = None) -> None:
    from pipeline.commands.analyze import SAMPLE, SAMPLE_ROSTER
    from pipeline.run import Request, analyze

    with tempfile.TemporaryDirectory() as scratch:
        if outputs is None:
            analyze(Request(SAMPLE, roster=SAMPLE_ROSTER, out=Path(scratch) / "outputs"))
        with dashboard(Path(outputs) if outputs else Path(scratch) / "outputs") as address:
            if folder is None:
                target = ROOT / "docs" / "pictures"
                target.mkdir(parents=True, exist_ok=True)
                take(address, target, 1366, 900, DOCUMENTED, whole=False)
                return
            Path(folder).mkdir(parents=True, exist_ok=True)
            for width, height in ((1366, 900), (390, 844)):
                take(address, Path(folder), width, height, PAGES, whole=True)


if __name__ == "__main__":
    main(*sys.argv[1:3])
