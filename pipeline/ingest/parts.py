"""A large text table in parts that end where a record ends, each with the proof that its quotation marks part the cells.

A quotation mark opens behind an edge of a cell and closes before one, and is doubled inside (RFC 4180). So whether a byte lies
inside quotation marks is told by the number of marks before it, and only the marks need to be looked at, not every byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, FileIO
from itertools import cycle

import numpy as np

#: Bytes that are looked at together: they fit into the cache of a processor.
_BLOCK = 1 << 18
#: A record beyond this is left to the careful path.
_LONGEST_RECORD = 1 << 24
_BOM = b"\xef\xbb\xbf"
_LF, _CR, _QUOTE = 10, 13, 34
_NONE = np.zeros(0, dtype=np.int64)


class Odd(Exception):
    """Something that the careful path has to look at."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Whole records of a text table, in UTF-8.

    Attributes
    ----------
    start : where it begins in the file. raw : its bytes as they stand there.
    content : the same text in UTF-8, without a byte order mark, and the last record with a line end, too: polars would forgive
        a delimiter too much in one without.
    signs : what stands in ``content``.
    """

    start: int
    raw: bytes
    content: bytes
    signs: Signs


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
    def of(cls, content: bytes | memoryview) -> Signs:
        """The signs of a text that begins where a record does; raises Odd where it holds a NUL."""
        data = np.frombuffer(content, dtype=np.uint8)
        found = [_NONE]
        for start in range(0, len(data), _BLOCK):
            block = data[start : start + _BLOCK]
            if not block.min():
                raise Odd
            # Below ten a byte wraps round: these are the four from line feed to carriage return.
            found.append(np.flatnonzero((block == _QUOTE) | (block - _LF <= _CR - _LF)))
            found[-1] += start
        return cls._told(data, np.concatenate(found))

    @classmethod
    def _told(cls, data: np.ndarray, found: np.ndarray) -> Signs:
        """The signs at these places."""
        signs = data[found]
        marks, feeds = signs == _QUOTE, signs == _LF
        # An even number of marks before it: a line feed outside of quotation marks.
        ending = feeds & ~np.logical_xor.accumulate(marks)
        lines = np.cumsum(feeds, dtype=np.int32).compress(ending)
        heights = np.diff(lines, prepend=np.int32(0))
        return cls(found.compress(marks), found.compress(ending), heights, found.compress(signs == _CR))

    def until(self, end: int) -> Signs:
        """The signs before a place where a record ends."""
        marks, returns = (places[: np.searchsorted(places, end)] for places in (self.marks, self.returns))
        return Signs(marks, self.ends, self.heights, returns)


def parts(handle: FileIO, size: int, encoding: str, first: int, step: int, rooms: int = 1) -> Iterator[Part]:
    """The records of an open file, in parts of ``step`` bytes at most, at first of ``first``; raises Odd where one never ends.

    rooms : so many parts are in use at the same time; then the memory of an earlier one is taken again for the next.
    """
    start, held = 0, cycle([BytesIO() for _ in range(rooms)])
    while start < size:
        part = _next(handle, start, size, encoding, step if start else first, next(held))
        start += len(part.raw)
        yield part
        del part


def _next(handle: FileIO, start: int, size: int, encoding: str, step: int, room: BytesIO) -> Part:
    """The part that begins at ``start``, where a record begins; ``room`` is where it is read to."""
    while True:
        read = _read(handle, start, min(step, size - start), room)
        if not read:
            raise Odd
        with room.getbuffer() as view:
            signs = Signs.of(view[:read])
        end = read if start + read >= size else int(signs.ends[-1]) + 1 if len(signs.ends) else 0
        if end:
            break
        step *= 2
        if step > _LONGEST_RECORD:
            raise Odd
    room.truncate(end)
    raw = room.getvalue()
    content = in_utf8(raw, encoding, begins=start == 0)
    return Part(start, raw, content, signs.until(end) if content is raw else Signs.of(content))


def _read(handle: FileIO, start: int, step: int, room: BytesIO) -> int:
    """Read so many bytes into a room, and say how many there were.

    A room hands out its memory as bytes without a copy, and takes it again once nobody holds them: fresh memory costs more than
    reading. Where somebody still does, it takes new memory by itself.
    """
    room.seek(step - 1)
    room.write(b"\0")
    handle.seek(start)
    with room.getbuffer() as view:
        return handle.readinto(view[:step])


def in_utf8(raw: bytes, encoding: str, *, begins: bool) -> bytes:
    """Whole records in UTF-8, without a byte order mark where the file begins with them, the last one ended; raises Odd."""
    content = raw
    if not encoding.startswith("utf-8"):
        try:
            content = raw.decode(encoding).encode()
        except UnicodeError:
            raise Odd from None
    elif begins and raw.startswith(_BOM):
        content = raw[len(_BOM) :]
    if not content or content.endswith(b"\r"):
        raise Odd
    return content if content.endswith(b"\n") else content + b"\n"


def quoting(part: Part, delimiter: int) -> int:
    """How many quotation marks of a part only quote, and are no part of a cell's text; raises Odd where one stands elsewhere."""
    content, marks = part.content, part.signs.marks
    if len(marks) % 2:
        raise Odd
    if not len(marks):
        return 0
    data = np.frombuffer(content, dtype=np.uint8)
    opening, closing = marks[0::2], marks[1::2]
    inner = opening[1:] if opening[0] == 0 else opening
    behind = closing[:-1] if closing[-1] == len(data) - 1 else closing
    if (
        not _edges(delimiter, _LF, _QUOTE)[data[inner - 1]].all()
        or not _edges(delimiter, _LF, _CR, _QUOTE)[data[behind + 1]].all()
    ):
        raise Odd
    doubled = int(np.count_nonzero(opening[1:] == closing[:-1] + 1))
    return len(marks) - doubled


def _edges(*bytes_: int) -> np.ndarray:
    found = np.zeros(256, dtype=bool)
    found[list(bytes_)] = True
    return found


def returns(part: Part) -> int:
    """Carriage returns that end a record with the line feed behind them; raises Odd for one that stands alone."""
    found = part.signs.returns
    if not len(found):
        return 0
    data = np.frombuffer(part.content, dtype=np.uint8)
    if found[-1] + 1 == len(data) or (data[found + 1] != _LF).any():
        raise Odd
    return int(np.count_nonzero(np.searchsorted(part.signs.marks, found) % 2 == 0))
