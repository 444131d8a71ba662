"""Put a folder in place whole or not at all: a crash at any moment leaves the last good one readable.

A new folder is filled elsewhere on the same file system and synced to disk; then it and the old one change places in one step.
Where a system cannot do that, the old one is first renamed to ``.<name>.previous``: readers use that where ``<name>`` is missing.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from pipeline.errors import CannotRun, Problem
from pipeline.publish.exchange import exchange

_NEW: Final = ".new-"
_PREVIOUS: Final = ".previous"
_LEFT: Final = re.compile(rf"\.(?P<name>.+?)(?:(?P<previous>\.previous)|{re.escape(_NEW)}(?P<process>\d+)|\.new)")
_PRIVATE_MODE: Final = 0o700
_FIXES: Final = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), "make room on the disk, then run the command again"),
    errno.EFBIG: "raise the limit on the size of files (ulimit -f), then run the command again",
    **dict.fromkeys((errno.EROFS, errno.EACCES, errno.EPERM), "name folders that you may write (--out, --private)"),
}
DISK: Final = frozenset({*_FIXES, errno.EIO})
"""What a disk answers that is full, read-only, closed or broken."""


def replace_folder(target: Path, fill: Callable[[Path], None], *, private: bool = False) -> None:
    """Fill a new folder and put it in the place of ``target``; nothing changes if ``fill`` fails.

    private : only the owner may read it (POSIX).
    raises : CannotRun where the place cannot be written.
    """
    with replacing(target, private=private) as new:
        fill(new)


@contextmanager
def replacing(target: Path, *, private: bool = False, staging: Path | None = None) -> Iterator[Path]:
    """A new folder to be filled, which takes the place of ``target`` at the end; nothing changes if that is not reached.

    private : only the owner may read it (POSIX). staging : the folder that it is filled in, made where it is missing; else it is
    filled beside ``target``.
    raises : CannotRun where the place cannot be written.
    """
    beside = target.with_name(f".{target.name}{_NEW}{os.getpid()}")
    new = beside if staging is None else staging / beside.name
    try:
        new.parent.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_MODE if private or staging is not None else 0o777)
        _mend_one(target)
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=_PRIVATE_MODE if private else 0o777)
    except OSError as error:
        raise cannot_be_written(error, new.parent) from None
    try:
        yield new
        sync(new)
        target.parent.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_MODE if private else 0o777)
        _put(new, target, beside)
    except OSError as error:
        raise cannot_be_written(error, target) from None
    finally:
        shutil.rmtree(new, ignore_errors=True)
        if staging is not None:
            with suppress(OSError):
                staging.rmdir()


def remove_folder(target: Path) -> None:
    """Take a folder away, so that a reader finds it whole or not at all; a crash leaves what the next command clears.

    raises : CannotRun where it cannot be taken away.
    """
    aside = target.with_name(f".{target.name}{_NEW}{os.getpid()}")
    try:
        _mend_one(target)
        shutil.rmtree(_previous(target), ignore_errors=True)
        if target.exists():
            target.rename(aside)
            _sync_folder(target.parent)
    except OSError as error:
        raise cannot_be_written(error, target) from None
    shutil.rmtree(aside, ignore_errors=True)


def cannot_be_written(error: OSError, where: Path) -> CannotRun:
    """What a user reads where the disk is full, read-only or closed to them."""
    why = os.strerror(error.errno) if error.errno else type(error).__name__
    return CannotRun(Problem(f"cannot be written ({why})", str(where), fix=_FIXES.get(error.errno or 0, "")))


def current(target: Path) -> Path:
    """The folder to read: ``target``, or its predecessor where a crash left the place empty."""
    previous = _previous(target)
    return previous if not target.exists() and previous.exists() else target


def leftovers(folder: Path) -> list[Path]:
    """What killed runs left in a folder, of whatever was to be put in place there; of a run that lives, nothing."""
    found = ((path, _LEFT.fullmatch(path.name)) for path in (sorted(folder.iterdir()) if folder.is_dir() else ()))
    return [path for path, left in found if left is not None and not _running(left["process"] or "")]


def mend(folder: Path) -> tuple[str, ...]:
    """Put predecessors back where the place is empty, and remove what else killed runs left; the names of what was there."""
    left = leftovers(folder)
    for path in left:
        match = _LEFT.fullmatch(path.name)
        if match is not None and match["previous"] and not (folder / match["name"]).exists():
            path.rename(folder / match["name"])
        elif path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    return tuple(path.name for path in left)


def _mend_one(target: Path) -> None:
    """The same for one place only, since nobody else may be kept from filling another."""
    for path in leftovers(target.parent):
        match = _LEFT.fullmatch(path.name)
        if match is None or match["name"] != target.name or not path.is_dir():
            continue
        if match["previous"] and not target.exists():
            path.rename(target)
        shutil.rmtree(path, ignore_errors=True)


def _previous(target: Path) -> Path:
    return target.with_name(f".{target.name}{_PREVIOUS}")


def _put(new: Path, target: Path, beside: Path) -> None:
    """Let the new folder take its place; one that was filled on another file system is first copied beside it."""
    try:
        _swap(new, target)
    except OSError as error:
        if error.errno != errno.EXDEV or new == beside:
            raise
        try:
            shutil.copytree(new, beside)
            sync(beside)
            _swap(beside, target)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def _swap(new: Path, target: Path) -> None:
    """After it, ``new`` holds what was in the place before, or is gone."""
    if not target.exists():
        new.rename(target)
    elif not exchange(new, target):
        previous = _previous(target)
        shutil.rmtree(previous, ignore_errors=True)
        target.rename(previous)
        new.rename(target)
        _sync_folder(target.parent)
        shutil.rmtree(previous, ignore_errors=True)
    _sync_folder(target.parent)
    if new.parent != target.parent:
        _sync_folder(new.parent)


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


def sync(folder: Path) -> None:
    """Have the disk hold all files of a folder, and their names."""
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
    """Write a file whole or not at all: beside first, then in its place; raises CannotRun where it cannot be written."""
    new = path.with_name(f".{path.name}.new")
    try:
        try:
            with new.open("w", encoding="utf-8", newline="\n") as handle:
                handle.write(text)
                handle.flush()
                os.fsync(handle.fileno())
            os.replace(new, path)
        finally:
            new.unlink(missing_ok=True)
    except OSError as error:
        raise cannot_be_written(error, path) from None
