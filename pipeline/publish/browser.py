"""A browser of this machine that prints: found, started, ended."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

_BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_FLAGS: Final = (
    *("--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
"""The page asks for nothing from outside, and could not get it."""
LONGEST: Final = 90.0
"""Seconds after which a browser is given up."""


_TRIES, _MOMENT = 20, 0.02


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for what a browser writes, taken away at the end: helpers of one that was ended may write a moment longer."""
    folder = Path(mkdtemp(prefix="telehealth-report-"))
    try:
        yield folder
    finally:
        for _ in range(_TRIES):
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                break
            time.sleep(_MOMENT)


def browser() -> str | None:
    """A Chromium or Chrome of this machine; None where there is none."""
    return next((found for name in _BROWSERS if (found := shutil.which(name))), None)


def started(
    found: str,
    folder: Path,
    more: Sequence[str],
    through: Sequence[str] = (),
    ends: tuple[int, int] = (subprocess.DEVNULL, subprocess.DEVNULL),
) -> subprocess.Popen[bytes] | None:
    """The browser at work; None where it cannot be started. Who is root has no sandbox to give.

    folder : where it keeps its profile. more : flags and pages. through : a command that starts it. ends : its standard input
    and output.
    """
    root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    try:
        return subprocess.Popen(
            [*through, found, *_FLAGS, *root, f"--user-data-dir={folder / 'profile'}", *more],
            stdin=ends[0],
            stdout=ends[1],
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return None


def end(process: subprocess.Popen[bytes]) -> None:
    """End a browser, with its helpers, that is still at work."""
    if process.poll() is None:
        with suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, 9)
            else:
                process.kill()
        process.wait()
