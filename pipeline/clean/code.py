"""Turn answers into codes by the instrument's map, and by nothing else. An answer that no map knows is a decision for a person.

Numbers in an export are codes of answers, not scores: only an answer's declared ``score`` is ever calculated with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np
import pandas as pd

from pipeline.clean.binding_file import BindingFile
from pipeline.clean.unknown import Doubt, NumbersAmongWords, Unknown
from pipeline.ingest.texts import Texts
from pipeline.instrument.model import Answer, AnswerScale, Instrument, Question
from pipeline.instrument.words import normal

_WHOLE: Final = re.compile(r"^(-?\d+)\.0+$")
_SEPARATORS: Final = (",", ";", "|", "/")
_CODES: Final = re.compile(r"-?\d{1,4}(?:, ?-?\d{1,4})*")


@dataclass(frozen=True, slots=True)
class Coded:
    """One column of single answers, coded.

    Attributes
    ----------
    codes : answer code per respondent, "" where blank.
    scores : the answer's score, NaN where blank or without a score.
    not_applicable : true where the answer is "does not apply".
    """

    codes: np.ndarray
    scores: np.ndarray
    not_applicable: np.ndarray


@dataclass(frozen=True, slots=True)
class Cells:
    """One column of an export, kept rows only.

    Attributes
    ----------
    name : its header. texts : its answers.
    labels : what its codes mean, where the file or its codebook says so: then the meaning counts, and not the code.
    joint : what parts several answers in one cell, where the platform fixes it.
    """

    name: str
    texts: Texts
    labels: Mapping[str, str] = field(default_factory=dict)
    joint: str = ""

    def word(self, text: str) -> str:
        """An answer in words, where its code is labelled."""
        return self.labels.get(text.strip(), text)

    def worded(self) -> pd.Series:
        """All answers in words."""
        return self.texts.mapped(self.word).series()

    def coded(self, found: Callable[[str], str | None]) -> tuple[list[str | None], dict[int, str]]:
        """What every distinct text is, and those that are nothing known, by their place; blank is known."""
        used = np.bincount(self.texts.codes, minlength=len(self.texts.distinct)) > 0
        keys = [found(text) if is_used else "" for text, is_used in zip(self.texts.distinct, used, strict=True)]
        return keys, {place: self.texts.distinct[place] for place, key in enumerate(keys) if key is None}


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
    for place, text in unknown.items():
        problems.append(_unknown(cells, text, cells.texts.codes == place, scale, field))
    if not unknown and (mixed := _numbers_among_words(cells, keys, words, decided)):
        allowed = {answer.code: answer.label for answer in scale.answers}
        problems.append(NumbersAmongWords(field, cells.name, mixed, allowed))
    answers = [words[key] if key is not None else None for key in keys]
    codes = np.array([answer.code if answer else "" for answer in answers], dtype=object)
    scores = np.array([np.nan if answer is None or answer.score is None else answer.score for answer in answers])
    excluded = np.array([bool(answer and answer.not_applicable) for answer in answers], dtype=bool)
    positions = cells.texts.codes
    return Coded(codes[positions], scores[positions], excluded[positions])


def _numbers_among_words(
    cells: Cells, keys: list[str | None], words: Mapping[str, Answer | None], decided: set[str]
) -> dict[str, int]:
    """Bare numbers in a column that holds words of its scale too, and how often. None where the numbers are what people read
    (the label itself) or where the binding file decides."""
    numbers: dict[str, int] = {}
    worded = False
    for place, (text, key) in enumerate(zip(cells.texts.distinct, keys, strict=True)):
        answer = words.get(key) if key else None
        if answer is None or answer.not_applicable:
            continue
        is_number = key is not None and key.lstrip("-").isdigit()
        worded |= not is_number
        if is_number and normal(answer.label) != key and normal(text) not in decided and not cells.labels:
            numbers[text] = int((cells.texts.codes == place).sum())
    return numbers if worded else {}


def _spelling(words: Mapping[str, Answer | None], text: str) -> str | None:
    """The spelling of the map that a text is; None where it is none. A spreadsheet's ``4.0`` is the code ``4``."""
    key = normal(text)
    if key in words:
        return key
    whole = _WHOLE.match(key)
    return whole[1] if whole and whole[1] in words else None


def _unknown(cells: Cells, text: str, rows: np.ndarray, scale: AnswerScale, field: str) -> Unknown:
    allowed = {answer.code: answer.label for answer in scale.answers}
    return Unknown(cells.word(text), int(rows.sum()), field, cells.name, scale.id, allowed)


@lru_cache(maxsize=64)
def _option_words(options: tuple) -> dict[str, str]:
    return {normal(word): option.id for option in options for word in (option.id, option.label, *option.synonyms)}


