"""The value every reader returns: one survey export, each cell still the text that stood in the file.

Nothing is guessed here: no missing values, no numbers, no dates inside ``cells``. What a blank, ``N/A`` or ``-99`` means is
decided later, by the instrument and item by item.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from pipeline.ingest.texts import Texts, frame
from pipeline.instrument.words import plain

#: What a column of the platform (not of the questionnaire) holds. ``identifier``: IP address, name, e-mail, coordinates,
#: external reference and whatever else could point at a person. ``platform``: anything else that the tool itself records.
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
    "platform",
]

#: How a column seems to have been asked: a suggestion from its values and header, never a decision.
Kind = Literal["single", "multiple", "matrix", "scale", "number", "text", "date", "meta"]

#: What a row is. ``preview``, ``test``, ``spam`` and ``partial`` come from the platform; ``repeat`` is a row of a form that one
#: person may fill in many times, beside their answer; ``blank`` is a row without any answer; everything else is ``complete``.
STATUSES = ("complete", "partial", "preview", "test", "spam", "blank", "repeat")

UNKNOWN_ZONE = "zone unknown"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an export.

    Attributes
    ----------
    position : 0-based place among the columns of the export.
    name : the header as it stands in the file's first header row, untouched.
    text : question wording for reading and matching: no tags, entities resolved, NFKC, one kind of space; of a row of a
        matrix and of an option with a column of its own, ``stem - row``.
    import_id : the platform's stable id (``QID5``, ``QID5_2``, ``QID5#3`` with a choice); None where it has none.
    meta : None for a question, else what the platform's column holds.
    kind : how it seems to have been asked (a suggestion).
    question : id of the question; columns that share it are one question.
    part : id of the row or option, where the platform has one.
    labels : what the codes in the column mean, where the file or its codebook says so.
    joint : what parts the answers of a multi-select in one cell, where the platform fixes it; "" where options may hold it.
    """

    position: int
    name: str
    text: str
    import_id: str | None
    meta: Meta | None
    kind: Kind
    question: str = ""
    part: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    joint: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked once: a single choice, a multi-select with all its options, a matrix with all its rows, a text.

    Attributes
    ----------
    id : the platform's where it has one, else the header. text : what the wordings of all its columns begin with.
    kind : a suggestion. columns : in the order of the file; at least one.
    """

    id: str
    text: str
    kind: Kind
    columns: tuple[Column, ...]


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
    texts : the answers, one per column, in order; a blank cell is the empty string.
    lines : shape (n,), the 1-based physical line where each row starts (row number in a workbook).
    status : one of ``STATUSES`` per row, categorical, index 0..n-1.
    recorded : datetime64, index 0..n-1: when the answer was ended or recorded, wall time of ``zone``; NaT where unreadable.
    zone : the time zone as the file names it, else ``zone unknown``.
    provenance : file, checksum and how it was read.
    finished : boolean, shape (n,): the platform itself says that the answer was finished, even a blank one; false
        everywhere where it says nothing about that.
    """

    platform: str
    variant: str
    columns: tuple[Column, ...]
    texts: tuple[Texts, ...]
    lines: np.ndarray
    status: pd.Series
    recorded: pd.Series
    zone: str
    provenance: Provenance
    finished: np.ndarray

    def positions(self, meta: Meta) -> list[int]:
        """Positions of the columns that hold one kind of platform data; empty when the file has none."""
        return [column.position for column in self.columns if column.meta == meta]

    @property
    def asked(self) -> tuple[Column, ...]:
        """The columns that are no platform metadata."""
        return tuple(column for column in self.columns if column.meta is None)

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions in the order of the file; neighbouring columns of one question are taken together."""
        runs = (tuple(run) for _, run in groupby(self.asked, key=lambda column: column.question or column.position))
        return tuple(_question(run) for run in runs)

    @property
    def cells(self) -> pd.DataFrame:
        """All answers as a table of text, one row per respondent, labelled by position; made anew at each call."""
        return frame(self.texts)

    def text(self, position: int) -> pd.Series:
        """One column as it stands in the file."""
        return self.texts[position].series()

    def worded(self, position: int) -> Texts:
        """One column with labels in place of codes, where the file or its codebook has them."""
        labels = self.columns[position].labels
        return self.texts[position].mapped(lambda text: labels.get(text.strip(), text)) if labels else self.texts[position]

    def answers(self, question: Question) -> dict[str, int]:
        """How often each answer was given, most frequent first; blanks left out, joined answers parted where that is certain."""
        counts: dict[str, int] = {}
        joint = question.columns[0].joint if question.kind == "multiple" else ""
        for column in question.columns:
            for text, n in self.texts[column.position].counts().items():
                for part in text.split(joint) if joint else (text,):
                    if word := plain(column.labels.get(part.strip(), part)):
                        counts[word] = counts.get(word, 0) + n
        return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _question(columns: tuple[Column, ...]) -> Question:
    """The question of neighbouring columns. One that mixes kinds (options and a text beside) has that of its first columns."""
    first = columns[0]
    if len(columns) == 1:
        return Question(first.import_id or first.question or first.name, first.text, first.kind, columns)
    return Question(first.question, shared_text([column.text for column in columns]), first.kind, columns)


def shared_text(texts: list[str]) -> str:
    """What the texts of several columns begin with, without the signs that part it from the rest."""
    shared = texts[0]
    for text in texts[1:]:
        while not text.startswith(shared):
            shared = shared[:-1]
    if shared in texts:
        return shared or texts[0]
    # A stem ends at a sign, not in the middle of the words that the rows happen to begin with.
    marks = [shared.rfind(mark) for mark in (" - ", " [", "_", "[")]
    return (shared[: max(marks)] if max(marks) > 0 else shared).rstrip(" -[_") or texts[0]
