"""Write a fielding as Alchemer does: one header row, every value quoted, ``Status`` says who finished.

A statement of a matrix is headed ``statement:question``, the box to write in ``Other - Write In:question``; multi-selects are
joined with semicolons. Unfinished rows are in the file, marked ``Partial``.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

import numpy as np

from pipeline.instrument.model import Instrument
from sample_data.fieldwork import PARTIAL, USABLE, Fieldwork
from sample_data.sheet import SheetColumn, Style, Texts, sheet

META: Final = ("Time Started", "Date Submitted", "Status")
_NBSP: Final = "\u00a0"
_WRITE_IN: Final = "Other - Write In"
_WRITTEN: Final = ("A recording I can pause", 'Something "in between"; with people I know')


def write(fieldwork: Fieldwork, instrument: Instrument, path: Path) -> Path:
    """Write the rows that count and the unfinished ones."""
    kinds = fieldwork.rows["kind"]
    rows = np.flatnonzero(kinds.isin([USABLE, PARTIAL]))
    multiple = {question.id for question in instrument.questions if question.kind == "multiple"}
    headers, cells = list(META), _meta(fieldwork)
    for place, column in enumerate(sheet(fieldwork, instrument, Style(labels=True, joint=";"))):
        stem = _stem(column, place)
        headers.append(f"{column.statement}:{stem}" if column.statement else stem)
        cells.append(column.cells)
        if column.question in multiple:
            headers.append(f"{_WRITE_IN}:{stem}")
            cells.append(_written(column.cells))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow(headers)
        writer.writerows(zip(*(column[rows] for column in cells), strict=True))
    return path


def _meta(fieldwork: Fieldwork) -> list[Texts]:
    """Both times on the clock of the account, and whether the last page was sent."""
    sent = fieldwork.sessions
    status = np.where(fieldwork.rows["kind"] == PARTIAL, "Partial", "Complete").astype(object)
    return [_clock(sent.start), _clock(sent.end), status]


def _clock(moments: np.ndarray) -> Texts:
    return np.array([str(moment).replace("T", " ") for moment in moments.astype("datetime64[s]")], dtype=object)


def _stem(column: SheetColumn, place: int) -> str:
    """The question as typed into an editor: the same for all rows of a matrix, with spaces that do not break."""
    return column.stem.replace(" ", _NBSP, 1) if column.row or place % 3 == 0 else f"{column.stem} {_NBSP}"


def _written(cells: Texts) -> Texts:
    """What a few of the people who ticked something wrote into the box below."""
    texts = np.full(len(cells), "", dtype=object)
    for place, row in enumerate(np.flatnonzero(cells != "")[::9]):
        texts[row] = _WRITTEN[place % len(_WRITTEN)]
    return texts
