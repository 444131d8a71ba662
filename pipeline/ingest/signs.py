"""The few bytes that part the records of a text table: quotation marks and line ends, found without looking at the others again.

A quotation mark opens behind an edge of a cell and closes before one, and is doubled inside (RFC 4180). So whether a byte lies
inside quotation marks is told by the number of marks before it, and only the marks need to be looked at, not every byte.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

LF, CR, QUOTE = 10, 13, 34
#: Bytes that are looked at together: they fit into the cache of a processor.
BLOCK = 1 << 18


class Odd(Exception):
    """Something that the careful path has to look at."""


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where bytes of a text are that may be signs, ascending, and which bytes they are."""

    places: np.ndarray
    values: np.ndarray

    @classmethod
    def within(cls, data: np.ndarray, start: int) -> Places:
        """Those of a block of bytes that begins at ``start``."""
        found = np.flatnonzero((data == QUOTE) | (data <= CR))
        values = data[found]
        found += start
        return cls(found, values)

    @classmethod
    def joined(cls, blocks: list[Places]) -> Places:
        """Those of several blocks, one after another."""
        return cls(np.concatenate([b.places for b in blocks]), np.concatenate([b.values for b in blocks]))


@dataclass(frozen=True, slots=True, eq=False)
class Signs:
    """What tells the records of a text apart.

    Attributes
    ----------
    marks : where quotation marks are; each turns inside to outside, or back. ends : where records end in a line feed.
    heights : lines of each of these records. returns : where carriage returns are.
    """

    marks: np.ndarray
    ends: np.ndarray
    heights: np.ndarray
    returns: np.ndarray

    @classmethod
    def of(cls, content: bytes) -> Signs:
        """The signs of a text that begins where a record does; raises Odd where it holds a NUL."""
        data = np.frombuffer(content, dtype=np.uint8)
        return cls.told(Places.joined([Places.within(data[at : at + BLOCK], at) for at in range(0, len(data), BLOCK)]))

    @classmethod
    def told(cls, found: Places) -> Signs:
        """The signs among these places; raises Odd for a NUL."""
        places, values = found.places, found.values
        if not values.all():
            raise Odd
        marks, feeds = values == QUOTE, values == LF
        # An even number of marks before it: a line feed outside of quotation marks.
        ending = feeds & ~np.logical_xor.accumulate(marks)
        lines = np.cumsum(feeds, dtype=np.int32).compress(ending)
        heights = np.diff(lines, prepend=np.int32(0))
        return cls(places.compress(marks), places.compress(ending), heights, places.compress(values == CR))

    def until(self, end: int) -> Signs:
        """The signs before a place where a record ends."""
        marks, returns = (places[: np.searchsorted(places, end)] for places in (self.marks, self.returns))
        return Signs(marks, self.ends, self.heights, returns)
