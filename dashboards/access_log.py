"""Who asked for which page or file, when, and what came of it: one JSON line each, never an answer.

Lines about refused requests are limited per minute, so that a flood cannot fill the disk; how many were left out is told by the
next line. Each line opens the file anew, so that log rotation by renaming needs no signal.
"""

from __future__ import annotations

import json
import os
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TextIO

from dashboards.visitor import Refusal, Visitor

_LONGEST: Final = 200  # characters of one field


def open_for_append(path: Path) -> TextIO:
    """The log, made for its owner only where it is missing; a symbolic link is not followed."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
    return os.fdopen(os.open(path, flags, 0o600), "a", encoding="utf-8")


class AccessLog:
    """Lines of one file; without a file nothing is kept."""

    def __init__(self, path: Path | None, refused_per_minute: int = 60) -> None:
        self._path = path
        self._most = refused_per_minute
        self._lock = threading.Lock()
        self._minute, self._lines, self._left_out = 0, 0, 0

    def allowed(self, visitor: Visitor, what: str, wave: str = "") -> None:
        """Keep one line about what somebody was given; raises OSError where that cannot be written."""
        self._write({"who": visitor.who, "role": visitor.role, "what": what, "wave": wave, "outcome": "allowed"})

    def refused(self, refusal: Refusal, what: str, wave: str = "") -> None:
        """Keep one line about what somebody was not given; a full disk does not turn a refusal into an error."""
        with self._lock:
            minute = int(time.monotonic() // 60)
            if minute != self._minute:
                self._minute, self._lines = minute, 0
            self._lines += 1
            if self._lines > self._most:
                self._left_out += 1
                return
            left_out, self._left_out = self._left_out, 0
        line: dict[str, str | int] = {"who": refusal.who, "role": refusal.role, "what": what, "wave": wave, "outcome": "refused"}
        line["reason"] = refusal.reason
        if left_out:
            line["refused_before_without_a_line"] = left_out
        try:
            self._write(line)
        except OSError:
            return

    def _write(self, fields: dict[str, str | int]) -> None:
        if self._path is None:
            return
        cut = {name: value[:_LONGEST] if isinstance(value, str) else value for name, value in fields.items()}
        line = json.dumps({"time": datetime.now(UTC).isoformat(timespec="milliseconds"), **cut})
        with self._lock, open_for_append(self._path) as file:
            file.write(line + "\n")
