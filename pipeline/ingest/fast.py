"""The fast path for large text tables: the same columns as the careful path, or nothing.

The file is cut into parts that end where a record ends (``parts``), and polars parts the cells, several parts at a time. That
nothing was forgiven is proved for each part: quotation marks stand where RFC 4180 has them, a row that is too wide is an error,
and the bytes of all cells, delimiters, marks and line ends add up to those of the part only if no row is too short and no byte
was lost. At anything odd the careful path reads the file instead; it is the one that names lines.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from pipeline.ingest.cells import Piece, cut_part, learned
from pipeline.ingest.coding import Layout
from pipeline.ingest.far_texts import TableFile, stamp_of
from pipeline.ingest.gathered import Gathered
from pipeline.ingest.parts import Part, parts
from pipeline.ingest.rooms import Rooms
from pipeline.ingest.signs import Odd
from pipeline.ingest.texts import Texts
from pipeline.tables.blocks import processors

#: Encodings in which a delimiter's byte is never part of another character.
ENCODINGS = frozenset({"utf-8", "utf-8-sig", "cp1252", "cp1250", "cp1251", "latin-1", "iso8859-15", "mac-roman"})
#: Bytes of a part. A record is in one part, so none is longer than the careful path allows.
STEP = 8 << 20
#: The first part is only as large as it takes to learn which columns repeat their texts.
FIRST = 4 << 20
_AT_ONCE = 2
#: Excel's own hint in a first line, which is no part of the table.
_HINT = b"sep="


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A table cut into columns: ``lines`` where each row starts, number of the last line, SHA-256 (hex) of the file."""

    lines: np.ndarray
    columns: tuple[Texts, ...]
    last_line: int
    sha256: str


def read_fast(path: Path, encoding: str, delimiter: str) -> Cut | None:
    """The table of a text file, header rows included; None where the careful path must read it."""
    if encoding not in ENCODINGS or not delimiter.isascii():
        return None
    digest = hashlib.sha256()
    heights, spans = [], []
    try:
        with path.open("rb", buffering=0) as handle:
            stamp = stamp_of(path)
            rooms = Rooms(_AT_ONCE + 1)
            found = parts(handle, encoding, FIRST, STEP, rooms, digest)
            first = next(found, None)
            if first is None or first.content[:4].lower() == _HINT:
                return None
            layout = learned(first, delimiter, stamp[0])
            gathered = Gathered(layout, _rows(first, stamp[0]))
            for piece in _pieces(chain([first], found), layout, rooms):
                gathered.add(piece)
                heights.append(piece.heights)
                spans.append(piece.span)
        if sum(spans) != stamp[0]:
            return None
        file = TableFile(path, encoding, delimiter, len(layout.codings), tuple(spans), tuple(map(len, heights)), stamp)
        columns = gathered.columns(file)
    except Odd:
        return None
    lines, last = _lines(heights)
    return Cut(lines, columns, last, digest.hexdigest())


def _rows(first: Part, size: int) -> int:
    """About how many records a file of ``size`` bytes holds; rather too many."""
    return int(1.25 * len(first.signs.ends) * size / first.span) + 1


def _pieces(found: Iterator[Part], layout: Layout, rooms: Rooms) -> Iterator[Piece]:
    """The parts cut into cells, in order. While some are cut the next is read; one by one on one processor."""

    def cut(part: Part) -> Piece:
        piece = cut_part(part, layout)
        rooms.give(part.room)
        return piece

    if processors() == 1:
        yield from map(cut, found)
        return
    with ThreadPoolExecutor(_AT_ONCE) as cutters:
        waiting: deque[Future[Piece]] = deque()
        for part in found:
            waiting.append(cutters.submit(cut, part))
            while len(waiting) > _AT_ONCE:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _lines(pieces: list[np.ndarray]) -> tuple[np.ndarray, int]:
    """The physical line where each record starts, and the number of the last line. pieces : lines of each record."""
    heights = np.concatenate(pieces)
    lines = np.empty(len(heights), dtype=np.int64)
    lines[0] = 1
    np.cumsum(heights[:-1], out=lines[1:])
    lines[1:] += 1
    return lines, int(lines[-1]) + int(heights[-1]) - 1
