"""The value every reader returns: one survey export, each cell still the text that stood in the file.

Nothing is guessed here: no missing values, no numbers, no dates inside ``cells``. What a blank, ``N/A`` or ``-99`` means is
decided later, by the instrument and item by item.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

#: What a column of the platform (not of the questionnaire) holds. ``identifier``: IP address, name, e-mail, coordinates,
#: external reference and whatever else could point at a person.
Meta = Literal[
    "start",
    "end",
    "recorded",
    "duration",
    "status",
    "finished",
    "progress",
    "response_id",
    "channel",
    "language",
    "identifier",
]

#: How a column seems to have been asked: a suggestion from its values and header, never a decision.
Kind = Literal["single", "multiple", "matrix", "scale", "number", "text", "date", "meta"]

#: What a row is. ``preview``, ``test``, ``spam`` and ``partial`` come from the platform; ``blank`` is a finished row without
#: any text in a question; everything else is ``complete``.
STATUSES = ("complete", "partial", "preview", "test", "spam", "blank")

UNKNOWN_ZONE = "zone unknown"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an export.

    Attributes
    ----------
    position : 0-based place in the file; the column's label in ``Export.cells``.
    name : the header as it stands in the file's first header row, untouched.
    text : question wording for reading and matching: no tags, entities resolved, NFKC, one kind of space.
    import_id : the platform's stable id (``QID5``, ``QID5_2``, ``QID5#3`` with a choice); None where it has none.
    meta : None for a question, else what the platform's column holds.
    kind : how it seems to have been asked (a suggestion).
    """

    position: int
    name: str
    text: str
    import_id: str | None
    meta: Meta | None
    kind: Kind


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where an export came from and how it was read.

    Attributes
    ----------
    path : the file, as it was given.
    sha256, bytes : of the file as it lies on the disk.
    encoding : of a text file; ``xlsx`` for a workbook.
    delimiter : one character; None for a workbook.
    header_rows : rows before the first answer.
    lines : physical lines in the file (rows of the sheet for a workbook).
    notes : what a person should hear about the reading, one sentence each; never an answer.
    """

    path: Path
    sha256: str
    bytes: int
    encoding: str
    delimiter: str | None
    header_rows: int
    lines: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Export:
    """One survey export as text, with what the platform says about each row.

    Attributes
    ----------
    platform, variant : whose export it is, and which of its forms.
    columns : one per column of the file, in order.
    cells : one row per row of answers (index 0..n-1), one ``str`` column per column of the file, labelled by position;
        a blank cell is the empty string.
    lines : shape (n,), the 1-based physical line where each row starts (row number in a workbook).
    status : one of ``STATUSES`` per row.
    recorded : when the answer was ended or recorded, wall time of ``zone``; NaT where unreadable.
    zone : the time zone as the file names it, else ``zone unknown``.
    provenance : file, checksum and how it was read.
    """

    platform: str
    variant: str
    columns: tuple[Column, ...]
    cells: pd.DataFrame
    lines: np.ndarray
    status: pd.Series
    recorded: pd.Series
    zone: str
    provenance: Provenance

    def positions(self, meta: Meta) -> list[int]:
        """Positions of the columns that hold one kind of platform data; empty when the file has none."""
        return [column.position for column in self.columns if column.meta == meta]

    @property
    def questions(self) -> tuple[Column, ...]:
        """The columns that are no platform metadata."""
        return tuple(column for column in self.columns if column.meta is None)
