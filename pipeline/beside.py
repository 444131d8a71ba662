"""Work that another processor does while this one goes on: the same code, the same result.

Where the system can copy a process safely (Linux, no other thread of ours, no polars, whose threads would be missing in the copy
and waited for), the work is done in a copy of this one: that costs a hundredth of a second and needs no imports. Where it no
longer can, a copy that was made in time may do it (``second``). Everywhere else and where the copy fails for any reason, it is
done here when its result is asked for: so an error is raised here, as it is, and nothing depends on there being a second
processor.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from pipeline.copied import copied, end, may_copy

if TYPE_CHECKING:
    from pipeline.second import Second

T = TypeVar("T")


@contextmanager
def beside(work: Callable[[], T], fork: bool | None = None, second: Second | None = None) -> Iterator[Callable[[], T]]:
    """Begin ``work``; what is given back waits for it, and returns its result, the same at every call.

    work : its result can be pickled; files that it writes it would write again in the same way; prints nothing. Where the result
    is not asked for, nobody knows whether it was done.
    fork : whether to copy this process; left as None where that is safe and there is a second processor.
    second : does it where this process is not copied; then the work can be pickled too.
    """
    child: _Child | Second | None = None
    if may_copy() if fork is None else fork:
        child = _begun(work)
    elif second is not None and second.begin(work):
        child = second
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
            end(self._process)


def _begun(work: Callable[[], T]) -> _Child | None:
    receive, send = os.pipe()

    def run() -> None:
        os.close(receive)
        found = pickle.dumps(work(), protocol=pickle.HIGHEST_PROTOCOL)
        with os.fdopen(send, "wb") as stream:
            stream.write(found)

    process = copied(run)
    os.close(send)
    if process is None:
        os.close(receive)
        return None
    return _Child(process, receive)
