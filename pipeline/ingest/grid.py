"""The raw table of a file: header rows and answers alike, as text, with the line where each row starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from pipeline.ingest.export import Provenance
from pipeline.ingest.source import Source, refuse
from pipeline.ingest.texts import Texts, frame

MAX_COLUMNS = 5_000


@dataclass(frozen=True, slots=True)
class Variable:
    """What a file says about one of its columns: wording, code -> label, and ``date`` where it is one."""

    label: str
    labels: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """A rectangle of text.

    Attributes
    ----------
    source : the file.
    columns : every column of the file, header rows first; blank = "".
    lines : shape (rows,), 1-based physical line (sheet row) where each row starts.
    last_line : physical lines (sheet rows) in the file.
    encoding, delimiter, notes : as in ``Provenance``.
    variables : one per column, of a file of a statistics program; else empty.
    """

    source: Source
    columns: tuple[Texts, ...]
    lines: np.ndarray
    last_line: int
    encoding: str
    delimiter: str | None
    notes: tuple[str, ...] = ()
    variables: tuple[Variable, ...] = ()

    @property
    def cells(self) -> pd.DataFrame:
        """All rows as a table of text, labelled by position; made anew at each call."""
        return frame(self.columns)

    def head(self, row: int) -> list[str]:
        """One of the first rows as text; empty when the file has fewer rows."""
        return [column.row(row) for column in self.columns] if row < len(self.lines) else []

    def answers(self, header_rows: int) -> list[Texts]:
        """The columns without the header; ExportError when no row is left."""
        if len(self.lines) <= header_rows:
            fix = "check that answers were exported, and the number of header rows"
            raise refuse(self.source.path, "the file has a header but no answers", fix)
        return [column.rows(slice(header_rows, None)) for column in self.columns]

    def provenance(self, header_rows: int, notes: tuple[str, ...]) -> Provenance:
        """How the file was read, with what the platform's reader adds to say."""
        source, said = self.source, (*self.notes, *notes)
        return Provenance(
            source.path, source.sha256, source.bytes, self.encoding, self.delimiter, header_rows, self.last_line, said
        )


def trimmed(grid: Grid) -> Grid:
    """The grid without wholly blank rows at its start and end and wholly blank columns at its end; says how many.

    Blank rows between answers stay: they are rows somebody sent.
    raises : ExportError when nothing is left.
    """
    size, width = len(grid.lines), len(grid.columns)
    while width and not grid.columns[width - 1].given.any():
        width -= 1
    if width == 0:
        raise refuse(grid.source.path, "the file holds no text at all", "export the answers again")
    first, last = _ends(grid)
    left_out = (
        (first, "blank row", "at the beginning"),
        (size - last, "blank row", "at the end"),
        (len(grid.columns) - width, "blank column", "at the end"),
    )
    notes = tuple(f"{n} {what}{'s' if n > 1 else ''} {place} left out" for n, what, place in left_out if n)
    if not notes:
        return grid
    kept = tuple(column.rows(slice(first, last)) for column in grid.columns[:width])
    return replace(grid, columns=kept, lines=grid.lines[first:last], notes=(*grid.notes, *notes))


def _ends(grid: Grid) -> tuple[int, int]:
    """The first row that holds anything at all, and the end of the last; some row does."""
    last = len(grid.lines) - 1
    if all(any(column.row(row) for column in grid.columns) for row in (0, last)):
        return 0, last + 1
    rows = np.flatnonzero(np.logical_or.reduce([column.given for column in grid.columns]))
    return int(rows[0]), int(rows[-1]) + 1
