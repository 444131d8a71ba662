"""SPSS files (.sav, .zsav): codes with variable labels, value labels and user-missing values.

A survey platform's own columns keep their names, cleaned (``Duration__in_seconds_``); where they are those of Qualtrics,
they tell the status of each row. No time zone is in the file. Source: real files, one of them written by Qualtrics.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.ingest.assemble import Found, assemble
from pipeline.ingest.export import Column, Export, Kind
from pipeline.ingest.grid import Grid
from pipeline.ingest.names import bare, meta_by_name
from pipeline.ingest.qualtrics import meta_of as qualtrics_meta
from pipeline.ingest.qualtrics import row_states
from pipeline.ingest.reader import Reader
from pipeline.instrument.words import plain

#: With three of these, the file is an export of Qualtrics.
_QUALTRICS = {"startdate", "enddate", "finished", "progress", "responseid", "recordeddate", "distributionchannel"}


def find_header(grid: Grid) -> int | None:
    """Variable names are no row of the file."""
    return 0 if grid.source.container == "spss" else None


def build(grid: Grid, header_rows: int, codebook: Path | None = None) -> Export:
    """The export; every case is complete unless the platform's own columns say otherwise."""
    return build_cases(grid, "spss")


def build_cases(grid: Grid, platform: str) -> Export:
    """The export of a file of cases, of SPSS or of Stata."""
    cells, names = grid.answers(1), grid.head(0)
    platforms_own = len({bare(name) for name in names} & _QUALTRICS) >= 3
    columns = _columns(grid, names, platforms_own)
    states, notes = row_states(columns, cells) if platforms_own else ({}, [])
    known: dict[int, Kind] = {p: "date" for p, variable in enumerate(grid.variables) if variable.kind == "date"}
    variant = "labelled" if any(variable.labels for variable in grid.variables) else "without labels"
    return assemble(
        grid,
        Found(platform, variant + (", from Qualtrics" if platforms_own else ""), 0, columns, cells, states, notes, known=known),
    )


def _columns(grid: Grid, names: Sequence[str], platforms_own: bool) -> list[Column]:
    columns = []
    for position, (name, variable) in enumerate(zip(names, grid.variables, strict=True)):
        meta = qualtrics_meta(name) if platforms_own else meta_by_name(name)
        labels = variable.labels if meta is None else {}
        columns.append(Column(position, name, plain(variable.label), name, meta, "text", labels=labels))
    return columns


READER = Reader("spss", (0,), find_header, build)
