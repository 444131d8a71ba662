"""Put a folder in place whole or not at all: a crash at any moment leaves the last good one readable.

A new folder is filled beside its place and synced to disk; then the old one is renamed to ``.<name>.previous``, the new one to
``<name>``, and the previous one removed. Readers use ``.<name>.previous`` where ``<name>`` is missing.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from pipeline.errors import Problem, UsageError

_NEW: Final = ".new-"
_PRIVATE_MODE: Final = 0o700


def replace_folder(target: Path, fill: Callable[[Path], None], *, private: bool = False) -> None:
    """Fill a new folder and put it in the place of ``target``; nothing changes if ``fill`` fails.

    private : only the owner may read it (POSIX).
    raises : UsageError where the place cannot be written.
    """
    new = target.with_name(f".{target.name}{_NEW}{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_MODE if private else 0o777)
        _remove_leftovers(target)
        new.mkdir(mode=_PRIVATE_MODE if private else 0o777)
    except OSError as error:
        raise UsageError(Problem(f"cannot be written ({error.strerror})", str(target.parent))) from None
    try:
        fill(new)
        _sync(new)
        _swap(new, target)
    except OSError as error:
        raise UsageError(Problem(f"cannot be written ({error.strerror})", str(target))) from None
    finally:
        shutil.rmtree(new, ignore_errors=True)


def current(target: Path) -> Path:
    """The folder to read: ``target``, or its predecessor where a crash left the place empty."""
    previous = _previous(target)
    return previous if not target.exists() and previous.exists() else target


def _previous(target: Path) -> Path:
    return target.with_name(f".{target.name}.previous")


def _swap(new: Path, target: Path) -> None:
    previous = _previous(target)
    if target.exists():
        shutil.rmtree(previous, ignore_errors=True)
        target.rename(previous)
    new.rename(target)
    _sync_folder(target.parent)
    shutil.rmtree(previous, ignore_errors=True)


def _remove_leftovers(target: Path) -> None:
    """What killed runs left beside the target; a predecessor is first put back where the place is empty."""
    previous = _previous(target)
    if previous.exists() and not target.exists():
        previous.rename(target)
    shutil.rmtree(previous, ignore_errors=True)
    for left in target.parent.glob(f".{target.name}{_NEW}*"):
        if not _running(left.name.rpartition("-")[2]):
            shutil.rmtree(left, ignore_errors=True)


def _running(process: str) -> bool:
    """Whether another process of this id lives, so that two runs at once do not take each other's folder."""
    if os.name != "posix" or not process.isdecimal() or int(process) == os.getpid():
        return False
    try:
        os.kill(int(process), 0)  # signal 0 asks only
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _sync(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
    for path in [*(p for p in folder.rglob("*") if p.is_dir()), folder]:
        _sync_folder(path)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return  # other systems cannot open a folder for syncing
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all: beside first, then in its place."""
    new = path.with_name(f".{path.name}.new")
    try:
        with new.open("w", encoding="utf-8", newline="\n") as handle:
            handle.write(text)
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(new, path)
    finally:
        new.unlink(missing_ok=True)
