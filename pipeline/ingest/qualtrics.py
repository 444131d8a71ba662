"""Qualtrics exports: names, wording and a third header row of ids, then one row per answer.

Forms: current (three header rows, the third JSON), 2016-17 (third row with single quotes), legacy (two rows, V1..V10),
and files whose second or third row was deleted by hand. Numeric and choice-text exports differ in their values only.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.ingest.assemble import Found, assemble, first_column
from pipeline.ingest.dates import is_date
from pipeline.ingest.export import Column, Export, Meta
from pipeline.ingest.grid import Grid
from pipeline.ingest.reader import Reader
from pipeline.ingest.texts import Texts
from pipeline.instrument.words import plain

#: Platform columns by id or name, without case and signs; the same words in all forms of the export.
_META: dict[str, Meta] = {
    "startdate": "start",
    "enddate": "end",
    "recordeddate": "recorded",
    "duration": "duration",
    "durationinseconds": "duration",
    "status": "status",
    "finished": "finished",
    "progress": "progress",
    "responseid": "response_id",
    "recordid": "response_id",
    "distributionchannel": "channel",
    "userlanguage": "language",
    **dict.fromkeys(
        (
            "responseset",
            "name",
            "emailaddress",
            "ipaddress",
            "externalreference",
            "externaldatareference",
            "recipientlastname",
            "recipientfirstname",
            "recipientemail",
            "locationlatitude",
            "locationlongitude",
            "locationaccuracy",
            "participantname",
            "participantemail",
            "participantuniqueidentifier",
        ),
        "identifier",
    ),
}
_SIGNS = re.compile(r"[\W_]+")
_LEGACY_NAME = re.compile(r"V\d{1,2}")
#: What a page records beside its questions: click times, and the respondent's browser.
_TIMING = re.compile(r"_(?:FIRST_CLICK|LAST_CLICK|PAGE_SUBMIT|CLICK_COUNT)$")
_DEVICE = re.compile(r"_(?:BROWSER|VERSION|OS|RESOLUTION)$|^Q_[A-Z]")

#: Status codes are sums: 1 preview, 2 test, 4 imported, 8 spam, 16 offline, 32 employee project.
_PREVIEW, _TEST, _SPAM = 1, 2, 8
_STATUS_WORDS = {
    "ip address": 0,
    "imported": 4,
    "offline": 16,
    "ex": 32,
    "ex offline": 48,
    "survey preview": 1,
    "preview": 1,
    "offline survey preview": 17,
    "survey test": 2,
    "test": 2,
    "spam": 8,
    "survey preview spam": 9,
    "imported spam": 12,
    "offline spam": 24,
    "ex spam": 40,
}
_DIGITS, _CODE_LIST = re.compile(r"[0-9]+"), re.compile(r"-?\d+(?:,-?\d+)*")
_PERCENT = re.compile(r"[0-9]{1,3}(?:\.[0-9]*)?")
_TRUE, _FALSE = ("true", "1", "yes"), ("false", "0", "no")


@dataclass(frozen=True, slots=True)
class _Id:
    """One cell of the third header row: the platform's id (with ``#choice``) and the zone of its dates, if named."""

    import_id: str | None
    zone: str | None


def find_header(grid: Grid) -> int | None:
    """The number of header rows of a Qualtrics export: 3, 2, or 1 where both rows below the names were deleted."""
    names, second = grid.head(0), grid.head(1)
    if _are_ids(grid.head(2)):
        return 3
    if _are_ids(second) or _is_legacy(names, second):
        return 2
    known = [name for name in names if name in ("StartDate", "EndDate", "ResponseId", "RecordedDate", "Finished", "Progress")]
    if len(known) < 4:
        return None
    moments = [cell for name, cell in zip(names, second, strict=False) if name in ("StartDate", "EndDate", "RecordedDate")]
    return 2 if any(cell and not is_date(cell) for cell in moments) else 1


def build(grid: Grid, header_rows: int, codebook: Path | None = None) -> Export:
    """The export, with each row's status from Status, DistributionChannel, Finished and Progress."""
    cells = grid.answers(header_rows)
    names = grid.head(0)
    below = [grid.head(row) for row in range(1, header_rows)]
    id_row = next((row for row in below if _are_ids(row)), None)
    ids = [_read_id(cell) for cell in id_row] if id_row else [_Id(None, None)] * len(names)
    wording = next((row for row in below if not _are_ids(row)), names)
    legacy = header_rows == 2 and _is_legacy(names, wording)
    columns = _columns(names, wording, ids, legacy)
    coded = _is_coded(columns, cells)
    states, notes = row_states(columns, cells)
    form = "legacy " if legacy else "transitional " if id_row and _is_transitional(id_row) else ""
    return assemble(
        grid,
        Found(
            platform="qualtrics",
            variant=form + ("numeric" if coded else "choice text"),
            header_rows=header_rows,
            columns=columns,
            cells=cells,
            states=states,
            notes=notes,
            coded=coded,
            zone=", ".join(sorted({cell.zone for cell in ids if cell.zone})),
            moments=("end", "recorded", "start"),
        ),
    )


def _is_transitional(row: list[str]) -> bool:
    """The third row of 2016-17: Python notation, with single quotes."""
    return any(cell.lstrip().startswith("{'") for cell in row)


