"""What an export is, for a person (or a program) that sees it for the first time.

Counts and questions only. Answers are listed for closed questions with few answers; never for free text, metadata, or
columns whose header or values could point at a person.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any

import pandas as pd

from pipeline.ingest.export import STATUSES, Column, Export
from pipeline.ingest.kinds import CLOSED, stem

MOST_ANSWERS = 12
_LONGEST_ANSWER = 120
_PERSONAL_HEADER = re.compile(
    r"\b(?:(?:sur|first|last|full|user|nick)?name|e-?mails?|phone|telephone|mobile|contact|address|signature|birth|"
    r"initials|badge|staff (?:id|number)|employee (?:id|number)|respondent)\b",
    re.IGNORECASE,
)
_PERSONAL_VALUE = re.compile(r"[^@\s]+@[^@\s]+\.\w+|https?://|\d[\d\s()./-]{5,}\d|\b\d{1,3}(?:\.\d{1,3}){3}\b|^R_\w{10,}$")


def describe(export: Export) -> dict[str, Any]:
    """A summary that can be written as JSON.

    returns : platform, variant, encoding, delimiter, header_rows; respondents (all rows of answers) and how many of them
        are complete, partial, preview, test, spam, blank; questions, each with id, name, text, kind, columns (names),
        positions and answers ({text: count}, None where they are not listed); warnings (sentences).
    """
    counts = export.status.value_counts()
    return {
        "platform": export.platform,
        "variant": export.variant,
        "encoding": export.provenance.encoding,
        "delimiter": export.provenance.delimiter,
        "header_rows": export.provenance.header_rows,
        "respondents": len(export.cells),
        **{status: int(counts.get(status, 0)) for status in STATUSES},
        "questions": [_question(export, columns) for columns in _families(export.questions)],
        "warnings": _warnings(export),
    }


def _families(columns: tuple[Column, ...]) -> list[list[Column]]:
    """The columns by question: neighbours of one stem are one question where they are rows or options of it."""

    def key(column: Column) -> tuple[str, object]:
        together = column.kind in ("matrix", "multiple") and stem(column)
        return column.kind, together or column.position

    return [list(run) for _, run in groupby(columns, key=key)]


def _question(export: Export, columns: list[Column]) -> dict[str, Any]:
    """One question, of one or more columns."""
    first = columns[0]
    together = len(columns) > 1
    names = [column.name for column in columns]
    return {
        "id": (stem(first) if together else first.import_id) or first.import_id or first.name,
        "name": _shared(names) if together else first.name,
        "text": _shared([column.text for column in columns]) if together else first.text,
        "kind": first.kind,
        "columns": names,
        "positions": [column.position for column in columns],
        "answers": _answers(export, columns),
    }


def _shared(texts: list[str]) -> str:
    """What the texts of several columns begin with, without the signs that part it from the rest."""
    shared = texts[0]
    for text in texts[1:]:
        while not text.startswith(shared):
            shared = shared[:-1]
    if shared in texts:
        return shared or texts[0]
    # A stem ends at a sign, not in the middle of the words that the rows happen to begin with.
    marks = [shared.rfind(mark) for mark in (" - ", " [", "_")]
    return (shared[: max(marks)] if max(marks) > 0 else shared).rstrip(" -[_") or texts[0]


def _answers(export: Export, columns: list[Column]) -> dict[str, int] | None:
    """How often each answer of a closed question was given, blanks left out; None where answers are not to be listed."""
    if columns[0].kind not in CLOSED or any(_PERSONAL_HEADER.search(f"{c.name} {c.text}".replace("_", " ")) for c in columns):
        return None
    given = pd.concat([export.cells[column.position] for column in columns]).str.strip()
    if columns[0].kind == "multiple" and (mark := _separator(given)):
        given = given.str.split(mark).explode().str.strip()
    counts = given[given != ""].value_counts()
    if len(counts) > MOST_ANSWERS or any(len(text) > _LONGEST_ANSWER or _PERSONAL_VALUE.search(text) for text in counts.index):
        return None
    if len(counts) >= 5 and int(counts.max()) == 1:
        return None
    return {str(text): int(count) for text, count in sorted(counts.items(), key=lambda pair: (-int(pair[1]), str(pair[0])))}


def _separator(given: pd.Series) -> str | None:
    """What parts the choices joined in a cell; None where commas may as well belong to the labels."""
    if given.str.contains(";", regex=False).any():
        return ";"
    return "," if given[given != ""].str.fullmatch(r"-?\d+(?:, ?-?\d+)*").all() else None


def _warnings(export: Export) -> list[str]:
    """What a person should know before using the export: how it was read, repeated headers, hidden identifiers."""
    warnings = list(export.provenance.notes)
    names = pd.Series([column.name for column in export.questions if column.name], dtype="str")
    if repeated := sorted(set(names[names.duplicated()])):
        warnings.append(f"{len(repeated)} headers occur more than once: {', '.join(repeated[:5])}")
    for column in export.questions:
        values = export.cells[column.position]
        at = values[values.str.contains("@", regex=False)]
        if bool(at.str.contains(r"[^@\s]+@[^@\s]+\.\w").any()):
            warnings.append(f"column {column.position + 1} '{column.name[:60]}' holds what looks like e-mail addresses")
    return warnings
