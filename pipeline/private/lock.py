"""One command at a time writes ``outputs/`` and ``private/``. The lock is ``private/.lock``; the system frees it when its holder
ends, however it ends. ``private/.running.json`` says who holds it: command, process, since when.
"""

from __future__ import annotations

import getpass
import json
import os
import platform
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pipeline.errors import CannotRun, Problem
from pipeline.private.file_lock import FileLock, file_lock
from pipeline.private.files import replace_file
from pipeline.private.keep import secure
from pipeline.publish.atomic import DISK, cannot_be_written, leftovers, mend

LOCK: Final = ".lock"
RUNNING: Final = ".running.json"
STAGING: Final = ".staging"
"""Where a wave is filled and looked at before it is published: not among what is."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who works in a private folder: command, process id, user and machine, ISO time (UTC) since when."""

    command: str
    process: int
    user: str
    machine: str
    since: str

    def __str__(self) -> str:
        since = self.since[:16].replace("T", " ")
        return f"{self.command}, started {since} UTC by {self.user} on {self.machine}, process {self.process}"


@contextmanager
def working(out: Path | None, private: Path, command: str, wait: float = 0) -> Iterator[None]:
    """Hold the lock; what killed commands left in both folders is cleared first. Folders that stay empty are taken away again.

    wait : seconds to wait for another command to end.
    raises : CannotRun where another one is at work, or where the disk is full, read-only or closed to the user.
    """
    made = [folder for folder in (private, *private.parents) if not folder.exists()]
    try:
        secure(private)
        lock = _acquired(private, wait)
        try:
            replace_file(private / RUNNING, (json.dumps(asdict(_holder(command)), indent=1) + "\n").encode())
            for folder in _filled(out, private):
                mend(folder)
            shutil.rmtree(private / STAGING, ignore_errors=True)  # whoever filled something there held the lock, and is gone
            yield
        finally:
            (private / RUNNING).unlink(missing_ok=True)
            if made and {path.name for path in private.iterdir()} <= {LOCK}:
                (private / LOCK).unlink(missing_ok=True)
            lock.release()
    except OSError as error:
        if error.errno not in DISK:
            raise
        raise cannot_be_written(error, Path(error.filename or private)) from None
    finally:
        for folder in made:
            with suppress(OSError):
                folder.rmdir()


def holder(private: Path) -> Holder | None:
    """Who holds the lock, or held it when it was killed; None where nobody does."""
    try:
        return Holder(**json.loads((private / RUNNING).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def left_behind(out: Path, private: Path) -> list[Path]:
    """What killed commands left in both folders."""
    return [path for folder in _filled(out, private) for path in leftovers(folder)]


def is_locked(private: Path) -> bool:
    """Whether a command is at work in a private folder just now."""
    if not (private / LOCK).is_file():
        return False
    lock = file_lock(private / LOCK)
    try:
        if not lock.acquire():
            return True
    except OSError:
        return True
    lock.release()
    return False


def _filled(out: Path | None, private: Path) -> tuple[Path, ...]:
    """The folders in which something is put in place."""
    inside = (
        sorted(path for path in private.rglob("*") if path.is_dir() and STAGING not in path.parts) if private.is_dir() else []
    )
    return (*([out] if out is not None else []), private, *inside, private / STAGING)


def _acquired(private: Path, wait: float) -> FileLock:
    lock = file_lock(private / LOCK)
    if not lock.acquire(max(wait, 0)):
        at_work = holder(private)
        who = f"another command is at work here ({at_work})" if at_work is not None else "another command is at work here"
        stop = f"; if it hangs, end process {at_work.process}" if at_work is not None else ""
        fix = f"wait until it has ended, or say --wait 600 for ten minutes of patience{stop}"
        raise CannotRun(Problem(who, str(private), fix=fix))
    return lock


def _holder(command: str) -> Holder:
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):
        user = "somebody"
    return Holder(command, os.getpid(), user, platform.node(), datetime.now(UTC).isoformat(timespec="seconds"))
