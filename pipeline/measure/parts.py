"""A wave in parts: blocks of rows that fit a processor's cache, each looked at by itself, what is found added up.

What is added is exact (whole numbers), so that neither the size of the parts nor the order in which they come in matters.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from typing import Any, Final, Protocol, Self, TypeVar

ROWS: Final = 65_536
"""Rows of a block. Sums of billionths over so many people are exact in floating point, and a block of answers fits the cache."""

MANY: Final = 4 * ROWS
"""Rows of a block where what is found is large and little is made on the way."""

CACHED: Final = 8_192
"""Rows that several columns of billionths are looked at together: what is made on the way stays in the cache nearest to the
processor."""


class Additive(Protocol):
    """What parts give."""

    def __add__(self, other: Any, /) -> Self: ...


_Sum = TypeVar("_Sum", bound=Additive)
_Found = TypeVar("_Found")


def blocks(rows: int, size: int = ROWS) -> list[slice]:
    """The rows in blocks; one empty block where there are none."""
    return [slice(start, min(start + size, rows)) for start in range(0, rows, size)] or [slice(0, 0)]


def each(look: Callable[[slice], _Found], rows: int, size: int = ROWS) -> Iterator[_Found]:
    """What a look at each block finds, in order; on several processors at once where there are several blocks."""
    parts = blocks(rows, size)
    if len(parts) == 1:
        yield look(parts[0])
        return
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        yield from pool.map(look, parts)


def summed(look: Callable[[slice], _Sum], rows: int, size: int = ROWS) -> _Sum:
    """What looks at all blocks find, added up."""
    return reduce(lambda found, more: found + more, each(look, rows, size))