def code_single(cells: Cells, options: tuple, extra: Mapping[str, str], field: str, problems: list[Doubt]) -> np.ndarray:
    """Code a single choice from a list of the instrument: option id per respondent, "" where blank."""
    decided = {normal(written): target for written, target in extra.items()}
    words = {"": "", **_option_words(options), **decided}
    found, unknown = cells.coded(lambda text: decided.get(normal(text), words.get(normal(cells.word(text)))))
    for place, text in unknown.items():
        problems.append(_unknown_option(cells, text, cells.texts.codes == place, options, field))
    return np.array([option or "" for option in found], dtype=object)[cells.texts.codes]


def code_joined(cells: Cells, options: tuple, extra: Mapping[str, str], field: str, problems: list[Doubt]) -> np.ndarray:
    """Code a multi-select whose answers share one cell: boolean, respondents × options.

    Where the platform fixes what parts the answers, or a cell is nothing but codes, that is obeyed, and only the parts that
    are no option need a decision; else labels may hold the separator themselves, so a cell is split only in the one way in
    which every part is an option.
    """
    words = {"": "", **_option_words(options), **{normal(written): target for written, target in extra.items()}}
    ids = [option.id for option in options]
    ticked = np.zeros((len(cells.texts.distinct), len(ids)), dtype=bool)
    unknown: dict[str, np.ndarray] = {}
    used = np.bincount(cells.texts.codes, minlength=len(cells.texts.distinct)) > 0
    for place in np.flatnonzero(used):
        found = _parts(cells, cells.texts.distinct[place], words)
        for option in found.options:
            ticked[place, ids.index(option)] = True
        for part in found.unknown:
            unknown[part] = unknown.get(part, False) | (cells.texts.codes == place)
    allowed = {option.id: option.label for option in options}
    for part, rows in unknown.items():
        problems.append(Unknown(part, int(rows.sum()), field, cells.name, field, allowed, options=True))
    return ticked[cells.texts.codes]


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a joined cell holds: ids of options, and what is none."""

    options: tuple[str, ...]
    unknown: tuple[str, ...] = ()


def _parts(cells: Cells, text: str, words: Mapping[str, str]) -> _Parts:
    """The parts of a joined cell."""
    if text.strip() in cells.labels:
        text = cells.word(text)
    joint = cells.joint or ("," if _CODES.fullmatch(text.strip()) else "")
    if normal(text) in words:
        return _Parts((words[normal(text)],) if words[normal(text)] else ())
    if joint and joint in text:
        parts = [part.strip() for part in text.split(joint) if part.strip()]
        keys = {part: words.get(normal(cells.word(part))) for part in parts}
        return _Parts(tuple(key for key in keys.values() if key), tuple(part for part, key in keys.items() if key is None))
    found = _split(normal(text), {word: target for word, target in words.items() if word})
    return _Parts((), (text.strip(),)) if found is None else _Parts(tuple(option for option in found if option))


def _split(text: str, words: Mapping[str, str]) -> list[str] | None:
    """Option ids of a joined cell; None where no reading fits, or where two different readings do."""
    readings: set[tuple[str, ...]] = set()
    reach: dict[int, list[tuple[str, ...]]] = {0: [()]}
    spellings = sorted(words, key=len, reverse=True)
    for start in range(len(text) + 1):
        for sofar in reach.pop(start, []):
            rest = text[start:].lstrip(" ,;|/") if sofar or start == 0 else text[start:]
            offset = len(text) - len(rest)
            if not rest:
                readings.add(tuple(sorted(set(sofar))))
                continue
            for word in spellings:
                end = offset + len(word)
                if text.startswith(word, offset) and (end == len(text) or text[end:].lstrip()[:1] in (*_SEPARATORS, "")):
                    reach.setdefault(end, []).append((*sofar, words[word]))
    return list(next(iter(readings))) if len(readings) == 1 else None


def code_spread(columns: Mapping[str, Cells], options: tuple) -> np.ndarray:
    """Code a multi-select with one column per option: boolean, respondents × options. Ticked unless blank or a plain no."""
    ids = [option.id for option in options]
    size = len(next(iter(columns.values())).texts)
    ticked = np.zeros((size, len(ids)), dtype=bool)
    for option, cells in columns.items():
        ticked[:, ids.index(option)] = cells.texts.where(lambda text: normal(text) not in _NOT_TICKED)
    return ticked


#: What platforms write for an option that was not ticked (FORMATS: blank, 0, Unchecked, Not selected, N, FALSE).
_NOT_TICKED: Final = frozenset({"", "0", "0.0", "unchecked", "not selected", "no", "n", "false"})


def _unknown_option(cells: Cells, text: str, rows: np.ndarray, options: tuple, field: str) -> Unknown:
    allowed = {option.id: option.label for option in options}
    return Unknown(cells.word(text), int(rows.sum()), field, cells.name, field, allowed, options=True)


def extra_words(binding: BindingFile, field: str, scale_id: str | None) -> dict[str, str]:
    """Spellings that the binding file adds for an answer scale, then for the field itself."""
    return {**binding.answers.get(scale_id or "", {}), **binding.answers.get(field, {})}


def question_scale(question: Question, instrument: Instrument) -> AnswerScale | None:
    """The answer scale of a single-choice question, if it has one."""
    return instrument.answer_scale[question.answers] if question.answers else None
