"""Write a fielding as Qualtrics does: a choice-text CSV with three header rows, UTF-8 without mark, lines end in CRLF."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from pipeline.instrument.model import Instrument
from pipeline.questionnaire.form import VERSION, Form, Matrix
from sample_data.fieldwork import DUPLICATE_PARTIAL, PARTIAL, PREVIEW, SPAM, TEST, Fieldwork
from sample_data.form_sheet import form_columns, versions_of
from sample_data.sheet import SheetColumn, Style, Texts, sheet

ZONE: Final = "America/Denver"
_NBSP: Final = "\u00a0"

#: Name, wording and id of the 17 columns that the platform adds.
META: Final = (
    ("StartDate", "Start Date", "startDate"),
    ("EndDate", "End Date", "endDate"),
    ("Status", "Response Type", "status"),
    ("IPAddress", "IP Address", "ipAddress"),
    ("Progress", "Progress", "progress"),
    ("Duration (in seconds)", "Duration (in seconds)", "duration"),
    ("Finished", "Finished", "finished"),
    ("RecordedDate", "Recorded Date", "recordedDate"),
    ("ResponseId", "Response ID", "_recordId"),
    ("RecipientLastName", "Recipient Last Name", "recipientLastName"),
    ("RecipientFirstName", "Recipient First Name", "recipientFirstName"),
    ("RecipientEmail", "Recipient Email", "recipientEmail"),
    ("ExternalReference", "External Data Reference", "externalDataReference"),
    ("LocationLatitude", "Location Latitude", "locationLatitude"),
    ("LocationLongitude", "Location Longitude", "locationLongitude"),
    ("DistributionChannel", "Distribution Channel", "distributionChannel"),
    ("UserLanguage", "User Language", "userLanguage"),
)
_WITHHELD: Final = (
    "IPAddress", "RecipientLastName", "RecipientFirstName", "RecipientEmail", "ExternalReference", "LocationLatitude",
    "LocationLongitude",
)  # fmt: skip
"""Columns that an anonymized survey does not have."""
_STATUS: Final = {PREVIEW: "Survey Preview", TEST: "Survey Test", SPAM: "Spam"}
_CHANNEL: Final = {PREVIEW: "preview", TEST: "test"}
_TEST_LATITUDE: Final = "87.003569917914"  # what Qualtrics writes into the answers it generates itself


def write(fieldwork: Fieldwork, instrument: Instrument, path: Path, *, split: tuple[str, ...] = ()) -> Path:
    """Write the export; multi-selects of ``split`` get a column per option, the others join their labels with commas."""
    columns = sheet(fieldwork, instrument, Style(labels=True, split=split))
    numbers = {question: n for n, question in enumerate(dict.fromkeys(column.question for column in columns), start=1)}
    heads = [
        [name for name, _, _ in META] + [column.name for column in columns],
        [wording for _, wording, _ in META] + [_wording(column, numbers[column.question]) for column in columns],
        [_meta_id(identity) for *_, identity in META] + [_import_id(c, numbers[c.question]) for c in columns],
    ]
    return _save(path, heads, [*_meta(fieldwork), *(column.cells for column in columns)])


def write_form(form: Form, fieldwork: Fieldwork, path: Path) -> Path:
    """Write the export of a questionnaire that was imported as text and anonymized: every statement is a question of its own,
    several choices share a cell, and the version stands behind the answers."""
    columns = list(form_columns((part for page in form.pages for part in page.parts), fieldwork, Style(labels=True)))
    numbers, kept = _numbers(form), [place for place, (name, _, _) in enumerate(META) if name not in _WITHHELD]
    drawn = [versions_of(len(fieldwork.rows), form)] if form.versions > 1 else []
    versions = [VERSION] * len(drawn)
    heads = [
        [*(META[place][0] for place in kept), *(column.name for column in columns), *versions],
        [*(META[place][1] for place in kept), *(column.statement or column.stem for column in columns), *versions],
        [_meta_id(one) for one in (*(META[place][2] for place in kept), *(_own_id(one, numbers) for one in columns), *versions)],
    ]
    meta = _meta(fieldwork)
    return _save(path, heads, [*(meta[place] for place in kept), *(column.cells for column in columns), *drawn])


def _save(path: Path, heads: Sequence[Sequence[str]], cells: Sequence[Texts]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerows(heads)
        writer.writerows(zip(*cells, strict=True))
    return path


def _numbers(form: Form) -> dict[str, int]:
    """Name -> number, given in the order of import; texts without answers have numbers too."""
    asked = ["promise"]
    for part in (part for page in form.pages for part in page.parts):
        asked += [f"{part.id}_head", *(row.name for row in part.rows)] if isinstance(part, Matrix) else [part.name]
    return {name: number for number, name in enumerate(asked, start=1)}


def _own_id(column: SheetColumn, numbers: Mapping[str, int]) -> str:
    return f"QID{numbers[column.name]}" + ("_TEXT" if column.text else "")


def _wording(column: SheetColumn, number: int) -> str:
    """The question as typed into an editor: some with tags, some with spaces that do not break."""
    stem = column.stem
    if column.row:
        stem = f"<strong>{stem}</strong><br>" if number % 2 else f"<p>{stem}&nbsp;</p>"
    elif number % 3 == 0:
        stem = f"<div>{stem.replace(' ', _NBSP, 2)}</div>"
    statement = column.statement
    if column.row and column.row % 4 == 2:
        head, _, last = statement.rpartition(" ")
        statement = f"{head}{_NBSP}{last}" if head else statement
    return f"{stem} - {statement}" if statement else stem


def _meta_id(identity: str) -> str:
    zone = {"timeZone": ZONE} if identity.endswith("Date") else {}
    return json.dumps({"ImportId": identity, **zone}, separators=(",", ":"))


def _import_id(column: SheetColumn, number: int) -> str:
    identity = f"QID{number}" + (f"_{column.row}" if column.row else "") + ("_TEXT" if column.text else "")
    choice = {"choiceId": str(column.choice)} if column.choice else {}
    return json.dumps({"ImportId": identity, **choice}, separators=(",", ":"))


def _meta(fieldwork: Fieldwork) -> list:
    """The 17 platform columns. Everything in them is made up: reserved addresses, places in the open sea, no names."""
    sent, kind = fieldwork.sessions, fieldwork.rows["kind"]
    size = len(kind)
    empty = [""] * size
    unfinished = kind.isin([PARTIAL, DUPLICATE_PARTIAL])
    test = (kind == TEST).to_numpy()
    south = [f"-{n % 97 / 1000:.3f}" for n in range(size)]
    return [
        _clock(sent.start),
        _clock(sent.end),
        [_STATUS.get(one, "IP Address") for one in kind],
        sent.address,
        sent.progress,
        sent.duration,
        ["False" if one else "True" for one in unfinished],
        _clock(sent.recorded),
        sent.response_id,
        empty,
        empty,
        empty,
        empty,
        np.where(test, _TEST_LATITUDE, south),
        np.where(test, "-40.0", "-30.0"),
        [_CHANNEL.get(one, "anonymous") for one in kind],
        ["EN"] * size,
    ]


def _clock(moments: np.ndarray) -> list[str]:
    return [str(moment).replace("T", " ") for moment in moments.astype("datetime64[s]")]
