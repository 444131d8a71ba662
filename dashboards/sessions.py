"""How long a sign-in holds: at most so long, never longer unused, not beyond sign-out, not beyond a restart of the server."""

from __future__ import annotations

import threading
import time

_MANY = 5_000  # sign-ins before the finished ones are forgotten


class Sessions:
    """Sign-ins of this process, by their keys. ``longest`` and ``idle`` in seconds."""

    def __init__(self, longest: float, idle: float, started: float | None = None) -> None:
        self._longest, self._idle = longest, idle
        self._started = float(int(time.time() if started is None else started))  # cookies are stamped in whole seconds
        self._lock = threading.Lock()
        self._used: dict[str, float] = {}
        self._ended: dict[str, float] = {}

    def ended(self, key: str, since: float, *, use: bool, now: float | None = None) -> str:
        """Why a sign-in of ``since`` holds no longer; "" where it does, and then it counts as used where ``use`` is set."""
        now = time.time() if now is None else now
        with self._lock:
            reason = self._reason(key, since, now)
            if use and not reason:
                self._used[key] = now
                self._forget_finished(now)
            return reason

    def is_new(self, key: str) -> bool:
        """Whether a sign-in was not used before."""
        with self._lock:
            return key not in self._used

    def end(self, key: str) -> None:
        """Sign-out: the cookie holds no longer, wherever a copy of it is."""
        with self._lock:
            self._ended[key] = time.time()

    def _reason(self, key: str, since: float, now: float) -> str:
        if key in self._ended:
            return "signed out"
        if since < self._started:
            return "session expired: the server was restarted"
        if now - since > self._longest:
            return "session expired: signed in too long ago"
        if now - self._used.get(key, since) > self._idle:
            return "session expired: not used for too long"
        return ""

    def _forget_finished(self, now: float) -> None:
        """Keep memory bounded: what is older than the longest session needs no entry, it is refused by its age."""
        for entries in (self._used, self._ended):
            if len(entries) > _MANY:
                for key in [key for key, moment in entries.items() if now - moment > self._longest]:
                    del entries[key]
