"""A large text table in parts that end where a record ends, each with the proof that its quotation marks part the cells."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import FileIO

import numpy as np

from pipeline.ingest.signs import BLOCK, CR, LF, QUOTE, Odd, Places, Signs

#: A record beyond this is left to the careful path.
_LONGEST_RECORD = 1 << 24
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Whole records of a text table, in UTF-8.

    Attributes
    ----------
    start : where it begins in the file. span : its bytes there.
    content : the same text in UTF-8, without a byte order mark, and the last record with a line end, too: polars would forgive
        a delimiter too much in one without.
    signs : what stands in ``content``.
    """

    start: int
    span: int
    content: bytes
    signs: Signs


def parts(handle: FileIO, encoding: str, first: int, step: int, digest: hashlib._Hash | None = None) -> Iterator[Part]:
    """The records of an open file, from each ``step`` bytes of it, at first from ``first``; raises Odd where one never ends.

    digest : what all bytes are hashed with.
    """
    room = bytearray(max(first, step))
    start = rest = 0
    more, ended = first, False
    while not ended:
        # Behind the rest of the record that the last part did not end.
        if rest + more > len(room):
            room.extend(bytes(rest + more - len(room)))
        with memoryview(room) as view:
            found = _fill(view[: rest + more], rest, handle, digest)
            ended = found.size < rest + more
            end = found.size if ended else int(found.signs.ends[-1]) + 1 if len(found.signs.ends) else 0
            raw = bytes(view[:end])
            rest = found.size - end
            view[:rest] = view[end : found.size]
        if rest > _LONGEST_RECORD:
            raise Odd
        if raw:
            yield _part(start, raw, encoding, found.signs)
            start, more = start + end, step
        del raw


@dataclass(frozen=True, slots=True, eq=False)
class _Filled:
    """So many bytes are read, with these signs among them."""

    size: int
    signs: Signs


def _fill(room: memoryview, rest: int, handle: FileIO, digest: hashlib._Hash | None) -> _Filled:
    """Fill a room that already holds a rest from a file, and find the signs.

    Each block is hashed and looked through while it is in the cache of the processor.
    """
    size = rest
    found = [Places.within(np.frombuffer(room[:rest], dtype=np.uint8), 0)]
    while size < len(room) and (read := handle.readinto(room[size : size + BLOCK])):
        block = room[size : size + read]
        if digest is not None:
            digest.update(block)
        found.append(Places.within(np.frombuffer(block, dtype=np.uint8), size))
        size += read
    return _Filled(size, Signs.told(Places.joined(found)))


def _part(start: int, raw: bytes, encoding: str, signs: Signs) -> Part:
    """The part of these bytes."""
    content = in_utf8(raw, encoding, begins=start == 0)
    return Part(start, len(raw), content, signs.until(len(raw)) if content is raw else Signs.of(content))


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
    if not _edges(delimiter, LF, QUOTE)[data[inner - 1]].all() or not _edges(delimiter, LF, CR, QUOTE)[data[behind + 1]].all():
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
    if found[-1] + 1 == len(data) or (data[found + 1] != LF).any():
        raise Odd
    return int(np.count_nonzero(np.searchsorted(part.signs.marks, found) % 2 == 0))
