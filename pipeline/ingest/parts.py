"""A large text table in parts that end where a record ends, each with the proof that its quotation marks part the cells."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, FileIO

import numpy as np

from pipeline.ingest.rooms import Rooms
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
    room : begins with the same text in UTF-8, without a byte order mark, and the last record with a line end, too: polars would
        forgive a delimiter too much in one without. size : bytes of these records; what stands behind them is of no meaning.
    signs : what stands in these records.
    """

    start: int
    span: int
    room: BytesIO
    size: int
    signs: Signs

    @property
    def content(self) -> bytes:
        """All that stands in the room, not copied; to be let go before the room is used again."""
        return self.room.getvalue()

    @property
    def data(self) -> np.ndarray:
        """The bytes of the records; to be let go as well."""
        return np.frombuffer(self.content, dtype=np.uint8)[: self.size]


def parts(
    handle: FileIO, encoding: str, first: int, step: int, rooms: Rooms, digest: hashlib._Hash | None = None
) -> Iterator[Part]:
    """The records of an open file, so many as end in each ``step`` bytes of it, at first in ``first``; raises Odd where one
    never ends.

    rooms : what they are read into; whoever has looked at a part gives its room back. digest : what all bytes are hashed with.
    """
    start, rest, size, ended = 0, b"", first, False
    while not ended:
        room = rooms.take(size)
        with room.getbuffer() as view:
            # Behind the rest of the record that the last part did not end.
            view[: len(rest)] = rest
            found = _fill(view, len(rest), handle, digest)
            ended = found.size < size
            end = found.size if ended else int(found.signs.ends[-1]) + 1 if len(found.signs.ends) else 0
            rest = bytes(view[end : found.size])
        if len(rest) > _LONGEST_RECORD:
            raise Odd
        if end:
            yield _part(start, room, end, encoding, found.signs)
            start += end
        else:
            rooms.give(room)
        size = max(step, 2 * len(rest))


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


def _part(start: int, room: BytesIO, span: int, encoding: str, signs: Signs) -> Part:
    """The part of the first bytes of a room; in a room of its own where it is no UTF-8, or does not fill the room."""
    with room.getbuffer() as view:
        marked = start == 0 and view[: len(_BOM)] == _BOM
        if encoding.startswith("utf-8") and not marked and view[span - 1] == LF and 2 * span > len(view):
            return Part(start, span, room, span, signs.until(span))
        content = in_utf8(bytes(view[:span]), encoding, begins=start == 0)
    return Part(start, span, BytesIO(content), len(content), Signs.of(content))


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
    marks = part.signs.marks
    if len(marks) % 2:
        raise Odd
    if not len(marks):
        return 0
    data = part.data
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
    data = part.data
    if found[-1] + 1 == len(data) or (data[found + 1] != LF).any():
        raise Odd
    return int(np.count_nonzero(np.searchsorted(part.signs.marks, found) % 2 == 0))
