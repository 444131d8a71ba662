"""Rows in blocks that fit a processor's cache, looked at on several processors at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

ROWS: Final = 65_536
"""Rows of a block. Sums of billionths over so many people are exact in floating point, and a block of answers fits the cache."""

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
