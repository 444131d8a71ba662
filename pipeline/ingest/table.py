"""A text file as a grid: a large table by the fast path, whatever that declines by the careful one. Both give the same grid."""

from __future__ import annotations

from dataclasses import replace

from pipeline.ingest.decode import Encoding, find_delimiter, find_encoding, likely_encoding
from pipeline.ingest.fast import read_fast
from pipeline.ingest.grid import Grid
from pipeline.ingest.records import SAMPLE, body_start, read_text
from pipeline.ingest.source import Source

#: Bytes from which the fast path pays: below, the careful path is done before the fast one is loaded.
FAST_FROM = 1 << 22


def read_table(source: Source, encoding: str | None = None, delimiter: str | None = None, limit: int | None = None) -> Grid:
    """Read a delimited text file. encoding, delimiter : found when None; limit : stop after so many rows.

    raises : ExportError as ``find_encoding`` and ``read_text``.
    """
    if limit is not None or source.bytes < FAST_FROM:
        return read_text(source, find_encoding(source.path, encoding), delimiter, limit)
    # The fast path itself proves that every byte is of the encoding: no pass over the file is needed before it.
    likely = likely_encoding(source.path, encoding)
    if (grid := read_quickly(source, likely, delimiter)) is not None:
        return grid
    found = find_encoding(source.path, encoding)
    if found != likely and (grid := read_quickly(source, found, delimiter)) is not None:
        return grid
    return read_text(source, found, delimiter)


def read_quickly(source: Source, encoding: Encoding, delimiter: str | None = None) -> Grid | None:
    """The table by the fast path; None where it declines."""
    try:
        with source.path.open(encoding=encoding.name, newline="") as handle:
            sample = handle.read(SAMPLE)
    except UnicodeError:
        return None
    body, hint = body_start(sample)
    if hint is not None:
        return None
    used = delimiter or find_delimiter(sample[body:])
    cut = read_fast(source.path, encoding.name, used)
    if cut is None:
        return None
    known = replace(source, sha256=cut.sha256)
    return Grid(known, cut.columns, cut.lines, cut.last_line, encoding.name, used, encoding.notes)
