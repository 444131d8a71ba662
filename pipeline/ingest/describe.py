"""What an export is, for a person (or a program) that sees it for the first time.

Counts and questions only. Answers are listed for closed questions with few answers; never for free text, metadata, or
columns whose header or values could point at a person.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from pipeline.ingest.doubts import warnings
from pipeline.ingest.export import Export, Question, shared_text
from pipeline.ingest.kinds import CLOSED
from pipeline.ingest.sensitive import names_a_person

MOST_ANSWERS = 12
#: Of options that stand in the header or the codebook: nobody typed them.
_MOST_OPTIONS = 100
_LONGEST_ANSWER = 120
_TYPED, _ENOUGH = 3, 20
_PERSONAL_VALUE = re.compile(r"[^@\s]+@[^@\s]+\.\w+|https?://|\d[\d\s()./-]{5,}\d|\b\d{1,3}(?:\.\d{1,3}){3}\b|^R_\w{10,}$")


def describe(export: Export, personal: Collection[int] = ()) -> dict[str, Any]:
    """A summary that can be written as JSON.

    personal : positions of columns that are known to identify people; no answer of theirs is listed.
    returns : platform, variant, encoding, delimiter, header_rows; respondents (rows of answers, without those of repeated
        forms) and how many of them are complete, partial, test (previews included), spam, blank; where the platform itself
        says who finished, rows that it calls finished and that hold no answer are both complete and blank; repeats; zone;
        questions, each with id, name, text, kind, columns (names), positions and answers ({text: count}, None where they are
        not listed); warnings (sentences).
    """
    counts = {str(status): int(n) for status, n in export.status.value_counts().items()}
    repeats = counts.get("repeat", 0)
    questions = [_described(export, question, personal) for question in export.questions]
    return {
        "platform": export.platform,
        "variant": export.variant,
        "encoding": export.provenance.encoding,
        "delimiter": export.provenance.delimiter,
        "header_rows": export.provenance.header_rows,
        "respondents": len(export.lines) - repeats,
        "complete": counts.get("complete", 0) + int(((export.status == "blank").to_numpy() & export.finished).sum()),
        "partial": counts.get("partial", 0),
        "test": counts.get("test", 0) + counts.get("preview", 0),
        "spam": counts.get("spam", 0),
        "blank": counts.get("blank", 0),
        "repeats": repeats,
        "zone": export.zone,
        "questions": questions,
        "warnings": warnings(export, [question["answers"] for question in questions]),
    }


def _described(export: Export, question: Question, personal: Collection[int]) -> dict[str, Any]:
    names = [column.name for column in question.columns]
    return {
        "id": question.id,
        "name": shared_text(names) if len(names) > 1 else names[0],
        "text": question.text,
        "kind": question.kind,
        "columns": names,
        "positions": [column.position for column in question.columns],
        "answers": None if any(c.position in personal for c in question.columns) else listed_answers(export, question),
    }


def listed_answers(export: Export, question: Question) -> dict[str, int] | None:
    """How often each answer of a closed question was given; None where answers are not to be listed."""
    if question.kind not in CLOSED:
        return None
    if any(map(names_a_person, question.columns)):
        return None
    counts = _counts(export, question)
    from_form = all(column.part if question.kind == "multiple" else column.labels for column in question.columns)
    most = _MOST_OPTIONS if from_form else MOST_ANSWERS
    if len(counts) > most or any(len(text) > _LONGEST_ANSWER or _PERSONAL_VALUE.search(text) for text in counts):
        return None
    if len(counts) >= 5 and max(counts.values()) == 1:
        return None
    return counts if from_form else _without_written(question, counts)


def _without_written(question: Question, counts: dict[str, int]) -> dict[str, int]:
    """Answers of a list that people could add to: where several were given only once, those were typed, not chosen."""
    once = [text for text, n in counts.items() if n == 1]
    if question.kind not in ("single", "multiple") or len(once) < _TYPED or sum(counts.values()) < _ENOUGH:
        return counts
    return {text: n for text, n in counts.items() if n > 1}


def _counts(export: Export, question: Question) -> dict[str, int]:
    """Answers and how often; joined answers are parted where no label can hold the sign that joins them."""
    counts = export.answers(question)
    if question.kind != "multiple" or question.columns[0].joint or not (mark := _separator(list(counts))):
        return counts
    parted: dict[str, int] = {}
    for text, n in counts.items():
        for part in filter(None, map(str.strip, text.split(mark))):
            parted[part] = parted.get(part, 0) + n
    return dict(sorted(parted.items(), key=lambda pair: (-pair[1], pair[0])))


def _separator(texts: list[str]) -> str | None:
    """What parts the choices joined in a cell; None where commas may as well belong to the labels."""
    if any(";" in text for text in texts):
        return ";"
    return "," if all(re.fullmatch(r"-?\d+(?:, ?-?\d+)*", text) for text in texts) else None
