"""Alchemer (SurveyGizmo) exports: one header row, ``Status`` says who finished.

A column that is one of several of its question is headed ``sub:Question``; multi-selects are joined with ``;`` or have a
column per option. Source: one real file of 2015 with joined multi-selects and the platform's own column names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pipeline.ingest.assemble import Found, assemble, first_column
from pipeline.ingest.export import Column, Export, Kind, Meta
from pipeline.ingest.grid import Grid
from pipeline.ingest.names import bare
from pipeline.ingest.reader import Reader
from pipeline.ingest.texts import Texts
from pipeline.instrument.words import plain

_META: dict[str, Meta] = {
    "responseid": "response_id",
    "timestarted": "start",
    "datesubmitted": "recorded",
    "status": "status",
    "language": "language",
    "responsetime": "duration",
    **dict.fromkeys(
        ("contactid", "referer", "extendedreferer", "sessionid", "useragent", "extendeduseragent", "ipaddress", "longitude",
         "latitude", "country", "city", "stateregion", "postal", "email", "legacycomments", "comments", "tags", "urlvariables"),
        "identifier",
    ),
}  # fmt: skip
_NAMED = {"timestarted", "datesubmitted", "status"}
_WRITE_IN = "write in"
#: Status -> what the row is. A disqualified person was sent away before the end.
_STATES = {"complete": "complete", "partial": "partial", "disqualified": "partial", "deleted": "spam", "test": "test"}


def find_header(grid: Grid) -> int | None:
    """One row, with the platform's own columns before the questions."""
    return 1 if {bare(name) for name in grid.head(0)[:25]} >= _NAMED else None


def build(grid: Grid, header_rows: int, codebook: Path | None = None) -> Export:
    """The export, with each row's status from ``Status``."""
    cells, names = grid.answers(header_rows), grid.head(0)
    texts = [plain(name) for name in names]
    columns, known = _columns(names, texts)
    states, notes = _states(columns, cells)
    return assemble(grid, Found("alchemer", "csv export", header_rows, columns, cells, states=states, notes=notes, known=known))


def _columns(names: Sequence[str], texts: Sequence[str]) -> tuple[list[Column], dict[int, Kind]]:
    """All columns; ``sub:Question`` is taken apart where another column is of the same question."""
    questions = Counter(ending for text in texts for ending in {text, *_endings(text)})
    columns, known = [], dict[int, Kind]()
    for position, (name, text) in enumerate(zip(names, texts, strict=True)):
        meta = _META.get(bare(name))
        question = next((ending for ending in _endings(text) if questions[ending] > 1), "")
        sub = text.removesuffix(question).removesuffix(":").strip() if question else ""
        wording = f"{question} - {sub}" if sub else text
        if _WRITE_IN in sub.casefold():
            known[position] = "text"
            question = ""
        columns.append(Column(position, name, wording, None, meta, "text", question=question, part=sub, joint=";"))
    return columns, known


def _endings(text: str) -> list[str]:
    """What stands behind each colon, the longest first."""
    parts = text.split(":")
    return [":".join(parts[start:]).strip() for start in range(1, len(parts)) if "".join(parts[start:]).strip()]


def _states(columns: Sequence[Column], cells: Sequence[Texts]) -> tuple[dict[str, np.ndarray], list[str]]:
    """Which rows are unfinished; words that are not known count as complete and are counted aloud."""
    status = first_column(columns, cells, "status")
    if status is None:
        return {}, ["no Status column: every row is taken as finished"]
    counts = status.counts()
    unknown = sum(n for word, n in counts.items() if word and word not in _STATES)
    notes = [f"{unknown} rows have a Status that is not known: taken as complete"] if unknown else []
    if sent_away := counts.get("disqualified", 0):
        notes.append(f"{sent_away} people were disqualified by the survey: counted as not finished")
    found = status.mapped(lambda word: _STATES.get(word, "complete") if word else "partial")
    return {state: found.isin({state}) for state in ("test", "spam", "partial")}, notes


READER = Reader("alchemer", (1,), find_header, build)
