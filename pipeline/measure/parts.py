"""A wave in parts: blocks of rows that fit a processor's cache, each looked at by itself, what is found added up.

What is added is exact (whole numbers), so that neither the size of the parts nor the order in which they come in matters.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any, Final, Protocol, Self, TypeVar

from pipeline.tables.blocks import ROWS, blocks, each

__all__ = ["CACHED", "MANY", "ROWS", "Additive", "blocks", "each", "summed"]

MANY: Final = 4 * ROWS
"""Rows of a block where what is found is large and little is made on the way."""

CACHED: Final = 8_192
"""Rows that several columns of billionths are looked at together: what is made on the way stays in the cache nearest to the
processor."""


class Additive(Protocol):
    """What parts give."""

    def __add__(self, other: Any, /) -> Self: ...


_Sum = TypeVar("_Sum", bound=Additive)


def summed(look: Callable[[slice], _Sum], rows: int, size: int = ROWS) -> _Sum:
    """What looks at all blocks find, added up."""
    return reduce(lambda found, more: found + more, each(look, rows, size))
