"""A Parquet file as a grid: every value as the text a CSV of it would hold, nested columns refused."""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.ingest.grid import MAX_COLUMNS, Grid
from pipeline.ingest.sheet import cell_text
from pipeline.ingest.source import Source, refuse
from pipeline.ingest.texts import Texts

MAX_CELLS = 50_000_000
MAX_UNPACKED = 2 * 1024**3


def read_parquet(source: Source, limit: int | None = None) -> Grid:
    """All rows; ``lines`` are row numbers from 1, the header (column names) is line 0.

    raises : ExportError for a damaged file, nested columns, more than 10,000 columns or 50 million cells.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    damaged = refuse(source.path, "this Parquet file is damaged or cut off", "write it again, or give the answers as CSV")
    try:
        with pq.ParquetFile(source.path) as file:
            _require_bounds(source, file)
            nested = [field.name for field in file.schema_arrow if pa.types.is_nested(field.type)]
            if nested:
                what = f"{len(nested)} columns hold lists or tables: {', '.join(map(str, nested[:5]))}"
                raise refuse(source.path, what, "write one value per cell")
            table = file.read()
            names = [str(name) for name in table.column_names]
            rows = table.num_rows
            columns = [_texts(column if limit is None else column.slice(0, limit)) for column in table.columns]
    except (pa.ArrowException, OSError, ValueError, UnicodeError, OverflowError):
        raise damaged from None
    if not names:
        raise refuse(source.path, "the file holds no columns", "write the answers again")
    texts = tuple(Texts.of([name, *column]) for name, column in zip(names, columns, strict=True))
    return Grid(source, texts, np.arange(len(texts[0]), dtype=np.int64), rows, "parquet", None)


def _require_bounds(source: Source, file: Any) -> None:
    """Refuse a file that would unfold beyond memory, by what its footer declares."""
    about = file.metadata
    rows, columns = about.num_rows, file.schema_arrow.names
    unpacked = sum(about.row_group(group).total_byte_size for group in range(about.num_row_groups))
    if len(columns) > MAX_COLUMNS or rows * max(len(columns), 1) > MAX_CELLS or unpacked > MAX_UNPACKED or rows < 0:
        what = f"the file declares {rows:,} rows × {len(columns):,} columns"
        raise refuse(source.path, what, "give a part of it", allowed=f"at most {MAX_CELLS:,} cells, {MAX_COLUMNS:,} columns")


def _texts(column: Any) -> list[str]:
    return ["" if value is None else cell_text(value) for value in column.to_pylist()]
