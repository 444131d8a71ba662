"""Qualtrics advanced-format text: questions with their export tags, to import under Tools, Import/Export, Import survey.

Each item is a question of its own, so that its column is headed by its id. The format has no logic: which question is for whom
stands in the instructions beside it, block by block (``logic``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pipeline.questionnaire.form import Form, Matrix, Option, Page, Question

TEXT: Final = "qualtrics.txt"
_MOST_SHOWN: Final = 8


def files(form: Form) -> Mapping[str, bytes]:
    """The text, lines ended as Windows does."""
    lines = ["[[AdvancedFormat]]", ""]
    for place, page in enumerate(form.pages):
        lines += [f"[[Block:{page.title}]]", ""]
        if place == 0:
            lines += _asked("DB", "promise", " ".join(form.promise), ())
        lines += list(_page(page))
    return {TEXT: "\r\n".join(lines).encode()}


def _page(page: Page) -> Iterator[str]:
    for part in page.parts:
        if isinstance(part, Matrix):
            yield from _asked("DB", f"{part.id}_head", part.stem, ())
            for row in part.rows:
                yield from _asked("MC:SingleAnswer:Horizontal", row.name, row.text, part.options)
        else:
            yield from _asked(_kind(part), part.name, part.text, part.options)


def _kind(question: Question) -> str:
    if question.kind == "text":
        return "TE:Essay"
    if question.kind == "several":
        return "MC:MultipleAnswer:Vertical"
    return "MC:Dropdown" if len(question.options) > _MOST_SHOWN else "MC:SingleAnswer:Vertical"


def _asked(kind: str, tag: str, text: str, options: Sequence[Option]) -> list[str]:
    """One question with its tag and its choices."""
    lines = [f"[[Question:{kind}]]", f"[[ID:{tag}]]", _plain(text), ""]
    if options:
        lines += ["[[Choices]]", *(_plain(option.label) for option in options), ""]
    return lines


def _plain(text: str) -> str:
    """On one line, and no mark of the format in it."""
    return " ".join(text.split()).replace("[[", "[ [")
