"""A large text table in parts that end where a record ends, each with the proof that its quotation marks part the cells.

A quotation mark opens behind an edge of a cell and closes before one, and is doubled inside (RFC 4180). So whether a byte lies
inside quotation marks is told by the number of marks before it, and only the marks need to be looked at, not every byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import FileIO

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
    marks : where the quotation marks of ``content`` are; each turns inside to outside, or back.
    """

    start: int
    raw: bytes
    content: bytes
    marks: np.ndarray


def parts(handle: FileIO, size: int, encoding: str, first: int, step: int) -> Iterator[Part]:
    """The records of an open file, in parts of ``step`` bytes at most, at first of ``first``; raises Odd where one never ends."""
    start, room = 0, bytearray(max(first, step))
    while start < size:
        part = _next(handle, start, size, encoding, room, step if start else first)
        start += len(part.raw)
        yield part


def _next(handle: FileIO, start: int, size: int, encoding: str, room: bytearray, step: int) -> Part:
    """The part that begins at ``start``, where a record begins; ``room`` is where bytes are read to."""
    while True:
        if step > len(room):
            room.extend(bytes(step - len(room)))
        handle.seek(start)
        with memoryview(room) as view:
            read = handle.readinto(view[:step])
        if not read:
            raise Odd
        marks = places(room, _QUOTE, read)
        end = read if start + read >= size else _last_end(room, marks, read)
        if end:
            break
        step *= 2
        if step > _LONGEST_RECORD:
            raise Odd
    raw = bytes(memoryview(room)[:end])
    content = in_utf8(raw, encoding, begins=start == 0)
    same = content is raw
    return Part(start, raw, content, marks[: np.searchsorted(marks, end)] if same else places(content, _QUOTE))


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


def places(content: bytes | bytearray, byte: int, size: int | None = None) -> np.ndarray:
    """Where a byte stands among the first ``size``, ascending."""
    data = np.frombuffer(content, dtype=np.uint8)[:size]
    if content.find(byte, 0, len(data)) < 0:
        return _NONE
    blocks = range(0, len(data), _BLOCK)
    return np.concatenate([np.flatnonzero(data[start : start + _BLOCK] == byte) + start for start in blocks])


def count(content: bytes, byte: int) -> int:
    """How often a byte occurs."""
    data = np.frombuffer(content, dtype=np.uint8)
    return sum(int(np.count_nonzero(data[start : start + _BLOCK] == byte)) for start in range(0, len(data), _BLOCK))


def _last_end(block: bytearray, marks: np.ndarray, size: int) -> int:
    """The end of the last record that ends within the first ``size`` bytes of a block; 0 where none does."""
    end = size
    while (end := block.rfind(b"\n", 0, end)) >= 0:
        before = int(np.searchsorted(marks, end))
        if before % 2 == 0:
            return end + 1
        end = int(marks[before - 1])
    return 0


def quoting(part: Part, delimiter: int) -> int:
    """How many quotation marks of a part only quote, and are no part of a cell's text; raises Odd where one stands elsewhere."""
    content, marks = part.content, part.marks
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
    """Carriage returns that end a record with the line feed behind them; raises Odd for one that stands alone, and for a NUL."""
    content = part.content
    if b"\x00" in content:
        raise Odd
    found = places(content, _CR)
    if not len(found):
        return 0
    data = np.frombuffer(content, dtype=np.uint8)
    if found[-1] + 1 == len(data) or (data[found + 1] != _LF).any():
        raise Odd
    return int(np.count_nonzero(np.searchsorted(part.marks, found) % 2 == 0))
