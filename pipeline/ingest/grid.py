"""The raw table of a file: header rows and answers alike, as text, with the line where each row starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from pipeline.ingest.export import Provenance
from pipeline.ingest.source import Source, refuse

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
    cells : every row of the file, header rows first; integer columns from 0, dtype str, blank = "".
    lines : shape (rows,), 1-based physical line (sheet row) where each row starts.
    last_line : physical lines (sheet rows) in the file.
    encoding, delimiter, notes : as in ``Provenance``.
    variables : one per column, of a file of a statistics program; else empty.
    """

    source: Source
    cells: pd.DataFrame
    lines: np.ndarray
    last_line: int
    encoding: str
    delimiter: str | None
    notes: tuple[str, ...] = ()
    variables: tuple[Variable, ...] = ()

    def head(self, row: int) -> list[str]:
        """One of the first rows as text; empty when the file has fewer rows."""
        return self.cells.iloc[row].tolist() if row < len(self.cells) else []

    def answers(self, header_rows: int) -> pd.DataFrame:
        """The rows after the header, index 0..n-1; ExportError when there are none."""
        if len(self.cells) <= header_rows:
            fix = "check that answers were exported, and the number of header rows"
            raise refuse(self.source.path, "the file has a header but no answers", fix)
        return self.cells.iloc[header_rows:].reset_index(drop=True)

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
    filled = (grid.cells != "").to_numpy()
    rows, columns = np.flatnonzero(filled.any(axis=1)), np.flatnonzero(filled.any(axis=0))
    if len(rows) == 0:
        raise refuse(grid.source.path, "the file holds no text at all", "export the answers again")
    first, last, width = int(rows[0]), int(rows[-1]) + 1, int(columns[-1]) + 1
    left_out = (
        (first, "blank row", "at the beginning"),
        (len(grid.cells) - last, "blank row", "at the end"),
        (grid.cells.shape[1] - width, "blank column", "at the end"),
    )
    notes = tuple(f"{n} {what}{'s' if n > 1 else ''} {place} left out" for n, what, place in left_out if n)
    if not notes:
        return grid
    cells = grid.cells.iloc[first:last, :width].reset_index(drop=True)
    return replace(grid, cells=cells, lines=grid.lines[first:last], notes=(*grid.notes, *notes))