def _are_ids(row: list[str]) -> bool:
    """The header row of ids, which only Qualtrics writes."""
    return sum("ImportId" in cell for cell in row) > len(row) / 2


def _is_legacy(names: list[str], second: list[str]) -> bool:
    """Two header rows, the first columns named V1, V2, … and labelled in the second row."""
    return names[:1] == ["V1"] and {"ResponseID", "ResponseSet"} <= set(second[:12])


def _read_id(cell: str) -> _Id:
    """A cell of the third row: JSON, or the Python notation of 2016-17; nothing where it is neither."""
    try:
        content = json.loads(cell)
    except ValueError:
        try:
            content = ast.literal_eval(cell[:10_000]) if cell.startswith("{") else None
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            content = None
    if not isinstance(content, dict) or not content.get("ImportId"):
        return _Id(None, None)
    choice = content.get("choiceId")
    import_id = str(content["ImportId"]) + (f"#{choice}" if choice not in (None, "") else "")
    zone = content.get("timeZone")
    return _Id(import_id, str(zone) if zone else None)


def _columns(names: list[str], wording: list[str], ids: list[_Id], legacy: bool) -> list[Column]:
    """All columns, their kind still open."""
    columns = []
    for position, (name, words, cell) in enumerate(zip(names, wording, ids, strict=True)):
        label = words if legacy and _LEGACY_NAME.fullmatch(name) else name
        choice = (cell.import_id or "").partition("#")[2]
        # The number in a column of its own only says that the choice was ticked; which one, the wording says.
        labels = {"1": plain(words).rpartition(" - ")[2]} if choice else {}
        meta = meta_of(cell.import_id or label)
        columns.append(Column(position, name, plain(words), cell.import_id, meta, "text", part=choice, labels=labels))
    return columns


def meta_of(identity: str) -> Meta | None:
    """What a column holds by its id, or by its name where it has no id."""
    if _TIMING.search(identity):
        return "duration"
    if _DEVICE.search(identity):
        return "identifier"
    return _META.get(_SIGNS.sub("", identity).casefold())


def _is_coded(columns: list[Column], cells: Sequence[Texts]) -> bool:
    """Whether the export holds codes: Finished is 1/0 and not True/False; without it, Status is a number."""
    for meta in ("finished", "status"):
        values = first_column(columns, cells, meta)
        words = [word for word in values.seen() if word] if values is not None else []
        if words:
            return all(map(_DIGITS.fullmatch, words))
    coded = given = 0
    for column in columns:
        if column.meta is None:
            for text, n in cells[column.position].counts().items():
                given += n if text else 0
                coded += n if _CODE_LIST.fullmatch(text) else 0
    return 2 * coded > given > 0


def row_states(columns: Sequence[Column], cells: Sequence[Texts]) -> tuple[dict[str, np.ndarray], list[str]]:
    """Which rows are previews, tests, spam and unfinished, and what to say about values that are not known."""
    size = len(cells[0])
    codes, notes = _codes(first_column(columns, cells, "status"), size)
    channel = first_column(columns, cells, "channel")
    preview, test = (codes & _PREVIEW) > 0, (codes & _TEST) > 0
    if channel is not None:
        preview |= channel.isin({"preview"})
        test |= channel.isin({"test"})
    partial, said = _partial(columns, cells, size)
    return {"preview": preview, "test": test, "spam": (codes & _SPAM) > 0, "partial": partial}, notes + said


def _codes(status: Texts | None, size: int) -> tuple[np.ndarray, list[str]]:
    """Status as its code, shape (rows,); words of other languages count as an ordinary answer and are counted aloud."""
    if status is None:
        return np.zeros(size, dtype=np.int64), ["no Status column: previews and tests can only be told by their channel"]
    known = {word: _code(word) for word in status.distinct}
    unknown = sum(n for word, n in status.counts().items() if word and known[word] is None)
    notes = [f"{unknown} rows have a Status that is not known: taken as ordinary answers"] if unknown else []
    return np.array([known[word] or 0 for word in status.distinct], dtype=np.int64)[status.codes], notes


def _code(word: str) -> int | None:
    """The code of a Status, in digits or in words; None where it is neither."""
    return int(word) if _DIGITS.fullmatch(word) and len(word) < 4 else _STATUS_WORDS.get(word)


def _partial(columns: Sequence[Column], cells: Sequence[Texts], size: int) -> tuple[np.ndarray, list[str]]:
    """Which rows are unfinished: Finished says so, else Progress below 100."""
    finished, progress = first_column(columns, cells, "finished"), first_column(columns, cells, "progress")
    if finished is None and progress is None:
        return np.zeros(size, dtype=bool), ["neither Finished nor Progress: every row is taken as finished"]
    below = np.zeros(size, dtype=bool) if progress is None else progress.where(_is_below)
    if finished is None:
        return below, []
    unclear = ~finished.isin({*_TRUE, *_FALSE})
    notes = [f"{unclear.sum()} rows where Finished is neither true nor false: Progress decides"] if unclear.any() else []
    return finished.isin(_FALSE) | (unclear & below), notes


def _is_below(progress: str) -> bool:
    return bool(_PERCENT.fullmatch(progress)) and float(progress) < 100


READER = Reader("qualtrics", (3, 2, 1), find_header, build)
