"""``report.pdf``: the report as a browser of this machine prints it; without a browser there is none, and that is said.

The same page gives the same bytes: times of its making, and what a browser counts of its own, are taken out.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from pipeline.publish.browser import LONGEST, browser, end, scratch, started
from pipeline.publish.waiting_browser import WaitingBrowser
from pipeline.release.attack.files import REPORT, REPORT_PDF

_STAMP: Final = re.compile(rb"(/(?:CreationDate|ModDate) \()D:\d{14}\+00'00'(\))")
_NO_STAMP: Final = rb"\1D:19800101000000+00'00'\2"
_PART: Final = re.compile(rb"\(node(\d{8})\)")
"""How a browser names a part of a page for screen readers: by a number of its own, and now and then it leaves one out."""


@contextmanager
def printed(folder: Path, wanted: bool = True, ready: WaitingBrowser | None = None) -> Iterator[None]:
    """Print ``report.html`` of a folder while other work goes on; at the end ``report.pdf`` lies beside it, if it could be made.

    ready : a browser that was started before; where it fails another one is started.
    """
    if ready is None:
        with _printed_anew(folder, wanted):
            yield
        return
    with ThreadPoolExecutor(1) as other:  # it only waits for the browser
        done = other.submit(_by_ready, ready, folder)
        yield
        if not done.result():
            with _printed_anew(folder, wanted):
                pass


def pdf_sentence(folder: Path) -> str:
    """Why there is no ``report.pdf``, and what to do; empty where there is one."""
    if (folder / REPORT_PDF).exists():
        return ""
    if browser() is None:
        return f"No {REPORT_PDF}: no Chromium or Chrome was found. Open {REPORT} and print it, or install one and analyze again."
    return f"No {REPORT_PDF} was made. Open {REPORT} and print it."


def _by_ready(ready: WaitingBrowser, folder: Path) -> bool:
    """Whether it could print."""
    try:
        return _written(ready.pdf(folder / REPORT), folder)
    except (OSError, ValueError, LookupError):
        return False


@contextmanager
def _printed_anew(folder: Path, wanted: bool) -> Iterator[None]:
    """The browser writes elsewhere first: what it leaves half done never gets into the folder."""
    found = browser() if wanted else None
    if found is None:
        yield
        return
    with scratch() as own:
        made = own / REPORT_PDF
        process = started(found, own, _order(made, folder / REPORT))
        try:
            yield
            if process is not None and _ended(process):
                with suppress(OSError):
                    _written(made.read_bytes(), folder)
        finally:
            if process is not None:
                end(process)


def page_as_pdf(page: Path) -> bytes:
    """Any page as a browser prints it; empty where none can."""
    found = browser()
    if found is None:
        return b""
    with scratch() as own:
        made = own / page.with_suffix(".pdf").name
        process = started(found, own, _order(made, page))
        if process is None:
            return b""
        try:
            data = made.read_bytes() if _ended(process) and made.exists() else b""
        finally:
            end(process)
    return steady(data) if data.startswith(b"%PDF") else b""


def _order(made: Path, page: Path) -> tuple[str, ...]:
    return ("--no-pdf-header-footer", f"--print-to-pdf={made}", page.resolve().as_uri())


def _ended(process: subprocess.Popen[bytes]) -> bool:
    try:
        return process.wait(timeout=LONGEST) == 0
    except subprocess.TimeoutExpired:
        return False


def _written(data: bytes, folder: Path) -> bool:
    """Whether a finished PDF stands in the folder now, without the times of its making: the manifest alone has a time."""
    if not data.startswith(b"%PDF"):
        return False
    (folder / REPORT_PDF).write_bytes(steady(data))
    return True


def steady(data: bytes) -> bytes:
    """A PDF as it is whenever it is printed: no times, parts numbered from 1 in their order; as long as it was, for its index."""
    numbers = {number: f"(node{place:08d})".encode() for place, number in enumerate(sorted(set(_PART.findall(data))), start=1)}
    return _PART.sub(lambda found: numbers[found[1]], _STAMP.sub(_NO_STAMP, data))
