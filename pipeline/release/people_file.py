"""What each respondent adds to a release, as a file of the private side. Written as it lies in memory (Arrow), so that a million
people take no longer than their bytes; earlier versions of this program wrote Parquet, which is read as before.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

import pandas as pd

PEOPLE: Final = "people.arrow"
_BEFORE: Final = "people.parquet"


def people_path(folder: Path) -> Path:
    """Where the contributions of a wave are; where they would be written if there are none."""
    before = folder / _BEFORE
    return before if before.is_file() and not (folder / PEOPLE).is_file() else folder / PEOPLE


def read_people(path: Path) -> pd.DataFrame:
    """Contributions as they were written; raises OSError or ValueError where the file is missing or damaged."""
    return pd.read_parquet(path) if path.suffix == Path(_BEFORE).suffix else pd.read_feather(path)


def people_bytes(frame: pd.DataFrame, path: Path) -> bytes:
    """The content of a file of this name."""
    buffer = io.BytesIO()
    if path.suffix == Path(_BEFORE).suffix:
        frame.to_parquet(buffer, index=False, compression="zstd")
    else:
        frame.reset_index(drop=True).to_feather(buffer, compression="uncompressed")
    return buffer.getvalue()


def write_people(frame: pd.DataFrame, folder: Path) -> None:
    """Write the contributions of a wave."""
    frame.reset_index(drop=True).to_feather(folder / PEOPLE, compression="uncompressed")
