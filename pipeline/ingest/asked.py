"""What an export asked, in the plain values from which an instrument can be drafted."""

from __future__ import annotations

from collections import Counter

from pipeline.ingest.describe import listed_answers
from pipeline.ingest.export import Column, Export, Question
from pipeline.ingest.sensitive import personal_columns
from pipeline.instrument.draft import Asked, Part

_LONGEST_LIST = 60


def asked(export: Export) -> list[Asked]:
    """The questions of an export that could be part of an instrument; columns that could point at a person are left out."""
    personal = personal_columns(export)
    names = Counter(word for column in export.columns for word in {column.name.strip(), column.text})
    found = []
    for question in export.questions:
        columns = [column for column in question.columns if column.position not in personal]
        if columns:
            found.append(_asked(export, question, columns, names))
    return found


def _asked(export: Export, question: Question, columns: list[Column], names: Counter[str]) -> Asked:
    parts = tuple(Part(column.name, column.text, column.part, _bindable(column, names)) for column in columns)
    labels = {code: label for column in columns for code, label in column.labels.items()}
    answers = listed_answers(export, question)
    if answers is None and question.kind == "single":
        answers = _frequent(export, question)
    return Asked(question.id, question.text, question.kind, parts, answers, labels)


def _frequent(export: Export, question: Question) -> dict[str, int] | None:
    """Answers of a long list that several people gave, such as roles; None where there are too many for a list."""
    answers = {text: n for text, n in export.answers(question).items() if n > 1}
    return answers if 2 <= len(answers) <= _LONGEST_LIST else None


def _bindable(column: Column, names: Counter[str]) -> str:
    """The name under which a binding file can name a column: its platform id, else its header, its wording or its place."""
    if column.import_id:
        return column.import_id
    return next((word for word in (column.name, column.text) if names[word.strip()] == 1), f"column {column.position + 1}")
