"""``report.pdf``: the report as a browser of this machine prints it; without a browser there is none, and that is said."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from pipeline.release.attack.files import REPORT, REPORT_PDF

_BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_FLAGS: Final = (
    *("--headless", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer", "--disable-extensions", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
"""The page asks for nothing from outside, and could not get it."""
_LONGEST: Final = 90.0
"""Seconds after which a browser is given up."""
_STAMP: Final = re.compile(rb"(/(?:CreationDate|ModDate) \()D:\d{14}\+00'00'(\))")
_NO_STAMP: Final = rb"\1D:19800101000000+00'00'\2"


def browser() -> str | None:
    """A Chromium or Chrome of this machine; None where there is none."""
    return next((found for name in _BROWSERS if (found := shutil.which(name))), None)


@contextmanager
def printed(folder: Path, wanted: bool = True) -> Iterator[None]:
    """Print ``report.html`` of a folder while other work goes on; at the end ``report.pdf`` lies beside it, if it could be made.

    The browser writes elsewhere first: what it leaves half done never gets into the folder.
    """
    found = browser() if wanted else None
    if found is None:
        yield
        return
    with TemporaryDirectory(prefix="telehealth-report-", ignore_cleanup_errors=True) as scratch:
        made = Path(scratch) / REPORT_PDF
        process = _start(found, folder / REPORT, made, Path(scratch))
        try:
            yield
            if process is not None and _ended(process):
                _take(made, folder / REPORT_PDF)
        finally:
            if process is not None:
                _end(process)


def pdf_sentence(folder: Path) -> str:
    """Why there is no ``report.pdf``, and what to do; empty where there is one."""
    if (folder / REPORT_PDF).exists():
        return ""
    if browser() is None:
        return f"No {REPORT_PDF}: no Chromium or Chrome was found. Open {REPORT} and print it, or install one and analyze again."
    return f"No {REPORT_PDF} was made. Open {REPORT} and print it."


def _start(found: str, page: Path, made: Path, scratch: Path) -> subprocess.Popen[bytes] | None:
    """The browser at work; None where it cannot be started. Who is root has no sandbox to give."""
    root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    where = (f"--user-data-dir={scratch / 'profile'}", f"--print-to-pdf={made}", page.resolve().as_uri())
    try:
        return subprocess.Popen(
            [found, *_FLAGS, *root, *where],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return None


def _ended(process: subprocess.Popen[bytes]) -> bool:
    try:
        return process.wait(timeout=_LONGEST) == 0
    except subprocess.TimeoutExpired:
        return False


def _take(made: Path, target: Path) -> None:
    """Move a finished PDF into the folder, without the times of its making: the manifest alone has a time."""
    with suppress(OSError):
        data = made.read_bytes()
        if data.startswith(b"%PDF"):
            target.write_bytes(_STAMP.sub(_NO_STAMP, data))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a browser, with its helpers, that is still at work."""
    if process.poll() is None:
        with suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, 9)
            else:
                process.kill()
        process.wait()
