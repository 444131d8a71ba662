"""The answers to a questionnaire as columns, in the order in which a platform shows its questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from pipeline.questionnaire.form import Form, Matrix, Option, Question
from sample_data.fieldwork import Fieldwork
from sample_data.sheet import SheetColumn, Style, Texts


def form_columns(parts: Iterable[Question | Matrix], fieldwork: Fieldwork, style: Style) -> Iterator[SheetColumn]:
    """All columns of some questions; a matrix has one per statement. Codes are the instrument's."""
    for part in parts:
        if isinstance(part, Matrix):
            for number, row in enumerate(part.rows, start=1):
                cells = _cells(fieldwork.rated[row.name], part.options, style)
                yield SheetColumn(row.name, part.id, part.stem, row.text, cells, row=number)
        elif part.kind == "several":
            yield from _several(part, fieldwork, style)
        else:
            cells = _cells(fieldwork.single[part.name], part.options, style)
            yield SheetColumn(part.name, part.name, part.text, "", cells, text=part.kind == "text")


def _cells(codes: Iterable[str], options: Iterable[Option], style: Style) -> Texts:
    words = {option.code: option.label for option in options} if style.labels else {}
    return np.array([words.get(code, code) for code in codes], dtype=object)


def _several(question: Question, fieldwork: Fieldwork, style: Style) -> Iterator[SheetColumn]:
    """One column of joined answers, or one per option with its code behind the name of the question."""
    ticked = fieldwork.chosen[question.name]
    shown = [option.label if style.labels else option.code for option in question.options]
    if question.name not in style.split:
        marks = ticked[[option.code for option in question.options]].to_numpy()
        cells = [style.joint.join(word for word, is_on in zip(shown, row, strict=True) if is_on) for row in marks]
        yield SheetColumn(question.name, question.name, question.text, "", np.array(cells, dtype=object))
        return
    for number, (option, word) in enumerate(zip(question.options, shown, strict=True), start=1):
        own = np.where(ticked[option.code].to_numpy(), word, "").astype(object)
        name = f"{question.name}_{option.code}"
        yield SheetColumn(name, question.name, question.text, option.label, own, choice=number)


def several_of(form: Form) -> tuple[str, ...]:
    """Names of the questions with several answers."""
    return tuple(question.name for question in form.questions if question.kind == "several")


def versions_of(rows: int, form: Form) -> np.ndarray:
    """Version of the questionnaire that each row had, from 0: in turn, as by the number of a record."""
    return np.arange(1, rows + 1) % form.versions
