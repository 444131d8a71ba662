"""A Parquet file as a grid: every value as the text a CSV of it would hold; nested and binary columns are refused.

Read in batches, each column by its distinct values, because a small file may repeat one long text a million times.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.ingest.grid import MAX_COLUMNS, Grid
from pipeline.ingest.sheet import cell_text
from pipeline.ingest.source import Source, refuse
from pipeline.ingest.texts import Texts, encode

MAX_ROWS, MAX_CELLS = 2_000_000, 80_000_000
MAX_TEXT = 256 * 1024**2
_BATCH = 65_536
_AGAIN = "write it again, or give the answers as CSV"


def read_parquet(source: Source, limit: int | None = None) -> Grid:
    """All rows; ``lines`` are row numbers from 1, the header (column names) is line 0.

    raises : ExportError for a damaged file, nested or binary columns, and more rows, columns, cells or text than memory holds.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(source.path) as file:
            names = _checked_names(source, file)
            texts = [name for name, kind in zip(names, file.schema_arrow.types, strict=True) if pa.types.is_string(kind)]
        with pq.ParquetFile(source.path, read_dictionary=texts) as file:
            columns, rows = _columns(source, file, names, limit)
    except (pa.ArrowException, OSError, ValueError, UnicodeError, OverflowError):
        raise refuse(source.path, "this Parquet file is damaged or cut off", _AGAIN) from None
    return Grid(source, columns, np.arange(rows + 1, dtype=np.int64), rows, "parquet", None)


def _checked_names(source: Source, file: Any) -> list[str]:
    """The names of the columns, if they may be read; by what the footer declares."""
    import pyarrow as pa

    schema, rows = file.schema_arrow, file.metadata.num_rows
    width = len(schema.names)
    if width > MAX_COLUMNS or not 0 <= rows <= MAX_ROWS or rows * width > MAX_CELLS:
        what = f"the file declares {rows:,} rows × {width:,} columns"
        allowed = f"at most {MAX_ROWS:,} rows, {MAX_COLUMNS:,} columns and {MAX_CELLS:,} cells"
        raise refuse(source.path, what, "give a part of it", allowed=allowed)
    if not width:
        raise refuse(source.path, "the file holds no columns", "write the answers again")
    for field in schema:
        if pa.types.is_nested(field.type):
            raise refuse(source.path, f"a column holds lists or tables: {field.name}", "write one value per cell")
        if pa.types.is_binary(field.type) or pa.types.is_large_binary(field.type) or pa.types.is_fixed_size_binary(field.type):
            raise refuse(source.path, f"a column holds bytes and not text: {field.name}", "write it as text")
    return [str(name) for name in schema.names]


def _columns(source: Source, file: Any, names: list[str], limit: int | None) -> tuple[tuple[Texts, ...], int]:
    """The columns with their header on top, and the number of rows."""
    indexes: list[dict[str, int]] = [{name: 0, "": 1} if name else {"": 0} for name in names]
    pieces: list[list[np.ndarray]] = [[np.zeros(1, dtype=np.int32)] for _ in names]
    rows = length = 0
    for batch in file.iter_batches(batch_size=min(_BATCH, limit or _BATCH)):
        for index, codes, column in zip(indexes, pieces, batch.columns, strict=True):
            before = len(index)
            codes.append(_codes(column, index))
            length += sum(map(len, list(index)[before:]))
        if length > MAX_TEXT:
            raise refuse(source.path, "the texts of this file unfold to an absurd size", "give a part of it")
        rows += batch.num_rows
        if limit is not None and rows >= limit:
            break
    return tuple(Texts(np.concatenate(codes), tuple(index)) for index, codes in zip(indexes, pieces, strict=True)), rows


def _codes(column: Any, index: dict[str, int]) -> np.ndarray:
    """The codes of one batch of a column; missing values are blank."""
    import pyarrow as pa

    if pa.types.is_null(column.type):
        return np.full(len(column), index[""], dtype=np.int32)
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    distinct = ["" if value is None else cell_text(value) for value in coded.dictionary.to_pylist()]
    places = np.append(encode(distinct, index), index[""]).astype(np.int32)
    return places[coded.indices.fill_null(len(distinct)).to_numpy(zero_copy_only=False)]
