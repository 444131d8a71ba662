"""The cells of one part of a large text table, cut by polars, with the proof that it cut what stands there.

polars itself refuses a row that is too wide and bytes that are no UTF-8. It forgives rows that are too short, and could lose
blank lines: so the bytes of all cells, delimiters, quotation marks and line ends are added up, and must be those of the part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.ingest.coding import Layout, Words
from pipeline.ingest.far_texts import Kept
from pipeline.ingest.grid import MAX_COLUMNS
from pipeline.ingest.moment_texts import Moments
from pipeline.ingest.parts import Odd, Part, count, places, quoting, returns

if TYPE_CHECKING:
    import polars as pl

#: Cells near the careful path's limit are left to it.
_LONGEST_CELL = 100_000
_LONGEST_HEADER = 1 << 20
_LF = 10
#: Parts that begin before this byte keep the texts even of columns that are left in the file: readers look at the first rows.
_BEGINNING = 8 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """One part, cut: each column as codes, as an Arrow array of text or as what is kept of it; lines of each record; bytes."""

    columns: tuple[Any, ...]
    heights: np.ndarray
    span: int


def learned(first: Part, delimiter: str, size: int) -> Layout:
    """How the parts of a file of ``size`` bytes are cut, learned from the first; raises Odd."""
    width = _width(first, ord(delimiter))
    return Layout.learned(_read(first, delimiter, [None] * width), delimiter, size / len(first.raw))


def _width(first: Part, delimiter: int) -> int:
    """How many cells the first record has."""
    beginning = first.content[:_LONGEST_HEADER]
    ends, found = (_outside(first, places(beginning, byte)) for byte in (_LF, delimiter))
    width = int(np.searchsorted(found, ends[0]) if len(ends) else len(found)) + 1
    if not 2 <= width <= MAX_COLUMNS:
        raise Odd
    return width


def _outside(part: Part, found: np.ndarray) -> np.ndarray:
    """Those of some places that are not inside quotation marks."""
    return found[np.searchsorted(part.marks, found) % 2 == 0]


def _table(part: Part, layout: Layout) -> pl.DataFrame:
    """The cells of a part, columns of few texts as codes; raises Odd where polars finds a fault."""
    closed = [coding is not None and coding.closed for coding in layout.codings]
    kinds = [coding.words.dtype if coding and coding.closed else None for coding in layout.codings]
    try:
        return _read(part, layout.delimiter, kinds)
    except Odd:
        if not any(closed):
            raise
    # Most likely a text that is new in its column: from here on it has a code.
    table = _read(part, layout.delimiter, [None] * len(kinds))
    for column, coding in zip(table, layout.codings, strict=True):
        if coding is not None and coding.closed:
            coding.learn(column)
    return table


def _read(part: Part, delimiter: str, kinds: Sequence[Any]) -> pl.DataFrame:
    """The cells of a part by the type of each column, None for text; raises Odd where polars finds a fault."""
    import polars as pl

    schema = {str(place): kind or pl.String() for place, kind in enumerate(kinds)}
    try:
        return pl.read_csv(part.content, has_header=False, separator=delimiter, schema=schema, empty_string_is_null=False)
    except pl.exceptions.PolarsError:
        raise Odd from None


def cut_part(part: Part, layout: Layout) -> Piece:
    """One part, cut and proved; raises Odd."""
    marks, line_ends = quoting(part, ord(layout.delimiter)), returns(part)
    table = _table(part, layout)
    numbers = _numbers(table, layout)
    columns: list[Any] = []
    sizes: list[int] = []
    for column, coding in zip(table, layout.codings, strict=True):
        if coding is not None:
            columns.append(numbers[column.name].to_numpy())
            sizes.append(_bytes_of(columns[-1], coding.words))
        else:
            sizes.append(_bytes_in(column))
            columns.append(_kept(column, layout, whole=part.start < _BEGINNING))
    # A cell ends in a delimiter or a line feed, so that there are as many of them as cells.
    if sum(sizes) + len(sizes) * len(table) + marks + line_ends != len(part.content):
        raise Odd
    return Piece(tuple(columns), _heights(part, table, columns, sizes, layout), len(part.raw))


def _numbers(table: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """The codes of all columns that have some, in one piece each."""
    import polars as pl

    alike: dict[int, list[str]] = {}
    texts = []
    for column, coding in zip(table, layout.codings, strict=True):
        if coding is not None:
            alike.setdefault(coding.blank, []).append(column.name)
            if column.dtype == pl.String:
                texts.append(coding.coded(column))
    # One expression for many columns: to plan one for each takes longer than the work.
    return table.with_columns(texts).select(pl.col(alike[code]).to_physical().fill_null(code) for code in alike).rechunk()


def _bytes_of(codes: np.ndarray, words: Words) -> int:
    """Bytes of all cells of a column of codes."""
    if words.longest > _LONGEST_CELL:
        raise Odd
    times = np.bincount(codes)
    return int(times @ words.lengths[: len(times)])


def _bytes_in(column: pl.Series) -> int:
    """Bytes of all cells of a column of text."""
    lengths = column.str.len_bytes().to_numpy()
    if lengths.max() > _LONGEST_CELL:
        raise Odd
    return int(lengths.sum())


def _kept(column: pl.Series, layout: Layout, *, whole: bool) -> Any:
    """A column of text as it is kept: itself, or where it is left in the file what is known of it."""
    import polars as pl

    texts = column.to_arrow(compat_level=pl.CompatLevel.oldest())
    place = int(column.name)
    if place in layout.moments:
        return Moments.of(texts)
    return Kept.of(texts, whole=whole) if place in layout.far else texts


def _heights(part: Part, table: pl.DataFrame, columns: list[Any], sizes: list[int], layout: Layout) -> np.ndarray:
    """Physical lines of each record; raises Odd where the line feeds inside the cells are not those of the part."""
    inside = count(part.content, _LF) - len(table)
    heights = np.ones(len(table), dtype=np.int32)
    # Columns of long text first: it is there that people break lines.
    for place in sorted(range(len(columns)), key=lambda place: (layout.codings[place] is not None, -sizes[place])):
        if inside == 0:
            break
        coding = layout.codings[place]
        if coding is None:
            breaks = table[str(place)].str.count_matches("\n", literal=True).to_numpy()
        elif coding.words.breaks.any():
            breaks = coding.words.breaks[columns[place]]
        else:
            continue
        heights += breaks.astype(np.int32)
        inside -= int(breaks.sum())
    if inside:
        raise Odd
    return heights
