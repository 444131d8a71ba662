"""Rows in blocks that fit a processor's cache, looked at on several processors at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

ROWS: Final = 65_536
"""Rows of a block. Sums of billionths over so many people are exact in floating point, and a block of answers fits the cache."""

_MOST: Final[ContextVar[int]] = ContextVar("processors", default=0)

_Part = TypeVar("_Part")
_Found = TypeVar("_Found")


def processors() -> int:
    """How many processors may be at work for the caller: all there are, unless he has been given fewer."""
    return _MOST.get() or os.cpu_count() or 1


@contextmanager
def at_most(number: int) -> Iterator[None]:
    """Let so many processors be at work for whatever is called here."""
    before = _MOST.set(number)
    try:
        yield
    finally:
        _MOST.reset(before)


def blocks(rows: int, size: int = ROWS) -> list[slice]:
    """The rows in blocks; one empty block where there are none."""
    return [slice(start, min(start + size, rows)) for start in range(0, rows, size)] or [slice(0, 0)]


def each(look: Callable[[slice], _Found], rows: int, size: int = ROWS) -> Iterator[_Found]:
    """What a look at each block finds, in order; on several processors at once where there are several blocks."""
    return each_of(look, blocks(rows, size))


def each_of(look: Callable[[_Part], _Found], parts: Sequence[_Part]) -> Iterator[_Found]:
    """What a look at each of several parts finds, in their order; on several processors at once."""
    if len(parts) == 1 or processors() == 1:
        yield from map(look, parts)
        return
    with ThreadPoolExecutor(max_workers=processors()) as pool:
        yield from pool.map(look, parts)


def within(index: NDArray[np.integer], rows: slice) -> tuple[slice, NDArray[np.integer] | None]:
    """Where a block of ascending row numbers lies, and its numbers from there on; None where it is every row of that run."""
    block = index[rows]
    if not len(block):
        return slice(0, 0), None
    run = slice(int(block[0]), int(block[-1]) + 1)
    return run, None if run.stop - run.start == len(block) else block - run.start


def taken(columns: NDArray, index: NDArray[np.integer], size: int = ROWS) -> NDArray:
    """Some rows of columns × rows, by ascending numbers; a new array."""
    found = np.empty((len(columns), len(index)), dtype=columns.dtype)

    def block(rows: slice) -> None:
        run, inside = within(index, rows)
        for column, own in zip(columns, found, strict=True):
            if inside is None:
                own[rows] = column[run]
            else:
                np.take(column[run], inside, out=own[rows], mode="clip")  # no number is beyond the run

    for _ in each(block, len(index), size):
        pass
    return found
