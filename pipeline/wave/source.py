"""What a wave was read from: its files, and what each tells of itself. No answer, and nothing that names a person."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.clean.bind import Bound
from pipeline.clean.contacts import contact_columns
from pipeline.ingest.export import Column, Export
from pipeline.instrument.model import Instrument

_NAME_SHOWN: Final = 60
_UNUSED_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class Source:
    """One file.

    Attributes
    ----------
    path : as given. sha256, platform, variant, encoding, delimiter, header_rows, zone, notes : as of the export.
    columns : of the file. bound : how many carry something. sensitive : names of those that could point at a person and were
        dropped. unused : names of those that carry nothing of the instrument.
    before, last : physical lines before the first answer, and in all.
    """

    path: Path
    sha256: str
    platform: str
    variant: str
    encoding: str
    delimiter: str | None
    header_rows: int
    zone: str
    notes: tuple[str, ...]
    columns: tuple[Column, ...]
    bound: int
    sensitive: tuple[str, ...]
    unused: tuple[str, ...]
    before: int
    last: int


def source_of(export: Export, bound: Bound, instrument: Instrument, personal: frozenset[int]) -> Source:
    """What one export tells of itself. personal : positions of columns that could point at a person."""
    how, contacts = export.provenance, contact_columns(bound, instrument)
    carrying = {*bound.columns.values(), *(p for options in bound.options.values() for p in options.values())} - contacts
    pointing = (personal - carrying) | contacts
    return Source(
        path=how.path,
        sha256=how.sha256,
        platform=export.platform,
        variant=export.variant,
        encoding=how.encoding,
        delimiter=how.delimiter,
        header_rows=how.header_rows,
        zone=export.zone,
        notes=how.notes,
        columns=export.columns,
        bound=len(carrying),
        sensitive=tuple(export.columns[position].name[:_NAME_SHOWN] for position in sorted(pointing)),
        unused=tuple(export.columns[position].name.strip()[:_UNUSED_SHOWN] for position in bound.unused),
        before=int(export.lines[0]) - 1,
        last=how.lines,
    )


@dataclass(frozen=True, eq=False)
class Sources:
    """The files of a wave, at least one. An answer's line is counted through all of them, as if they were one file."""

    files: tuple[Source, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Of each file, its name; of files that share one, also the folder as far as they differ."""
        return file_names([file.path for file in self.files])

    @property
    def name(self) -> str:
        """All files in a few words."""
        more = len(self.files) - 1
        return f"{self.names[0]} and {more} more file{'s' if more > 1 else ''}" if more else self.names[0]

    @property
    def sha256(self) -> str:
        """Of the one file; of several that of their checksums, one a line."""
        if len(self.files) == 1:
            return self.files[0].sha256
        return hashlib.sha256("".join(f"{file.sha256}\n" for file in self.files).encode("ascii")).hexdigest()

    @property
    def shifts(self) -> NDArray[np.int64]:
        """What is added to the lines of each file."""
        steps = [first.last - second.before for first, second in zip(self.files, self.files[1:], strict=False)]
        return np.cumsum([0, *steps], dtype=np.int64)

    def placed(self, frame: pd.DataFrame, line: str = "line") -> pd.DataFrame:
        """A table with a column of lines; of several files with each line's own number in its file, and before it ``file``."""
        if len(self.files) == 1:
            return frame
        ends = self.shifts + np.array([file.last for file in self.files])
        lines = frame[line].to_numpy(dtype=np.int64)
        file = np.minimum(np.searchsorted(ends, lines), len(ends) - 1)
        own = frame.assign(**{line: lines - self.shifts[file]})
        names = pd.Categorical.from_codes(file.astype(np.int32), pd.Index(self.names, dtype="str"))
        own.insert(list(own.columns).index(line), "file", pd.Series(names))
        return own

    def as_input(self) -> dict[str, Any]:
        """What the manifest tells of them."""
        first = self.files[0]
        dropped = dict.fromkeys(name for file in self.files for name in file.sensitive)
        found: dict[str, Any] = {
            "file": self.name,
            "sha256": self.sha256,
            "platform": first.platform,
            "variant": first.variant,
            "encoding": ", ".join(dict.fromkeys(file.encoding for file in self.files)),
            "delimiter": first.delimiter,
            "header_rows": first.header_rows,
            "zone": ", ".join(dict.fromkeys(file.zone for file in self.files)),
            "columns": {"read": len(first.columns), "bound": first.bound, "sensitive_dropped": list(dropped)},
        }
        if len(self.files) > 1:
            named = zip(self.names, self.files, strict=True)
            found["files"] = [{"file": name, "sha256": file.sha256} for name, file in named]
        return found

    @property
    def notes(self) -> list[str]:
        """What a reader should hear about the reading; which file, where it is not all of them."""
        by_note: dict[str, list[str]] = {}
        for name, file in zip(self.names, self.files, strict=True):
            for note in file.notes:
                by_note.setdefault(note, []).append(name)
        return [note if len(of) == len(self.files) else f"{_few(of)}: {note}" for note, of in by_note.items()]


def file_names(paths: Sequence[Path]) -> tuple[str, ...]:
    """Names by which files are told apart: as short as that allows."""
    for parts in range(1, max(len(path.parts) for path in paths) + 1):
        names = tuple(Path(*path.parts[-parts:]).as_posix() for path in paths)
        if len(set(names)) == len(names):
            return names
    return tuple(path.name for path in paths)


def _few(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
