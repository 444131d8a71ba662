"""What a platform's module offers to the registry in ``read.py``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.ingest.export import Export
from pipeline.ingest.grid import Grid


@dataclass(frozen=True, slots=True)
class Reader:
    """One platform.

    Attributes
    ----------
    platform : its name, as it is given by hand and written to the manifest.
    header_rows : the numbers of header rows its files may have.
    find_header : the number of header rows if the grid is a file of this platform, else None.
    build : the export, from a grid and its number of header rows.
    """

    platform: str
    header_rows: tuple[int, ...]
    find_header: Callable[[Grid], int | None]
    build: Callable[[Grid, int], Export]
