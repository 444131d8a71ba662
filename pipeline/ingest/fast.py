"""The fast path for large text tables: the same columns as the careful path, or nothing.

The structure is proved first, on the bytes: every quotation mark opens and closes where RFC 4180 says, every record is as wide
as the header, no NUL, no bare CR, no empty line. Only then does a parser that would forgive such things cut the cells. At
anything odd the careful path reads the file instead; it is the one that names lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.ingest.texts import Texts, encode

#: Encodings in which a delimiter's byte is never part of another character.
ENCODINGS = frozenset({"utf-8", "utf-8-sig", "cp1252", "cp1250", "cp1251", "latin-1", "iso8859-15", "mac-roman"})
#: Cells near the careful path's limit are left to it.
_LONGEST_CELL = 100_000
_PIECE = 1 << 25
_BLOCK = 1 << 23
#: A byte order mark is left out by the parser itself.
_CODECS = {"utf-8": "utf8", "utf-8-sig": "utf8"}
_DELIMITER, _LF, _CR, _QUOTE, _NUL = 1, 2, 3, 4, 5
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A table cut into columns: ``lines`` where each row starts, the columns, and the number of the last line."""

    lines: np.ndarray
    columns: tuple[Texts, ...]
    last_line: int


@dataclass(slots=True)
class _State:
    """Where the scan stands between two pieces of the file."""

    inside: bool = False
    width: int = 0
    delimiters: int = 0
    newlines: int = 0
    edge: int = -1


def read_fast(path: Path, encoding: str, delimiter: str) -> Cut | None:
    """The table of a text file, header rows included; None where the careful path must read it."""
    if encoding not in ENCODINGS or not delimiter.isascii():
        return None
    lines = _lines(np.memmap(path, dtype=np.uint8, mode="r"), ord(delimiter))
    if lines is None:
        return None
    columns = _columns(path, encoding, delimiter, lines.width)
    if columns is None or len(columns[0]) != len(lines.starts):
        return None
    return Cut(lines.starts, columns, lines.last)


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """Line where each record starts, number of the last line, and how many cells every record has."""

    starts: np.ndarray
    last: int
    width: int


def _lines(data: np.ndarray, delimiter: int) -> _Lines | None:
    """The physical line where each record starts; None where the structure is not proved."""
    start = len(_BOM) if bytes(data[: len(_BOM)]) == _BOM else 0
    beginning = bytes(data[start : start + 4])
    if len(data) - start < 2 or beginning.lower() == b"sep=" or beginning.startswith(_BOM):
        return None
    classes = np.zeros(256, dtype=np.uint8)
    for byte, kind in ((delimiter, _DELIMITER), (10, _LF), (13, _CR), (34, _QUOTE), (0, _NUL)):
        classes[byte] = kind
    state, pieces = _State(edge=start - 1), [np.array([1], dtype=np.int64)]
    for offset in range(start, len(data), _PIECE):
        found = _scan(data, classes, offset, min(offset + _PIECE, len(data)), start, state)
        if found is None:
            return None
        pieces.append(found)
    starts = np.concatenate(pieces)
    if data[-1] == 10:
        starts = starts[:-1]
    elif state.delimiters != state.width - 1:
        return None
    if state.inside or state.width < 2 or len(data) - state.edge > _LONGEST_CELL:
        return None
    return _Lines(starts, state.newlines + (data[-1] != 10), state.width)


def _scan(data: np.ndarray, classes: np.ndarray, offset: int, end: int, start: int, state: _State) -> np.ndarray | None:
    """The starts of the records that follow those ending in one piece of the file; None at the first oddity."""
    kinds = classes[data[offset:end]]
    places = np.flatnonzero(kinds)
    kinds, places = kinds[places], places + offset
    quotes = kinds == _QUOTE
    after = (np.cumsum(quotes) + state.inside) & 1 == 1
    if (kinds == _NUL).any() or not _quoted_well(data, classes, places[quotes], after[quotes], start):
        return None
    returns = places[kinds == _CR]
    if len(returns) and (returns[-1] + 1 >= len(data) or (data[returns + 1] != 10).any()):
        return None
    edges = ((kinds == _DELIMITER) | (kinds == _LF)) & ~after
    gaps = np.diff(places[edges], prepend=state.edge)
    if len(gaps) and gaps.max() > _LONGEST_CELL:
        return None
    ends = (kinds == _LF) & ~after
    delimiters = np.cumsum((kinds == _DELIMITER) & ~after) + state.delimiters
    counts = np.diff(delimiters[ends], prepend=0)
    state.width = state.width or (int(counts[0]) + 1 if len(counts) else 0)
    if (counts != state.width - 1).any():
        return None
    newlines = np.cumsum(kinds == _LF) + state.newlines
    _move_on(state, after, places[edges], delimiters, counts, newlines)
    return newlines[ends] + 1


def _quoted_well(data: np.ndarray, classes: np.ndarray, quotes: np.ndarray, opens: np.ndarray, start: int) -> bool:
    """Whether marks open behind an edge (or behind a mark, doubled) and close before one."""
    opening, closing = quotes[opens], quotes[~opens]
    before = classes[data[opening[opening > start] - 1]]
    behind = classes[data[closing[closing + 1 < len(data)] + 1]]
    return bool(np.isin(before, (_DELIMITER, _LF, _QUOTE)).all() and np.isin(behind, (_DELIMITER, _LF, _CR, _QUOTE)).all())


def _move_on(
    state: _State, after: np.ndarray, edges: np.ndarray, delimiters: np.ndarray, counts: np.ndarray, newlines: np.ndarray
) -> None:
    """Carry what the next piece needs to know."""
    if len(after):
        state.inside = bool(after[-1])
        state.delimiters = int(delimiters[-1]) - int(counts.sum())
        state.newlines = int(newlines[-1])
    if len(edges):
        state.edge = int(edges[-1])


def _columns(path: Path, encoding: str, delimiter: str, width: int) -> tuple[Texts, ...] | None:
    """The cells of a table whose structure is proved; None where the parser does not agree."""
    import pyarrow as pa

    indexes: list[dict[str, int]] = [{} for _ in range(width)]
    pieces: list[list[np.ndarray]] = [[] for _ in range(width)]
    try:
        for batch in _batches(path, encoding, delimiter, width):
            for index, codes, column in zip(indexes, pieces, batch.columns, strict=True):
                places = encode(column.dictionary.to_pylist(), index)
                codes.append(places[column.indices.to_numpy(zero_copy_only=False)])
    except pa.ArrowException:
        return None
    return tuple(Texts(np.concatenate(codes), tuple(index)) for index, codes in zip(indexes, pieces, strict=True))


def _batches(path: Path, encoding: str, delimiter: str, width: int) -> Iterator[Any]:
    """The rows in batches, every column as codes into its distinct texts."""
    import pyarrow as pa
    import pyarrow.csv as arrow

    names = [str(position) for position in range(width)]
    kind = pa.dictionary(pa.int32(), pa.string())
    with arrow.open_csv(
        path,
        read_options=arrow.ReadOptions(column_names=names, block_size=_BLOCK, encoding=_CODECS.get(encoding, encoding)),
        parse_options=arrow.ParseOptions(delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False),
        convert_options=arrow.ConvertOptions(column_types=dict.fromkeys(names, kind), strings_can_be_null=False, null_values=[]),
    ) as reader:
        yield from reader
