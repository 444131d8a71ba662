"""Run one function in a process of its own, for libraries that a damaged file can bring down or make grow without bound.

The child has a limit on memory and time. When it dies, the caller hears that, and goes on.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import pickle
import select
import signal
import subprocess
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from pipeline.errors import UserError

T = TypeVar("T")

_PIECE = 1 << 20
#: What a new interpreter may take to start and to import.
_START = 10


class ChildDied(Exception):
    """The process ended without an answer: it crashed, outgrew its memory, or took too long."""


def run_apart(function: Callable[..., T], *arguments: Any, memory: int, seconds: float, fork: bool | None = None) -> T:
    """The result of ``function(*arguments)``, computed in a child process.

    function : at the top level of a module; arguments and result : can be pickled. memory : bytes that the child may
    allocate beyond what it starts with; seconds : processor time it may take (both POSIX only; ten times that on the clock
    everywhere). fork : copy this process (fast; the default on Linux) instead of
    starting a new interpreter.
    raises : ChildDied; whatever UserError the function raises; RuntimeError for any other exception of it, which is a bug.
    """
    forks = sys.platform == "linux" if fork is None else fork
    order = _Order(function, arguments, memory, seconds if forks else seconds + _START)
    answer = _forked(order) if forks else _spawned(order)
    try:
        kind, content = pickle.loads(answer)
    except Exception:
        raise ChildDied from None
    if kind == "refused":
        error, problems = content
        raise error(problems)
    if kind == "failed":
        raise RuntimeError(content)
    return content


@dataclass(frozen=True, slots=True)
class _Order:
    """What the child is to compute, and within which limits."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    memory: int
    seconds: float

    @property
    def patience(self) -> float:
        """Seconds on the clock: other processes may need the processor too."""
        return 10.0 * self.seconds + 20.0


def _answer(order: _Order) -> bytes:
    """What the child sends: the result, or the mistakes of the user's file that the function found."""
    _limit(order.memory, order.seconds)
    try:
        return pickle.dumps(("result", order.function(*order.arguments)), protocol=pickle.HIGHEST_PROTOCOL)
    except UserError as error:
        return pickle.dumps(("refused", (type(error), list(error.problems))))
    except MemoryError:
        return b""
    except Exception:
        return pickle.dumps(("failed", traceback.format_exc()))


def _limit(memory: int, seconds: float) -> None:
    """Let this process allocate so many bytes more, and take so many seconds of the processor in all."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        # The timer ends the process to the millisecond, even inside a library; the limit behind it, to the second.
        signal.setitimer(signal.ITIMER_PROF, seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 2, int(seconds) + 3))
        with open("/proc/self/statm", encoding="ascii") as handle:
            now = int(handle.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + memory, resource.RLIM_INFINITY))


def _forked(order: _Order) -> bytes:
    """The answer of a copy of this process."""
    receive, send = os.pipe()
    with warnings.catch_warnings():
        # Newer Pythons warn of threads: the child only computes, and is killed when it hangs.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(receive)
            faulthandler.disable()  # a crash is an answer here, not something to print
            with os.fdopen(send, "wb") as stream:
                stream.write(_answer(order))
            code = 0
        finally:
            os._exit(code)
    os.close(send)
    try:
        return _read(receive, order.patience)
    finally:
        os.close(receive)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _read(pipe: int, seconds: float) -> bytes:
    """All that comes through a pipe before it closes; ChildDied when that takes too long."""
    pieces: list[bytes] = []
    end = time.monotonic() + seconds
    while True:
        ready, _, _ = select.select([pipe], [], [], max(end - time.monotonic(), 0))
        if not ready:
            raise ChildDied
        piece = os.read(pipe, _PIECE)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)


def _spawned(order: _Order) -> bytes:
    """The answer of a new interpreter."""
    command = [sys.executable, "-c", "from pipeline.ingest.apart import serve; serve()"]
    path = os.pathsep.join(filter(None, sys.path))
    try:
        done = subprocess.run(
            command,
            input=pickle.dumps(order),
            capture_output=True,
            timeout=order.patience,
            env={**os.environ, "PYTHONPATH": path},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ChildDied from None
    return done.stdout


def serve() -> None:
    """What a new interpreter does: take one order from standard input, write its answer to standard output."""
    sys.stdout.buffer.write(_answer(pickle.load(sys.stdin.buffer)))
