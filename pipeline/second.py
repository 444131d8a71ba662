"""A second process, copied from this one while that is still safe, for work that comes when it no longer is.

Large exports are read by a library with threads of its own, after which a process cannot be copied (``copied``). What is made of
the release later needs nothing of the export: it is sent to a copy that was made before, and that loads meanwhile what it needs.
"""

from __future__ import annotations

import contextlib
import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection, Pipe

from pipeline.copied import copied, end


class Second:
    """The process, one piece of work at a time. Whatever goes wrong there or on the way, the answer is empty, and the work is
    done here (``beside``)."""

    def __init__(self, process: int, line: Connection) -> None:
        self._process, self._line, self._parent = process, line, os.getpid()
        self._busy = self._ended = False

    def begin(self, work: Callable[[], object]) -> bool:
        """Send it work; whether it was free and took it."""
        if self._busy or self._ended or os.getpid() != self._parent:
            return False
        try:
            self._line.send_bytes(pickle.dumps(work, protocol=pickle.HIGHEST_PROTOCOL))
        except (OSError, pickle.PicklingError, AttributeError, TypeError):  # it is gone, or the work is bound to this process
            return False
        self._busy = True
        return True

    def answer(self) -> bytes:
        """What came of the work, pickled; empty where nothing did."""
        if not self._busy or os.getpid() != self._parent:
            return b""
        try:
            return self._line.recv_bytes()
        except (OSError, EOFError):
            return b""
        finally:
            self._busy = False

    def end(self) -> None:
        """What it is at work on is no longer wanted: then it is ended altogether."""
        if self._busy:
            self.close()

    def close(self) -> None:
        """End it."""
        if not self._ended and os.getpid() == self._parent:
            self._ended = True
            self._line.close()
            end(self._process)


@contextmanager
def second(load: Callable[[], object]) -> Iterator[Second | None]:
    """A second process, for a program that may still be copied (``may_copy``); None where there is no memory for it.

    load : what it does first, while nothing is sent.
    """
    here, there = Pipe()

    def serve() -> None:
        here.close()
        load()
        while True:
            _serve_one(there)

    process = copied(serve)
    there.close()
    if process is None:
        here.close()
        yield None
        return
    made = Second(process, here)
    try:
        yield made
    finally:
        made.close()


def _serve_one(line: Connection) -> None:
    """Wait for work, do it and send back what came of it."""
    work = pickle.loads(line.recv_bytes())
    answer = b""
    with contextlib.suppress(Exception):  # whoever sent it does it again, and has the error itself
        answer = pickle.dumps(work(), protocol=pickle.HIGHEST_PROTOCOL)
    line.send_bytes(answer)
