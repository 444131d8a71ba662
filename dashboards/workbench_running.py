"""One analysis at a time, beside the pages: it goes on when a page is left or loaded again; a second click starts nothing."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from traceback import extract_tb
from typing import Generic, TypeVar

from pipeline.run.request import Say

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Seen(Generic[T]):
    """How far an analysis is.

    lines : of progress, in order. at_work : whether it still runs. result : what came of it; None where it runs or broke.
    broken : where a mistake of ours ended it: its kind and place, never its message, which may hold what somebody answered.
    """

    lines: tuple[str, ...]
    at_work: bool
    result: T | None
    broken: str


class Runs(Generic[T]):
    """The analysis of this process: the one at work, else the last one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: list[str] = []
        self._thread: threading.Thread | None = None
        self._result: T | None = None
        self._broken = ""

    def start(self, work: Callable[[Say], T]) -> bool:
        """Begin, where none is at work; returns whether it began. work : takes what to call with each line of progress."""
        with self._lock:
            if self._at_work():
                return False
            self._lines, self._result, self._broken = [], None, ""
            self._thread = threading.Thread(target=self._carry_out, args=(work,), name="analysis", daemon=True)
            self._thread.start()
            return True

    def seen(self) -> Seen[T] | None:
        """How far it is; None where there was none."""
        with self._lock:
            if self._thread is None:
                return None
            return Seen(tuple(self._lines), self._at_work(), self._result, self._broken)

    def forget(self) -> None:
        """Forget the last one; one that is at work stays."""
        with self._lock:
            if not self._at_work():
                self._thread, self._result, self._lines, self._broken = None, None, [], ""

    def _at_work(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def _carry_out(self, work: Callable[[Say], T]) -> None:
        try:
            self._result = work(self._lines.append)
        except Exception as error:  # a mistake of ours; the page must say so, and not wait for ever
            frames = [frame for frame in extract_tb(error.__traceback__) if "site-packages" not in frame.filename]
            last = frames[-1]
            self._broken = f"{type(error).__name__}, {Path(last.filename).name}, line {last.lineno}"
            logging.getLogger(__name__).error("an analysis broke: %s", self._broken)


@cache
def runs() -> Runs:
    """The analyses of this process."""
    return Runs()
