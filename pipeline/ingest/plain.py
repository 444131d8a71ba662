"""A plain table: one header row, then one row per answer, as CSV, TSV or a workbook.

Takes whatever no platform's reader recognizes. It knows nothing of previews or unfinished answers; it sets the columns
apart that are obviously not questions, by their names in the table below.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from pipeline.ingest.dates import read_dates
from pipeline.ingest.export import UNKNOWN_ZONE, Column, Export, Meta
from pipeline.ingest.grid import Grid
from pipeline.ingest.kinds import with_kinds
from pipeline.ingest.reader import Reader
from pipeline.instrument.words import plain

#: Headers, without case, spaces and signs, that form tools give to what they record beside the answers.
_META: dict[Meta, tuple[str, ...]] = {
    "start": ("starttime", "startdate", "timestarted", "startedat", "datestarted", "startdateutc"),
    "end": ("endtime", "enddate", "completiontime", "timecompleted", "completedat", "finishedat"),
    "recorded": (
        "timestamp",
        "submitted",
        "submittedat",
        "submittime",
        "submitdate",
        "submitdateutc",
        "datesubmitted",
        "submissiondate",
        "submissiontime",
        "recordeddate",
        "lastmodifiedtime",
    ),
    "duration": ("durationinseconds", "durationseconds", "timetaken", "interviewtime"),
    "response_id": ("id", "responseid", "respondentid", "submissionid", "recordid", "responsenumber", "submissionuuid"),
    "channel": ("distributionchannel", "collectorid"),
    "language": ("userlanguage", "startlanguage", "responselanguage"),
    "identifier": (
        "name",
        "fullname",
        "yourname",
        "firstname",
        "lastname",
        "surname",
        "username",
        "userid",
        "email",
        "emailaddress",
        "youremail",
        "mail",
        "phone",
        "phonenumber",
        "telephone",
        "mobile",
        "mobilenumber",
        "ip",
        "ipaddr",
        "ipaddress",
        "networkid",
        "latitude",
        "longitude",
        "locationlatitude",
        "locationlongitude",
        "useragent",
        "browser",
        "device",
        "refurl",
        "referrer",
        "token",
        "seed",
        "employeeid",
        "employeenumber",
        "staffid",
        "staffnumber",
        "customdata",
        "externalreference",
    ),
}
_BY_NAME: dict[str, Meta] = {name: meta for meta, names in _META.items() for name in names}
#: Headers of columns in which a platform may say how far an answer got.
_STATES = ("status", "finished", "progress", "completed", "complete", "responsestatus")
_SIGNS = re.compile(r"[\W_]+")


def find_header(grid: Grid) -> int | None:
    """Any table is a plain table."""
    return 1


def build(grid: Grid, header_rows: int) -> Export:
    """The export of a plain table. Names are those of the first header row; wording is that of all header rows, joined."""
    cells = grid.answers(header_rows)
    heads = list(zip(*(grid.head(row) for row in range(header_rows)), strict=True))
    bare = [
        Column(position, head[0], plain(" - ".join(filter(None, dict.fromkeys(head)))), None, _meta(head[0]), "text")
        for position, head in enumerate(heads)
    ]
    columns = with_kinds(bare, cells)
    dated = [column.position for meta in ("recorded", "end", "start") for column in columns if column.meta == meta]
    dates = read_dates([cells[position] for position in dated])
    recorded = first_known(dates.columns, cells.index)
    zone = ", ".join(dates.zones) or UNKNOWN_ZONE
    status = pd.Series("complete", index=cells.index, dtype="str").mask(blank_rows(columns, cells), "blank")
    provenance = grid.provenance(header_rows, (*dates.notes, *_notes(columns, cells)))
    variant = "workbook" if grid.delimiter is None else "delimited text"
    return Export("plain", variant, columns, cells, grid.lines[header_rows:], status, recorded, zone, provenance)


def _notes(columns: tuple[Column, ...], cells: pd.DataFrame) -> list[str]:
    """Signs that the table is less plain than it was taken for."""
    notes = []
    if nameless := sum(column.name.strip() == "" for column in columns):
        notes.append(f"{nameless} columns have no header: a second header row may have been read as an answer")
    for column in columns:
        if _SIGNS.sub("", column.name).casefold() in _STATES:
            notes.append(f"the column '{column.name}' may tell unfinished answers; a plain table does not interpret it")
    return notes


def blank_rows(columns: tuple[Column, ...], cells: pd.DataFrame) -> pd.Series:
    """Per row: no text in any column that is a question."""
    undecided = np.arange(len(cells))
    for column in columns:
        if column.meta is None and len(undecided):
            undecided = undecided[(cells[column.position].iloc[undecided].str.strip() == "").to_numpy()]
    return pd.Series(np.isin(np.arange(len(cells)), undecided), index=cells.index)


def first_known(columns: tuple[pd.Series, ...], index: pd.Index) -> pd.Series:
    """Per row the first of several moments that is known; NaT where none is."""
    known = pd.Series(pd.NaT, index=index, dtype="datetime64[us]")
    for column in columns:
        known = known.fillna(column)
    return known


def _meta(name: str) -> Meta | None:
    return _BY_NAME.get(_SIGNS.sub("", plain(name)).casefold())


READER = Reader("plain", (1, 2, 3), find_header, build)
