"""A file that one process at a time holds; the system lets it go when its holder ends, however it ends.

POSIX: ``flock`` (man 2 flock). Elsewhere filelock does it, which takes longer to load than to lock.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Final

_MODE: Final = 0o600
_MOMENT: Final = 0.05


class FileLock:
    """One lock, not held yet. path : of its file, made where it is missing, readable by its owner only."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def acquire(self, wait: float = 0) -> bool:
        """Hold it; False where another process still does after ``wait`` seconds. raises : OSError where it cannot be opened."""
        until = time.monotonic() + wait
        while not self._taken_now():
            if time.monotonic() >= until:
                return False
            time.sleep(_MOMENT)
        return True

    def _taken_now(self) -> bool:
        """Whether it could be taken. Who held it may have removed the file: then the lock is of another file of that name."""
        import fcntl

        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _MODE)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._file = file if os.fstat(file).st_nlink else None
        except BlockingIOError:
            self._file = None
        finally:
            if self._file is None:
                os.close(file)
        return self._file is not None

    def release(self) -> None:
        """Let it go, for copies of this process too."""
        import fcntl

        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)
            os.close(self._file)
            self._file = None


class _Elsewhere(FileLock):
    """The same by filelock."""

    def __init__(self, path: Path) -> None:
        import filelock

        super().__init__(path)
        self._lock, self._taken = filelock.FileLock(path, mode=_MODE), filelock.Timeout

    def acquire(self, wait: float = 0) -> bool:
        try:
            self._lock.acquire(timeout=wait)
        except self._taken:
            return False
        return True

    def release(self) -> None:
        self._lock.release()


def file_lock(path: Path) -> FileLock:
    """A lock as this system has it."""
    return FileLock(path) if os.name == "posix" else _Elsewhere(path)
