"""A large text table in parts that end where a record ends, each with the proof that its quotation marks part the cells."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, FileIO
from itertools import cycle

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


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """What was read together. size : its bytes; ended : whether the file has no more."""

    size: int
    ended: bool
    signs: Signs


def parts(
    handle: FileIO, encoding: str, first: int, step: int, digest: hashlib._Hash | None = None, rooms: int = 1
) -> Iterator[Part]:
    """The records of an open file, from each ``step`` bytes of it, at first from ``first``; raises Odd where one never ends.

    digest : what all bytes are hashed with. rooms : so many parts are in use at the same time; then the memory of an earlier
    one is taken again for the next.
    """
    held = cycle([BytesIO() for _ in range(rooms)])
    start, rest, more = 0, b"", first
    ended = False
    while not ended:
        room = next(held)
        read = _fill(room, rest, handle, more, digest)
        ended = read.ended
        end = read.size if ended else int(read.signs.ends[-1]) + 1 if len(read.signs.ends) else 0
        with room.getbuffer() as view:
            rest = bytes(view[end : read.size])
        if len(rest) > _LONGEST_RECORD:
            raise Odd
        if end:
            room.truncate(end)
            yield _part(start, room.getvalue(), encoding, read.signs)
            start, more = start + end, step


def _fill(room: BytesIO, rest: bytes, handle: FileIO, more: int, digest: hashlib._Hash | None) -> _Read:
    """Fill a room with the rest of the last one and so many bytes more, and find the signs.

    Each block is hashed and looked through while it is in the cache of the processor. A room hands out its memory as bytes
    without a copy, and takes it again once nobody holds them: fresh memory costs more than reading. Where somebody still does,
    it takes new memory by itself.
    """
    size, wanted = len(rest), len(rest) + more
    room.seek(wanted - 1)
    room.write(b"\0")
    with room.getbuffer() as view:
        view[:size] = rest
        found = [Places.within(np.frombuffer(view[:size], dtype=np.uint8), 0)]
        while size < wanted and (read := handle.readinto(view[size : min(size + BLOCK, wanted)])):
            block = view[size : size + read]
            if digest is not None:
                digest.update(block)
            found.append(Places.within(np.frombuffer(block, dtype=np.uint8), size))
            size += read
            del block
    return _Read(size, size < wanted, Signs.told(Places.joined(found)))


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
