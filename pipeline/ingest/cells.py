"""The cells of one part of a large text table, cut by polars, with what proves that it cut what stands there.

polars itself refuses a row that is too wide and bytes that are no UTF-8. It forgives rows that are too short, and could lose
blank lines: so there must be as many rows as records end in the part, and the bytes of all cells, delimiters, quotation marks
and line ends are added up, and must be those of the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.ingest.coding import Layout
from pipeline.ingest.far_texts import Kept
from pipeline.ingest.grid import MAX_COLUMNS
from pipeline.ingest.moment_texts import Moments
from pipeline.ingest.parts import Part, quoting, returns
from pipeline.ingest.signs import Odd

if TYPE_CHECKING:
    import polars as pl

_LONGEST_HEADER = 1 << 20
#: Parts that begin before this byte keep the texts even of columns that are left in the file: readers look at the first rows.
_BEGINNING = 8 << 20


#: Cells near the careful path's limit are left to it.
LONGEST_CELL = 100_000


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """One part, cut.

    Attributes
    ----------
    columns : each column as codes, as an Arrow array of text or as what is kept of it. heights : lines of each record.
    span : bytes of the part in the file. coded : bytes that the cells of the columns of codes must have in all.
    """

    columns: tuple[Any, ...]
    heights: np.ndarray
    span: int
    coded: int


def learned(first: Part, delimiter: str, size: int) -> Layout:
    """How the parts of a file of ``size`` bytes are cut, learned from the first; raises Odd."""
    import polars as pl

    schema = {str(place): pl.String() for place in range(_width(first, ord(delimiter)))}
    return Layout.learned(_table(first, delimiter, schema), delimiter, size / first.span)


def _width(first: Part, delimiter: int) -> int:
    """How many cells the first record has."""
    ends = first.signs.ends
    if not len(ends) or ends[0] > _LONGEST_HEADER:
        raise Odd
    header = first.data[: ends[0]]
    found = np.flatnonzero(header == delimiter)
    width = int(np.count_nonzero(np.searchsorted(first.signs.marks, found) % 2 == 0)) + 1
    if not 2 <= width <= MAX_COLUMNS:
        raise Odd
    return width


def _table(part: Part, delimiter: str, schema: Mapping[str, Any]) -> pl.DataFrame:
    """The cells of a part by the type of each column; raises Odd where polars finds a fault."""
    import polars as pl

    how: dict[str, Any] = {"has_header": False, "separator": delimiter, "empty_string_is_null": False}
    _blank_behind(part, delimiter, len(schema))
    try:
        return pl.read_csv(part.content, schema=schema, n_rows=len(part.signs.ends), **how)
    except pl.exceptions.PolarsError:
        raise Odd from None


def _blank_behind(part: Part, delimiter: str, width: int) -> None:
    """Fill a part's room with blank rows behind its records: polars may look at a few more of them than it is asked for."""
    with part.room.getbuffer() as view:
        behind = len(view) - part.size
        row = (delimiter * (width - 1) + "\n").encode()
        view[part.size :] = b"\n" * (behind % len(row)) + row * (behind // len(row))


def _coded_table(part: Part, layout: Layout) -> pl.DataFrame:
    """The cells of a part, columns of few texts as codes; raises Odd where polars finds a fault."""
    # Other parts may open columns meanwhile, so that only this schema tells which of them were closed.
    schema, all_open = layout.schema(), layout.schema(all_open=True)
    try:
        return _table(part, layout.delimiter, schema)
    except Odd:
        if schema == all_open:
            raise
    # Most likely a text that is new in its column.
    table = _table(part, layout.delimiter, all_open)
    for column, coding in zip(table, layout.codings, strict=True):
        if coding is not None:
            coding.look(column)
    return table


def cut_part(part: Part, layout: Layout) -> Piece:
    """One part, cut; raises Odd."""
    marks, line_ends = quoting(part, ord(layout.delimiter)), returns(part)
    table = _coded_table(part, layout)
    if len(table) != len(part.signs.ends):
        raise Odd
    codes = _codes(table, layout)
    columns: list[Any] = []
    # A cell ends in a delimiter or a line feed, so that there are as many of them as cells.
    other = len(layout.codings) * len(table) + marks + line_ends
    for column, coding in zip(table, layout.codings, strict=True):
        if coding is not None:
            columns.append(codes[column.name].to_numpy())
        else:
            texts = column.rechunk()
            views = _views(texts)
            other += _bytes_in(views)
            columns.append(_kept(texts, views, layout, whole=part.start < _BEGINNING))
    return Piece(tuple(columns), part.signs.heights, part.span, part.size - other)


def _codes(table: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """The codes of all columns that have some, in one piece each."""
    import polars as pl

    alike: dict[int, list[str]] = {}
    for column, coding in zip(table, layout.codings, strict=True):
        if coding is not None:
            alike.setdefault(coding.blank, []).append(column.name)
    # One expression for many columns: to plan one for each takes longer than the work.
    coded = table.select(name for names in alike.values() for name in names).rechunk()
    return coded.select(pl.col(alike[code]).to_physical().fill_null(code) for code in alike)


def _views(column: pl.Series) -> np.ndarray:
    """How Arrow keeps texts in view, shape (rows, 4): of each its length in bytes, its first four bytes, and where it is.

    column : in one piece.
    """
    import polars as pl

    found = column.to_arrow(compat_level=pl.CompatLevel.newest())
    return np.frombuffer(found.buffers()[1], dtype="<u4").reshape(-1, 4)[found.offset : found.offset + len(found)]


def _bytes_in(views: np.ndarray) -> int:
    """Bytes of all cells of a column of text."""
    lengths = views[:, 0]
    if lengths.max() > LONGEST_CELL:
        raise Odd
    return int(lengths.sum(dtype=np.int64))


def _kept(column: pl.Series, views: np.ndarray, layout: Layout, *, whole: bool) -> Any:
    """A column of text as it is kept: itself, or where it is left in the file what is known of it."""
    import polars as pl

    place = int(column.name)
    if place in layout.far:
        return Kept.of(column, views, whole=whole)
    texts = column.to_arrow(compat_level=pl.CompatLevel.oldest())
    return Moments.of(texts) if place in layout.moments else texts
