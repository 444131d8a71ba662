"""What a platform's module offers to the registry in ``read.py``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

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
    build : the export, from a grid, its number of header rows and a codebook given by hand (else None).
    codebook : what a codebook is for this platform; empty where it has none.
    """

    platform: str
    header_rows: tuple[int, ...]
    find_header: Callable[[Grid], int | None]
    build: Callable[[Grid, int, Path | None], Export]
    codebook: str = ""
