"""Delimited text as a grid: one record per row, whatever its line breaks, with the line where it starts.

Quotation follows RFC 4180, strictly: a quotation mark inside a quoted cell is doubled, and a quoted cell is closed.
CRLF, LF and CR may be mixed; a line break inside quotation marks belongs to the cell and is kept as it is.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

import numpy as np

from pipeline.errors import ExportError, Problem
from pipeline.ingest.decode import Encoding, find_delimiter
from pipeline.ingest.grid import MAX_COLUMNS, Grid
from pipeline.ingest.source import Source, hashed, refuse
from pipeline.ingest.texts import Texts, encode, narrow

#: A physical line beyond this is no survey export; reading it would need memory without bound.
LINE_LIMIT = 1 << 24
SHOWN = 10
#: Characters from which the delimiter is found.
SAMPLE = 1 << 20
_CHUNK = 20_000
#: Excel's own hint in a first line, which is no part of the table.
_EXCEL_HINT = re.compile(r"sep=(.)\r?\n")


class _LineTooLong(Exception):
    pass


class _Lines:
    """The physical lines of a text file, each with its line end; remembers whether a NUL was met."""

    def __init__(self, handle: IO[str]) -> None:
        self.handle = handle
        self.nul = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.handle.readline(LINE_LIMIT)
        if not line:
            raise StopIteration
        if len(line) >= LINE_LIMIT:
            raise _LineTooLong
        if "\x00" in line:
            self.nul = True
        return line


@dataclass(slots=True)
class _Table:
    """What has been read so far: codes in pieces, so that memory stays near that of the distinct texts."""

    width: int = 0
    indexes: list[dict[str, int]] = field(default_factory=list)
    pieces: list[list[np.ndarray]] = field(default_factory=list)
    pending: list[list[str]] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ragged: list[tuple[int, int]] = field(default_factory=list)
    ragged_count: int = 0
    empty_lines: int = 0
    nul_cells: int = 0

    def add(self, record: list[str], line: int) -> None:
        self.pending.append(record)
        self.starts.append(line)
        if len(self.pending) >= _CHUNK:
            self.flush()

    def flush(self) -> None:
        if not self.indexes:
            self.indexes = [{} for _ in range(self.width)]
            self.pieces = [[] for _ in range(self.width)]
        for index, pieces, values in zip(self.indexes, self.pieces, zip(*self.pending, strict=True), strict=False):
            pieces.append(encode(values, index))
        self.pending = []

    def columns(self) -> tuple[Texts, ...]:
        self.flush()
        codes = map(np.concatenate, self.pieces)
        return tuple(Texts(narrow(c, len(index)), tuple(index)) for c, index in zip(codes, self.indexes, strict=True))


def read_text(source: Source, encoding: Encoding, delimiter: str | None = None, limit: int | None = None) -> Grid:
    """Read a delimited text file, record by record.

    encoding : as found or given; delimiter : found from the first records when None; limit : stop after so many rows.
    raises : ExportError naming the lines of rows that are wider or narrower than the header (at most 10 of them), of an
        unclosed quotation mark, of NUL characters, and for more than 10,000 columns.
    """
    with source.path.open(encoding=encoding.name, newline="") as handle:
        sample = handle.read(SAMPLE)
        body, hint = body_start(sample)
        used = delimiter or hint or find_delimiter(sample[body:])
        handle.seek(0)
        handle.read(body)
        skipped = 1 if hint else 0
        table, last_line = _read_records(source, _Lines(handle), used, skipped, limit)
    if table.ragged_count:
        raise _ragged_error(source, table, used, found=delimiter is None)
    if not table.starts:
        raise refuse(source.path, "the file holds no text at all", "export the answers again")
    notes = (*encoding.notes, *_notes(table, used))
    source = source if limit else hashed(source)
    return Grid(source, table.columns(), np.asarray(table.starts, dtype=np.int64), last_line, encoding.name, used, notes)


def body_start(sample: str) -> tuple[int, str | None]:
    """How many characters precede the table (a byte order mark, Excel's ``sep=`` line), and the delimiter that names."""
    mark = 1 if sample.startswith("\ufeff") else 0
    hint = _EXCEL_HINT.match(sample, mark)
    return (hint.end(), hint[1]) if hint else (mark, None)


def _read_records(source: Source, lines: _Lines, delimiter: str, skipped: int, limit: int | None) -> tuple[_Table, int]:
    """All records of the file, and its number of lines."""
    table = _Table()
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    previous = 0
    try:
        for record in reader:
            line, previous = previous + 1 + skipped, reader.line_num
            _take(source, table, record, line, lines)
            if limit is not None and len(table.starts) >= limit:
                break
    except csv.Error as error:
        raise _quotation_error(source, str(error), previous + 1 + skipped) from None
    except _LineTooLong:
        raise refuse(source.path, f"a line is longer than {LINE_LIMIT:,} characters: this is no table of answers") from None
    return table, reader.line_num + skipped


def _take(source: Source, table: _Table, record: list[str], line: int, lines: _Lines) -> None:
    """Put one record into the table, or remember what is wrong with it."""
    if not record:
        if table.width != 1:
            table.empty_lines += 1
            return
        record = [""]
    if lines.nul:
        lines.nul = False
        record = _without_nul(source, table, record, line)
    if not table.width:
        if len(record) > MAX_COLUMNS:
            raise refuse(source.path, f"the header has {len(record):,} columns", allowed=f"at most {MAX_COLUMNS:,}", line=line)
        table.width = len(record)
    if len(record) != table.width:
        if len(record) < table.width or any(record[table.width :]):
            table.ragged_count += 1
            if len(table.ragged) < SHOWN:
                table.ragged.append((line, len(record)))
            return
        record = record[: table.width]
    table.add(record, line)


def _without_nul(source: Source, table: _Table, record: list[str], line: int) -> list[str]:
    """A record whose cells of nothing but NULs (one platform's blanks) are blank; other NULs mean a broken file."""
    cleaned = ["" if cell and not cell.strip("\x00") else cell for cell in record]
    if any("\x00" in cell for cell in cleaned):
        raise refuse(source.path, "there are NUL characters inside the text", "the file is damaged: export it again", line)
    table.nul_cells += sum(old != new for old, new in zip(record, cleaned, strict=True))
    return cleaned


def _quotation_error(source: Source, said: str, line: int) -> ExportError:
    """What the csv module's complaint means for the person who made the file."""
    if "end of data" in said:
        what = "a quotation mark opened in the row that starts here is never closed: the file seems to be cut off"
        return refuse(source.path, what, "download or copy the export again", line)
    if "field limit" in said or "field larger" in said:
        what = f"a cell in the row that starts here has more than {csv.field_size_limit():,} characters"
        return refuse(source.path, what, "look there for a quotation mark that is never closed", line)
    what = "in the row that starts here a quoted cell does not end where its quotation mark does"
    return refuse(source.path, what, 'write a quotation mark inside a quoted cell twice (""), or give the delimiter', line)


def _ragged_error(source: Source, table: _Table, delimiter: str, found: bool) -> ExportError:
    """All rows that do not fit the header, at most ten by line, then their number."""
    where, total = source.path.name, table.ragged_count
    fix = "put cells that hold the delimiter or a line break within quotation marks"
    if found:
        fix += f"; or give the delimiter (found: {delimiter!r})"
    problems = [
        Problem(
            f"the row has {cells} cells where the header has {table.width}", f"{where}, line {line}", fix="" if total > 1 else fix
        )
        for line, cells in table.ragged
    ]
    if total > 1:
        problems.append(Problem(f"{total:,} rows in all do not fit", where, fix=fix))
    return ExportError(problems)


def _notes(table: _Table, delimiter: str) -> list[str]:
    """What to say aloud about the reading."""
    notes = []
    if table.width == 1:
        notes.append(f"only one column found with the delimiter {delimiter!r}: give another if there should be more")
    if table.empty_lines:
        notes.append(f"{table.empty_lines} empty line{'s' if table.empty_lines > 1 else ''} left out")
    if table.nul_cells:
        notes.append(f"{table.nul_cells} cells hold only NUL characters: read as blank")
    return notes
