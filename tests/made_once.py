"""What many tests begin with is made once per test run, by whichever process asks first; who changes it has a copy."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from filelock import FileLock

_DONE: Final = "made"
"""A file of a folder that is whole."""


def made_once(folder: Path, make: Callable[[Path], object]) -> Path:
    """The folder, once ``make`` has filled it: now, or for somebody who asked before, in this process or in another."""
    with FileLock(f"{folder}.lock"):
        if not (folder / _DONE).exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            make(folder)
            (folder / _DONE).touch()
    return folder


def copied(made: Path, folder: Path) -> Path:
    """``outputs/`` and ``private/`` of what was made, in a folder of a test's own."""
    for name in ("outputs", "private"):
        shutil.copytree(made / name, folder / name)
    return folder
