"""Memory that the parts of a file are read into, one after another: memory that is new to a program costs as much as reading."""

from __future__ import annotations

import contextlib
import ctypes
import sys
from collections import deque
from io import BytesIO


class Rooms:
    """Some rooms that are free. most : so many are kept; further ones are let go."""

    def __init__(self, most: int) -> None:
        self._free: deque[BytesIO] = deque(maxlen=most)

    def take(self, size: int) -> BytesIO:
        """A room of so many bytes; what stands in it is of no meaning."""
        while self._free:
            room = self._free.popleft()
            if room.getbuffer().nbytes == size:
                return room
        return BytesIO(bytes(size))

    def give(self, room: BytesIO) -> None:
        """A room that nobody looks into any more."""
        self._free.append(room)


def give_back() -> None:
    """Let the system have the memory that nothing uses any more: what is left behind by the pieces of one file would else be kept
    while the next steps are at work, and add up from file to file."""
    # Whoever has not loaded it keeps nothing there.
    if (arrow := sys.modules.get("pyarrow")) is not None:
        arrow.default_memory_pool().release_unused()
    with contextlib.suppress(OSError, AttributeError, TypeError):  # where the C library is another one, it does so by itself
        ctypes.CDLL(None).malloc_trim(0)
