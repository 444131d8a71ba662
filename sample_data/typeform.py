"""Write a fielding as Typeform does: a hash per row first, two times in UTC and ``Network ID`` last.

A multi-select has one column per option, headed by the option's own text and holding it again; its wording is nowhere in the
file, and each list ends in a column headed ``Other``. There are no matrices: every statement is a question of its own. Only
submitted answers are in the file.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from pipeline.instrument.model import Instrument
from sample_data.fieldwork import USABLE, Fieldwork
from sample_data.qualtrics import ZONE
from sample_data.sheet import SheetColumn, Style, Texts, sheet

FIRST: Final = "#"
LAST: Final = ("Start Date (UTC)", "Submit Date (UTC)", "Network ID")
OTHER: Final = "Other"
_UTC: Final = ZoneInfo("UTC")
_WRITTEN: Final = ("A recording I can pause", 'Something "in between", with people I know')
#: What marks the statements that the sheet heads as options of a multi-select.
_OPTION: Final = "Selected Choice - "


def write(fieldwork: Fieldwork, instrument: Instrument, path: Path) -> Path:
    """Write the rows that count."""
    usable = (fieldwork.rows["kind"] == USABLE).to_numpy()
    split = tuple(question.id for question in instrument.questions if question.kind == "multiple")
    asked = sheet(fieldwork, instrument, Style(labels=True, split=split))
    statements = Counter(column.statement for column in asked)
    ids = fieldwork.sessions.response_id
    columns = [(FIRST, _hashes(ids, "response", 32))]
    for _, run in groupby(asked, key=lambda column: column.question):
        group = list(run)
        columns += [(_header(column, statements), column.cells) for column in group]
        if group[0].choice:
            columns.append((OTHER, _written(group)))
    ends = (_utc(fieldwork.sessions.start), _utc(fieldwork.sessions.end), _hashes(ids, "network", 10))
    columns += zip(LAST, ends, strict=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header for header, _ in columns)
        writer.writerows(zip(*(cells[usable] for _, cells in columns), strict=True))
    return path


def _header(column: SheetColumn, statements: Counter[str]) -> str:
    """The option, the question, or the statement; with its stem where the same statement is asked twice."""
    if column.choice:
        return column.statement.removeprefix(_OPTION)
    if statements[column.statement] > 1 and column.statement:
        return f"{column.stem} - {column.statement}"
    return column.statement or column.stem


def _hashes(ids: Texts, salt: str, length: int) -> Texts:
    """Hexadecimal names without meaning, the same for the same row."""
    return np.array([hashlib.sha256(f"{salt} {one}".encode()).hexdigest()[:length] for one in ids], dtype=object)


def _utc(moments: np.ndarray) -> Texts:
    """Times of the made-up place, on the clock of Greenwich."""
    local = moments.astype("datetime64[s]").astype(object)
    zone = ZoneInfo(ZONE)
    return np.array([f"{one.replace(tzinfo=zone).astimezone(_UTC):%Y-%m-%d %H:%M:%S}" for one in local], dtype=object)


def _written(run: Sequence[SheetColumn]) -> Texts:
    """What a few of the people who ticked something wrote into the box below."""
    ticked = np.any([column.cells != "" for column in run], axis=0)
    texts = np.full(len(ticked), "", dtype=object)
    for place, row in enumerate(np.flatnonzero(ticked)[::9]):
        texts[row] = _WRITTEN[place % len(_WRITTEN)]
    return texts
