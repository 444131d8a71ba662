"""Turn answers into codes by the instrument's map, and by nothing else. An answer that no map knows is a decision for a person.

Numbers in an export are codes of answers, not scores: only an answer's declared ``score`` is ever calculated with.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from pipeline.clean.binding_file import BindingFile
from pipeline.clean.cells import Cells
from pipeline.clean.unknown import Doubt, NumbersAmongWords, Unknown
from pipeline.instrument.model import Answer, AnswerScale, Instrument, Question
from pipeline.instrument.words import normal
from pipeline.tables.coded import NO_ANSWER, NOT_FOR_ME, Named, smallest

_WHOLE: Final = re.compile(r"^(-?\d+)\.0+$")


@dataclass(frozen=True, slots=True)
class Coded:
    """One column of single answers, as the places of its distinct texts among the answers of its scale.

    Attributes
    ----------
    cells : the column. scale : of its answers.
    places : per distinct text, place of its answer in the scale; -1 where it is blank, or nothing known.
    """

    cells: Cells
    scale: AnswerScale
    places: np.ndarray

    def rated(self) -> np.ndarray:
        """Codes of a rated column, whose values are ``values_of(scale)``; shape (rows,)."""
        return self.cells.by_text(self.table())

    def table(self) -> np.ndarray:
        """The same for every distinct text."""
        levels = values_of(self.scale)
        code = [_rated_code(answer, levels) for answer in self.scale.answers]
        return smallest(np.array([*code, NO_ANSWER])[self.places], len(levels))

    def named(self) -> Named:
        """The answers' own codes, "" where blank."""
        names = ("", *(answer.code for answer in self.scale.answers))
        return Named(self.cells.by_text(smallest(self.places + 1, len(names))), names)


def values_of(scale: AnswerScale) -> np.ndarray:
    """The value of every code of a column rated on a scale: NaN for ``NOT_FOR_ME`` and ``NO_ANSWER``, then its scores."""
    return np.array([np.nan, np.nan, *sorted({float(a.score) for a in scale.answers if a.score is not None})])


def _rated_code(answer: Answer, levels: np.ndarray) -> int:
    if answer.not_applicable:
        return NOT_FOR_ME
    return NO_ANSWER if answer.score is None else 2 + int(np.searchsorted(levels[2:], answer.score))


def answer_map(scale: AnswerScale, extra: Mapping[str, str]) -> dict[str, Answer | None]:
    """Normal spelling -> answer: codes, labels, synonyms, then what the binding file adds; None where that says "no answer"."""
    by_code: dict[str, Answer | None] = {answer.code: answer for answer in scale.answers}
    found: dict[str, Answer | None] = {"": None}
    for answer in scale.answers:
        for word in (answer.code, answer.label, *answer.synonyms):
            found[normal(word)] = answer
    for written, code in extra.items():
        found[normal(written)] = by_code[code] if code else None
    return found


def code_answers(cells: Cells, scale: AnswerScale, extra: Mapping[str, str], field: str, problems: list[Doubt]) -> Coded:
    """Code one column; answers that are not in the map are added to ``problems``."""
    words = answer_map(scale, extra)
    decided = {normal(written) for written in extra}
    keys, unknown = cells.coded(lambda text: _spelling(words, text if normal(text) in decided else cells.word(text)))
    for text, n in unknown.items():
        problems.append(_unknown(cells, text, n, scale, field))
    if not unknown and (mixed := _numbers_among_words(cells, keys, words, decided)):
        allowed = {answer.code: answer.label for answer in scale.answers}
        problems.append(NumbersAmongWords(field, cells.name, mixed, allowed))
    place = {answer.code: number for number, answer in enumerate(scale.answers)}
    answers = [words[key] if key is not None else None for key in keys]
    return Coded(cells, scale, np.array([place[a.code] if a else -1 for a in answers], dtype=np.int64))


def _numbers_among_words(
    cells: Cells, keys: list[str | None], words: Mapping[str, Answer | None], decided: set[str]
) -> dict[str, int]:
    """Bare numbers in a column that holds words of its scale too, and how often. None where the numbers are what people read
    (the label itself) or where the binding file decides."""
    numbers: list[int] = []
    worded: list[int] = []
    for place, (text, key) in enumerate(zip(cells.texts.distinct, keys, strict=True)):
        answer = words.get(key) if key else None
        if answer is None or answer.not_applicable:
            continue
        is_number = key is not None and key.lstrip("-").isdigit()
        is_code = key == normal(answer.code) != normal(answer.label)
        if not is_number and not is_code:
            worded.append(place)
        elif is_number and normal(answer.label) != key and normal(text) not in decided and not cells.labels:
            numbers.append(place)
    if not numbers or not worded:
        return {}
    times = cells.times([*numbers, *worded])
    given = {cells.texts.distinct[place]: n for place, n in zip(numbers, times, strict=False) if n}
    return given if any(times[len(numbers) :]) else {}


def _spelling(words: Mapping[str, Answer | None], text: str) -> str | None:
    """The spelling of the map that a text is; None where it is none. A spreadsheet's ``4.0`` is the code ``4``."""
    key = normal(text)
    if key in words:
        return key
    whole = _WHOLE.match(key)
    return whole[1] if whole and whole[1] in words else None


def _unknown(cells: Cells, text: str, n: int, scale: AnswerScale, field: str) -> Unknown:
    allowed = {answer.code: answer.label for answer in scale.answers}
    return Unknown(cells.word(text), n, field, cells.name, scale.id, allowed)


@lru_cache(maxsize=64)
def option_words(options: tuple) -> dict[str, str]:
    """Normal spelling -> id of an option."""
    return {normal(word): option.id for option in options for word in (option.id, option.label, *option.synonyms)}


def code_single(cells: Cells, options: tuple, extra: Mapping[str, str], field: str, problems: list[Doubt]) -> Named:
    """Code a single choice from a list of the instrument: option ids, "" where blank."""
    decided = {normal(written): target for written, target in extra.items()}
    words = {"": "", **option_words(options), **decided}
    found, unknown = cells.coded(lambda text: decided.get(normal(text), words.get(normal(cells.word(text)))))
    for text, n in unknown.items():
        problems.append(unknown_option(cells, text, n, options, field))
    names = tuple(dict.fromkeys(["", *(option.id for option in options), *decided.values()]))
    places = np.array([names.index(option or "") for option in found], dtype=np.int64)
    return Named(cells.by_text(smallest(places, len(names))), names)


def unknown_option(cells: Cells, text: str, n: int, options: tuple, field: str, *, worded: bool = True) -> Unknown:
    """An answer that is no option. worded : in words, where its code is labelled."""
    allowed = {option.id: option.label for option in options}
    return Unknown(cells.word(text) if worded else text, n, field, cells.name, field, allowed, options=True)


def extra_words(binding: BindingFile, field: str, scale_id: str | None) -> dict[str, str]:
    """Spellings that the binding file adds for an answer scale, then for the field itself."""
    return {**binding.answers.get(scale_id or "", {}), **binding.answers.get(field, {})}


def question_scale(question: Question, instrument: Instrument) -> AnswerScale | None:
    """The answer scale of a single-choice question, if it has one."""
    return instrument.answer_scale[question.answers] if question.answers else None
