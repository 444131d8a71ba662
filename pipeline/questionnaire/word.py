"""The questionnaire as a Word document: to print, or for the quick import of Microsoft Forms.

That import reads numbered questions with their answers below as a list. Rows of a matrix are questions of their own there, so
both ratings of a topic say which rating they are: Microsoft Forms heads its columns by the statement alone.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from pipeline.publish.sheets import FIXED_DATE
from pipeline.publish.words import say
from pipeline.questionnaire.form import Form, Matrix, Option, Question, Row
from pipeline.questionnaire.whom import question_on_paper, row_on_paper

if TYPE_CHECKING:
    from docx.document import Document

DOCUMENT: Final = "questionnaire.docx"
_KEPT_TOGETHER: Final = 12
"""Answers of one question stand on one page up to so many."""


def files(form: Form) -> Mapping[str, bytes]:
    """The document; the same bytes for the same form."""
    import docx

    document = docx.Document()
    about = document.core_properties
    about.title, about.author, about.comments = form.title, "", ""
    about.created = about.modified = FIXED_DATE
    document.add_heading(form.title, 0)
    for paragraph in form.promise:
        document.add_paragraph(paragraph)
    number = 0
    for page in form.pages:
        document.add_heading(page.title, 1)
        for text, note, options in (asked for part in page.parts for asked in _asked(part, form)):
            number += 1
            _add(document, number, text, note, options)
    content = io.BytesIO()
    document.save(content)
    return {DOCUMENT: content.getvalue()}


def statement(matrix: Matrix, row: Row) -> str:
    """A row of a matrix as a question of its own, which its column is headed by."""
    rating = f" - {matrix.id}" if matrix.id in ("importance", "confidence") else ""
    return row.text.removesuffix(rating) + rating


def _asked(part: Question | Matrix, form: Form) -> Iterator[tuple[str, str, Sequence[Option]]]:
    """Text, for whom and how, and answers, of a question or of each row of a matrix."""
    if isinstance(part, Matrix):
        for row in part.rows:
            text = statement(part, row)
            note = " ".join(said for said in (part.stem if text != row.text else "", row_on_paper(row, part, form)) if said)
            yield text, note, part.options
        return
    several = say("questionnaire.sheet_choose_several") if part.kind == "several" else ""
    yield part.text, " ".join(text for text in (question_on_paper(part, form), several) if text), part.options


def _add(document: Document, number: int, text: str, note: str, options: Sequence[Option]) -> None:
    asked = document.add_paragraph(f"{number}. {text}")
    asked.paragraph_format.keep_with_next = True
    for run in asked.runs:
        run.bold = True
    if note:
        document.add_paragraph(note).paragraph_format.keep_with_next = True
    for place, option in enumerate(options, start=1):
        line = document.add_paragraph(f"○ {option.label}", style="List Paragraph")
        line.paragraph_format.keep_with_next = place < len(options) <= _KEPT_TOGETHER
    if not options:
        document.add_paragraph("_" * 60)
