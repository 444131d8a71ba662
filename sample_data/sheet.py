"""The questions of an export as columns, in the order in which people see them; shared by all writers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument, Question
from sample_data.fieldwork import Fieldwork

Texts = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column of questions.

    Attributes
    ----------
    name : as the instrument binds it. question : what belongs together (one matrix, one multi-select).
    stem, statement : wording; the statement is empty where the question has one column.
    choice : number of the option, of a multi-select with a column per option; else 0.
    row : number of the statement, of a matrix; else 0.
    text : whether it is free text.
    cells : one text per row.
    """

    name: str
    question: str
    stem: str
    statement: str
    cells: Texts
    row: int = 0
    choice: int = 0
    text: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    """How answers are written: ``labels`` or codes, which multi-selects have a column per option, and what joins the others."""

    labels: bool
    split: tuple[str, ...] = ()
    joint: str = ","


def sheet(fieldwork: Fieldwork, instrument: Instrument, style: Style) -> list[SheetColumn]:
    """All columns: role and department, background, items, topics, activities, choices, texts."""
    first: list[Question] = []
    later: list[Question] = []
    for question in instrument.questions:
        about_group = question.options_from in ("roles", "departments") or bool(question.answers and not question.correct)
        (first if about_group else later).append(question)
    columns = [column for question in first for column in _question(question, fieldwork, instrument, style)]
    columns += _rated(fieldwork, instrument, style)
    return columns + [column for question in later for column in _question(question, fieldwork, instrument, style)]


def _rated(fieldwork: Fieldwork, instrument: Instrument, style: Style) -> list[SheetColumn]:
    """Matrices of items, of both ratings of topics, and of activities."""
    items = {item.id: item.scale for item in instrument.items}
    stems = {"importance": instrument.topic_ratings.importance_text, "confidence": instrument.topic_ratings.confidence_text}
    labels = {topic.id: topic.label for topic in instrument.topics}
    columns, rows = [], dict[str, int]()
    for name, wording, scale in instrument.rated_columns():
        topic, _, side = name.rpartition("_")
        if name in items:
            matrix, stem, statement = f"items {items[name]}", "How much do you agree?", wording
        elif topic in labels:
            matrix, stem, statement = f"topics {side}", stems[side], labels[topic]
        else:
            matrix, stem, statement = "activities", "How do you do this part of your work?", wording
        rows[matrix] = rows.get(matrix, 0) + 1
        words = _answer_words(instrument, scale) if style.labels else {}
        columns.append(SheetColumn(name, matrix, stem, statement, _worded(fieldwork.rated[name], words), row=rows[matrix]))
    order = list(dict.fromkeys(column.question for column in columns))
    return sorted(columns, key=lambda column: order.index(column.question))


def _answer_words(instrument: Instrument, scale: str) -> dict[str, str]:
    return {answer.code: answer.label for answer in instrument.answer_scale[scale].answers}


def _worded(codes, words: Mapping[str, str]) -> Texts:
    return np.array([words.get(code, code) for code in codes], dtype=object)


def _question(question: Question, fieldwork: Fieldwork, instrument: Instrument, style: Style) -> Iterator[SheetColumn]:
    if question.kind == "multiple":
        yield from _multiple(question, fieldwork, instrument, style)
    elif question.id in fieldwork.single:
        words: dict[str, str] = {}
        if style.labels and question.answers:
            words = _answer_words(instrument, question.answers)
        elif style.labels and question.options_from not in (None, "roles", "departments"):
            words = _option_words(question, instrument)
        cells = _worded(fieldwork.single[question.id], words)
        yield SheetColumn(question.id, question.id, question.text, "", cells, text=question.kind == "text")


def _option_words(question: Question, instrument: Instrument) -> dict[str, str]:
    return {option.id: option.label for option in getattr(instrument, question.options_from)} if question.options_from else {}


def _multiple(question: Question, fieldwork: Fieldwork, instrument: Instrument, style: Style) -> Iterator[SheetColumn]:
    labels, ticked = _option_words(question, instrument), fieldwork.chosen[question.id]
    shown = labels if style.labels else {option: option for option in labels}
    if question.id not in style.split:
        options = [shown[option] for option in ticked.columns]
        cells = [style.joint.join(o for o, is_on in zip(options, row, strict=True) if is_on) for row in ticked.to_numpy()]
        yield SheetColumn(question.id, question.id, question.text, "", np.array(cells, dtype=object))
        return
    for number, option in enumerate(ticked.columns, start=1):
        mark = shown[option] if style.labels else "1"
        cells_of = np.where(ticked[option].to_numpy(), mark, "").astype(object)
        name = f"{question.id}_{option}"
        yield SheetColumn(name, question.id, question.text, f"Selected Choice - {labels[option]}", cells_of, choice=number)


def answer_lists(instrument: Instrument) -> dict[str, tuple[str, ...]]:
    """Column -> the labels that could be chosen, in order."""
    scales = {column: scale for column, _, scale in instrument.rated_columns()}
    scales |= {question.id: question.answers for question in instrument.questions if question.answers}
    lists = {column: tuple(one.label for one in instrument.answer_scale[scale].answers) for column, scale in scales.items()}
    listed = {question.id: question.options_from for question in instrument.questions if question.options_from}
    return lists | {column: tuple(one.label for one in getattr(instrument, name)) for column, name in listed.items()}
