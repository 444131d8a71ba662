"""The door for survey exports: which platform wrote the file, then its reader.

A new platform is one module with a ``READER`` and one line in ``READERS``.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import Problem, UsageError
from pipeline.ingest import (
    alchemer,
    googleforms,
    kobo,
    limesurvey,
    msforms,
    plain,
    qualtrics,
    redcap,
    spss,
    stata,
    surveymonkey,
    typeform,
)
from pipeline.ingest.decode import checked_delimiter, checked_encoding
from pipeline.ingest.export import Export
from pipeline.ingest.grid import Grid, trimmed
from pipeline.ingest.parquet import read_parquet
from pipeline.ingest.reader import Reader
from pipeline.ingest.sheet import read_workbook
from pipeline.ingest.source import open_source, refuse
from pipeline.ingest.statistics_file import read_statistics_file
from pipeline.ingest.table import read_table

#: Asked in this order; files of statistics programs by their content, the plain table last, because it recognizes everything.
READERS: tuple[Reader, ...] = (
    spss.READER,
    stata.READER,
    qualtrics.READER,
    redcap.READER,
    limesurvey.READER,
    kobo.READER,
    surveymonkey.READER,
    alchemer.READER,
    typeform.READER,
    googleforms.READER,
    msforms.READER,
    plain.READER,
)

_FIRST_ROWS = 50


@dataclass(frozen=True, slots=True)
class Detection:
    """What a file seems to be: platform, encoding, delimiter (None for a workbook), number of header rows."""

    platform: str
    encoding: str
    delimiter: str | None
    header_rows: int


def read_export(
    path: str | os.PathLike[str],
    *,
    platform: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_rows: int | None = None,
    codebook: str | os.PathLike[str] | None = None,
) -> Export:
    """Read a survey export as text. Whatever is not given is detected, and reported in ``provenance``.

    platform : name of a reader; encoding : a Python name of one of ``decode.ENCODINGS``; delimiter : one character or its
    name (``tab``); header_rows : rows before the first answer; codebook : the platform's own, such as a data dictionary
    (found beside the export where it has its usual name).
    raises : UsageError for a value that is not allowed, ExportError for a file that cannot be read.
    """
    reader = _named(platform)
    grid = _grid(path, encoding, delimiter)
    reader, rows = _choose(grid, reader, header_rows)
    if codebook is not None and not reader.codebook:
        taken = "; ".join(f"{one.platform}: {one.codebook}" for one in READERS if one.codebook)
        raise UsageError(Problem(f"a {reader.platform} export has no codebook", "codebook", taken))
    return reader.build(grid, rows, None if codebook is None else Path(codebook))


def read_head(
    path: str | os.PathLike[str],
    *,
    platform: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_rows: int | None = None,
    codebook: str | os.PathLike[str] | None = None,
) -> Export:
    """The first rows of an export, for its columns; arguments and errors as of ``read_export``."""
    reader = _named(platform)
    grid = _grid(path, encoding, delimiter, _FIRST_ROWS)
    reader, rows = _choose(grid, reader, header_rows)
    return reader.build(grid, rows, None if codebook is None else Path(codebook))


def detect(path: str | os.PathLike[str], *, encoding: str | None = None, delimiter: str | None = None) -> Detection:
    """What a file seems to be, from its first rows. Raises as ``read_export``."""
    grid = _grid(path, encoding, delimiter, _FIRST_ROWS)
    reader, rows = _choose(grid, None, None)
    return Detection(reader.platform, grid.encoding, grid.delimiter, rows)


def _grid(path: str | os.PathLike[str], encoding: str | None, delimiter: str | None, limit: int | None = None) -> Grid:
    """The raw table of a text file or workbook, without blank rows and columns around it."""
    encoding = None if encoding is None else checked_encoding(encoding)
    delimiter = None if delimiter is None else checked_delimiter(delimiter)
    source = open_source(path, hash_text=False)
    if source.container == "text":
        return trimmed(read_table(source, encoding, delimiter, limit))
    for name, value in (("encoding", encoding), ("delimiter", delimiter)):
        if value is not None:
            raise UsageError(Problem(f"this kind of file has no {name}", source.path.name, fix=f"leave the {name} out"))
    if source.container in ("spss", "stata"):
        return read_statistics_file(source, limit)
    return trimmed(read_parquet(source, limit) if source.container == "parquet" else read_workbook(source, limit))


def _named(platform: str | None) -> Reader | None:
    """The reader of a platform given by hand."""
    if platform is None:
        return None
    for reader in READERS:
        if reader.platform == platform.strip().lower():
            return reader
    allowed = ", ".join(reader.platform for reader in READERS)
    raise UsageError(Problem(f"'{platform}' is not a platform that is read here", "platform", allowed))


def _choose(grid: Grid, reader: Reader | None, header_rows: int | None) -> tuple[Reader, int]:
    """The reader that recognizes the grid (or the one given), and the number of header rows (or the one given)."""
    found = None
    for candidate in READERS if reader is None else (reader,):
        found = candidate.find_header(grid)
        if found is not None or reader is not None:
            reader = candidate
            break
    assert reader is not None, "the plain reader recognizes every table"
    if header_rows is None:
        if found is None:
            what = f"this does not look like an export of {reader.platform}"
            raise refuse(grid.source.path, what, "leave the platform out, or give the number of header rows too")
        return reader, found
    if header_rows not in reader.header_rows:
        allowed = ", ".join(map(str, sorted(reader.header_rows)))
        raise UsageError(Problem(f"{header_rows} header rows do not occur in {reader.platform} files", "header_rows", allowed))
    return reader, header_rows
