"""What each respondent adds to a release, as a file of the private side. Written as it lies in memory (Arrow), so that a million
people take no longer than their bytes; earlier versions of this program wrote Parquet, which is read as before.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
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


@dataclass(frozen=True, eq=False)
class People:
    """The contributions of a wave, made or read when they are needed: of a country they are several GB.

    Attributes
    ----------
    parts : makes them part by part, in order. answers : how many rows there are. linked : whether anybody gave a code.
    """

    parts: Callable[[], Iterator[pd.DataFrame]]
    answers: int
    linked: bool = True

    @classmethod
    def of(cls, frame: pd.DataFrame) -> People:
        """Of a table that is there."""
        return cls(lambda: iter([frame]), len(frame))

    @cached_property
    def frame(self) -> pd.DataFrame:
        """All of them, in memory."""
        parts = list(self.parts())
        return parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)

    def write(self, folder: Path) -> None:
        """Write them into the private folder of a wave, part by part."""
        import pyarrow as pa

        tables = (pa.Table.from_pandas(frame, preserve_index=False) for frame in self.parts())
        first = next(tables)
        with pa.ipc.new_file(folder / PEOPLE, first.schema) as writer:
            for table in chain([first], tables):
                writer.write_table(table.replace_schema_metadata(first.schema.metadata))
