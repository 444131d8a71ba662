"""A plain table: one to three header rows, then one row per answer, as CSV, TSV, a workbook (.xlsx, .ods) or Parquet.

Takes whatever no platform's reader recognizes. It knows nothing of previews or unfinished answers; it sets the columns
apart that are obviously not questions, by their names in ``names.py``. Source: the formats themselves (RFC 4180 for text).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.ingest.assemble import Found, assemble
from pipeline.ingest.export import Column, Export
from pipeline.ingest.grid import Grid
from pipeline.ingest.names import bare, meta_by_name
from pipeline.ingest.reader import Reader
from pipeline.ingest.source import refuse
from pipeline.instrument.words import plain

#: Headers of columns in which a platform may say how far an answer got.
_STATES = ("status", "finished", "progress", "completed", "complete", "responsestatus")
_VARIANTS = {"xlsx": "workbook", "ods": "workbook", "parquet": "parquet", "text": "delimited text"}


def find_header(grid: Grid) -> int | None:
    """Any table is a plain table."""
    return 1


def build(grid: Grid, header_rows: int, codebook: Path | None = None) -> Export:
    """The export of a plain table. Names are those of the first header row; wording is that of all header rows, joined."""
    cells = grid.answers(header_rows)
    _require_different(grid)
    heads = list(zip(*(grid.head(row) for row in range(header_rows)), strict=True))
    columns = [
        Column(position, head[0], plain(" - ".join(filter(None, dict.fromkeys(head)))), None, meta_by_name(head[0]), "text")
        for position, head in enumerate(heads)
    ]
    variant = _VARIANTS.get(grid.source.container, "delimited text")
    return assemble(grid, Found("plain", variant, header_rows, columns, cells, notes=_notes(columns)))


def _require_different(grid: Grid) -> None:
    """Refuse headers that occur twice: a plain table has nothing else to tell its columns by."""
    places: dict[str, list[int]] = {}
    for position, name in enumerate(grid.head(0), start=1):
        if name.strip():
            places.setdefault(plain(name), []).append(position)
    repeated = {name: columns for name, columns in places.items() if len(columns) > 1}
    if repeated:
        shown = "; ".join(
            f"'{name[:40]}' (columns {', '.join(map(str, columns[:4]))})" for name, columns in list(repeated.items())[:5]
        )
        what = f"{len(repeated)} of its headers stand more than once: {shown}"
        raise refuse(grid.source.path, what, "give every column a header of its own", line=int(grid.lines[0]))


def _notes(columns: Sequence[Column]) -> list[str]:
    """Signs that the table is less plain than it was taken for."""
    notes = []
    if nameless := sum(column.name.strip() == "" for column in columns):
        notes.append(f"{nameless} columns have no header: a second header row may have been read as an answer")
    for column in columns:
        if bare(column.name) in _STATES:
            notes.append(f"the column '{column.name}' may tell unfinished answers; a plain table does not interpret it")
    return notes


READER = Reader("plain", (1, 2, 3), find_header, build)
