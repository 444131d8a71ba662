"""Copies of this process (Linux): when one may be made, and how it begins and ends."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable
from typing import Final

_DIE_WITH_PARENT: Final = 1
"""PR_SET_PDEATHSIG (man 2 prctl)."""


def may_copy() -> bool:
    """Whether a copy would be sound and of use: another thread of ours may hold a lock; those of libraries wait for work, and
    Arrow and BLAS start theirs again in a copy. polars does not: whatever asked it for something there would wait for ever."""
    alone = threading.active_count() == 1 and "polars" not in sys.modules
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1 and alone


def copied(run: Callable[[], None]) -> int | None:
    """A copy of this process that does ``run`` and ends; its number, None where there is no memory or no process to spare.

    An error in the copy ends it and is told nowhere. It cleans nothing up that is this process's, and dies with it.
    """
    parent = os.getpid()
    # An interruption waits until the copy knows that it is one: before, it would end as its parent ends, and clear up after it.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # newer Pythons warn of threads: see ``may_copy``
            process = os.fork()
        if process == 0:
            _as_copy(run, parent)
        return process
    except OSError:
        return None
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def end(process: int) -> None:
    """Wait for a copy to end, having interrupted it where it is still at work."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGINT)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(process, 0)


def _as_copy(run: Callable[[], None], parent: int) -> None:
    """Never returns."""
    code, at_work = 1, [True]

    def interrupted(signal_number: int, frame: object) -> None:
        """Stop the work once, so that it can clear up; whatever comes later ends this process."""
        if not at_work:
            os._exit(1)
        at_work.clear()
        raise KeyboardInterrupt

    try:
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() == parent:  # it may have been killed meanwhile
            gc.freeze()  # what is shared stays shared
            signal.signal(signal.SIGINT, interrupted)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
            run()
            at_work.clear()  # whoever has its answer may interrupt it at once: nothing may be raised on the way out
            code = 0
    except BaseException:  # the parent does the work again, and has the error itself
        at_work.clear()
    finally:
        os._exit(code)
