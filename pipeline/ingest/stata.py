"""Stata files (.dta): codes with variable labels, value labels and missing values from ``.`` to ``.z``.

Source: the format as Stata 8 to 15 write it; no export of a survey platform in this format was seen.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.ingest.export import Export
from pipeline.ingest.grid import Grid
from pipeline.ingest.reader import Reader
from pipeline.ingest.spss import build_cases


def find_header(grid: Grid) -> int | None:
    """Variable names are no row of the file."""
    return 0 if grid.source.container == "stata" else None


def build(grid: Grid, header_rows: int, codebook: Path | None = None) -> Export:
    """The export; every case is complete."""
    return build_cases(grid, "stata")


READER = Reader("stata", (0,), find_header, build)
