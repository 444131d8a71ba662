"""Work that another processor does while this one goes on: the same code, the same result.

Where the system can copy a process safely (Linux, no other thread of ours, no polars, whose threads would be missing in the copy
and waited for), the work is done in a copy of this one: that costs a hundredth of a second and needs no imports. Everywhere else
and where the copy fails for any reason, it is done here when its result is asked for: so an error is raised here, as it is, and
nothing depends on there being a second processor.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import pickle
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

T = TypeVar("T")

_DIE_WITH_PARENT: Final = 1
"""PR_SET_PDEATHSIG (man 2 prctl)."""


@contextmanager
def beside(work: Callable[[], T], fork: bool | None = None) -> Iterator[Callable[[], T]]:
    """Begin ``work``; what is given back waits for it, and returns its result, the same at every call.

    work : its result can be pickled; files that it writes it would write again in the same way; prints nothing. Where the result
    is not asked for, nobody knows whether it was done.
    fork : whether to copy this process; left as None where that is safe and there is a second processor.
    """
    child = _begun(work) if (_safe() if fork is None else fork) else None
    found: list[T] = []

    def result() -> T:
        if not found:
            answer = child.answer() if child is not None else b""
            found.append(pickle.loads(answer) if answer else work())
        return found[0]

    try:
        yield result
    finally:
        if child is not None:
            child.end()


def _safe() -> bool:
    """Whether a copy would be sound and of use: another thread of ours may hold a lock; those of libraries wait for work, and
    Arrow and BLAS start theirs again in a copy. polars does not: whatever asked it for something there would wait for ever."""
    alone = threading.active_count() == 1 and "polars" not in sys.modules
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1 and alone


class _Child:
    """A copy of this process at work, and the pipe that its answer comes through."""

    def __init__(self, process: int, pipe: int) -> None:
        self._process, self._pipe, self._parent = process, pipe, os.getpid()

    def answer(self) -> bytes:
        """What it sends before it ends; nothing where it failed, and for a copy of its parent, whose child it is not."""
        if os.getpid() != self._parent:
            return b""
        with os.fdopen(self._pipe, "rb", closefd=False) as stream:
            return stream.read()

    def end(self) -> None:
        """Wait for it to end, having interrupted it where it is still at work."""
        os.close(self._pipe)
        if os.getpid() == self._parent:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process, signal.SIGINT)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self._process, 0)


def _begun(work: Callable[[], T]) -> _Child | None:
    receive, send = os.pipe()
    parent = os.getpid()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # newer Pythons warn of threads: see ``_safe``
            process = os.fork()
    except OSError:  # no memory or no process to spare
        os.close(receive)
        os.close(send)
        return None
    if process == 0:
        _as_child(work, parent, receive, send)
    os.close(send)
    return _Child(process, receive)


def _as_child(work: Callable[[], object], parent: int, receive: int, send: int) -> None:
    """Do the work, send its result and end; never returns, cleans nothing up that is the parent's."""
    code, at_work = 1, [True]

    def interrupted(signal_number: int, frame: object) -> None:
        """Stop the work once, so that it can clear up; whatever comes later ends this process."""
        if not at_work:
            os._exit(1)
        at_work.clear()
        raise KeyboardInterrupt

    try:
        os.close(receive)
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() == parent:  # it may have been killed meanwhile
            gc.freeze()  # what is shared stays shared
            signal.signal(signal.SIGINT, interrupted)
            found = work()
            at_work.clear()
            with os.fdopen(send, "wb") as stream:
                stream.write(pickle.dumps(found, protocol=pickle.HIGHEST_PROTOCOL))
            code = 0
    except BaseException:  # the parent does the work again, and has the error itself
        at_work.clear()
    finally:
        os._exit(code)
