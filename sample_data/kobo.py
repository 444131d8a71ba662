"""Write a fielding as KoboToolbox does: parted by semicolons, every value quoted, columns headed ``group/question``.

A multi-select has a column of all its answers and one of 1 and 0 per option, blank where nothing was ticked. Only submitted
answers are in the file. Times carry their offset, except that of submission, which is in UTC.
"""

from __future__ import annotations

import csv
import re
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Literal
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from pipeline.instrument.model import Instrument
from pipeline.questionnaire.form import VERSION, Form
from sample_data.fieldwork import USABLE, Fieldwork
from sample_data.form_sheet import form_columns, versions_of
from sample_data.qualtrics import ZONE
from sample_data.sheet import SheetColumn, Style, Texts, sheet

#: ``codes``: names of questions and of answers; ``labels``: wordings of both. Groups stand before either.
Variant = Literal["codes", "labels"]

FIRST: Final = ("start", "end")
LAST: Final = (
    "_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by", "__version__", "_tags",
    "_index",
)  # fmt: skip
_UTC: Final = ZoneInfo("UTC")
_VERSION: Final = "vFqzT7xW5nBk3mCd8sLpRa"
_NOT_A_NAME: Final = re.compile(r"\W+")


def write(fieldwork: Fieldwork, instrument: Instrument, path: Path, *, variant: Variant = "codes") -> Path:
    """Write the rows that count."""
    usable = np.flatnonzero(fieldwork.rows["kind"] == USABLE)
    asked = sheet(fieldwork, instrument, Style(labels=variant == "labels", joint=" "))
    columns = list(zip(FIRST, _clocks(fieldwork), strict=True))
    for column in asked:
        columns += _question(column, fieldwork, instrument, variant)
    return _save(path, columns, fieldwork, usable)


def write_form(form: Form, fieldwork: Fieldwork, path: Path) -> Path:
    """Write the export of a questionnaire that was made from its workbook: XML values and headers, a group per page."""
    columns = list(zip(FIRST, _clocks(fieldwork), strict=True))
    if form.versions > 1:
        columns.append((VERSION, versions_of(len(fieldwork.rows), form)))
    for page in form.pages:
        for column in form_columns(page.parts, fieldwork, Style(labels=False, joint=" ")):
            columns.append((f"{page.id}/{column.name}", column.cells))
            for option, ticked in fieldwork.chosen.get(column.name, pd.DataFrame()).items():
                columns.append((f"{page.id}/{column.name}/{option}", _marks(column, ticked)))
    return _save(path, columns, fieldwork, np.flatnonzero(fieldwork.rows["kind"] == USABLE))


def _marks(column: SheetColumn, ticked: pd.Series) -> Texts:
    """One option in a column of its own; blank where nothing was ticked."""
    return np.where(column.cells == "", "", np.where(ticked, "1", "0")).astype(object)


def _save(path: Path, columns: Sequence[tuple[str, Texts]], fieldwork: Fieldwork, usable: np.ndarray) -> Path:
    columns = [(header, cells[usable]) for header, cells in columns]
    columns += zip(LAST, _last(fieldwork, usable), strict=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
        writer.writerow(header for header, _ in columns)
        writer.writerows(zip(*(cells for _, cells in columns), strict=True))
    return path


def _question(column: SheetColumn, fieldwork: Fieldwork, instrument: Instrument, variant: Variant) -> Iterator[tuple[str, Texts]]:
    """The column of a question, and those of its options."""
    own = column.name if variant == "codes" else column.statement or column.stem
    group = _group(column, variant)
    header = f"{group}/{own}" if group else own
    named = {q.id: q.options_from for q in instrument.questions if q.options_from in ("roles", "departments")}
    if variant == "codes" and column.name in named:
        yield header, np.where(column.cells != "", fieldwork.rows[column.name], "").astype(object)
        return
    yield header, column.cells
    options = next((q.options_from for q in instrument.questions if q.id == column.name and q.kind == "multiple"), None)
    for option in getattr(instrument, options) if options else ():
        marks = _marks(column, fieldwork.chosen[column.name][option.id])
        yield f"{header}/{option.id if variant == 'codes' else option.label}", marks


def _group(column: SheetColumn, variant: Variant) -> str:
    """Statements stand in a group per matrix; with names, the other questions stand in one group too."""
    if variant == "labels":
        return column.stem if column.row else ""
    return _NOT_A_NAME.sub("_", column.question) if column.row else "about"


def _clocks(fieldwork: Fieldwork) -> list[Texts]:
    """Start and end, to the millisecond and with the offset of the place."""
    zone, sent = ZoneInfo(ZONE), fieldwork.sessions
    return [
        np.array([one.replace(tzinfo=zone).isoformat(timespec="milliseconds") for one in moments.tolist()], dtype=object)
        for moments in (sent.start.astype("datetime64[s]"), sent.end.astype("datetime64[s]"))
    ]


def _last(fieldwork: Fieldwork, usable: np.ndarray) -> list[Texts]:
    """What the server adds: numbers, a name without meaning per row, its own clock, and columns that stay blank."""
    size, zone = len(usable), ZoneInfo(ZONE)
    recorded = fieldwork.sessions.recorded[usable].astype("datetime64[s]").tolist()
    ids = fieldwork.sessions.response_id[usable]
    blank = [""] * size
    found = [
        [str(214_300_117 + 3 * int(row)) for row in usable],
        [str(uuid.uuid5(uuid.NAMESPACE_URL, str(one))) for one in ids],
        [f"{one.replace(tzinfo=zone).astimezone(_UTC):%Y-%m-%dT%H:%M:%S}" for one in recorded],
        blank,
        blank,
        ["submitted_via_web"] * size,
        blank,
        [_VERSION] * size,
        blank,
        [str(number) for number in range(1, size + 1)],
    ]
    return [np.array(cells, dtype=object) for cells in found]
