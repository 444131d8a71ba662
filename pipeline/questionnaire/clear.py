"""What a platform would mix up: names that it takes for one, names of its own, codes and answers that it cannot carry.

Said before the questionnaire goes out: afterwards the answers would be lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final

from pipeline.clean.code_options import SEPARATORS, Spelled
from pipeline.errors import Problem, SetupError
from pipeline.ingest.names import meta_by_name
from pipeline.instrument.words import normal, plain
from pipeline.questionnaire.form import VERSION, Form, Matrix, Option, Question
from pipeline.questionnaire.platforms import PLATFORMS

_CODE: Final = re.compile(r"[A-Za-z0-9_.-]+")
_RATINGS: Final = ("importance", "confidence")
"""Matrices whose statements are the same: each is told from the other by its head."""
_CODED: Final = ("redcap", "kobo")
"""Platforms whose export holds codes."""
_JOINED: Final = ("qualtrics", "googleforms", "word")
"""Platforms whose export has all that somebody ticked in one cell."""
_SIGNS: Final = re.compile(r"[\W_]+")
_OWN: Final[Mapping[str, re.Pattern[str]]] = {
    "redcap": re.compile(rf"record_id|promise|{VERSION}|redcap_\w+|staff_survey_(?:timestamp|complete)"),
    "kobo": re.compile(rf"start|end|promise|{VERSION}|\w+_(?:head|latitude|longitude|altitude|precision)"),
    "limesurvey": re.compile(
        rf"id|submitdate|lastpage|startlanguage|seed|startdate|datestamp|token|ipaddr|refurl|firstname|lastname|email|{VERSION}"
        r"|\w*time\d*"
    ),
    "qualtrics": re.compile(rf"promise|{VERSION}|\w+_head"),
}
"""Names that a platform gives to what it records itself, in small letters."""
_OPTIONS_OF_LIMESURVEY: Final = ("other", "comment", "time")
_NO_ANSWER_IN_LIMESURVEY: Final = "N/A"


def require_clear(form: Form, platform: str) -> None:
    """Raise SetupError with everything in a questionnaire that the platform would mix up."""
    problems = [*_names(form, platform), *_wordings(form), *_options_and_questions(form), *_tags(form), *_codes(form, platform)]
    problems += _limesurvey(form) if platform == "limesurvey" else _joined(form) if platform in _JOINED else ()
    if problems:
        raise SetupError(problems)


def _names(form: Form, platform: str) -> Iterator[Problem]:
    """Of questions and statements; where two are one to the platform, and where one is the platform's own."""
    called, where = PLATFORMS[platform], form.instrument.id
    questions = [question.name for question in form.questions]
    rows = [row.name for matrix in form.matrices for row in matrix.rows]
    signless = platform == "limesurvey"
    seen: dict[str, str] = {}
    for name in (*rows, *questions):
        other = seen.setdefault(_key(name, signless), name)
        if other != name:
            yield Problem(f"'{name}' and '{other}' are one name to {called}", where, fix="give one of them another id")
    matrices = {_key(matrix.id, signless) for matrix in form.matrices} if signless else set()
    for name in (*questions, *(() if signless else rows)):  # LimeSurvey has statements below the code of their matrix
        if _key(name, signless) in matrices or _is_own(name, platform):
            yield Problem(f"'{name}' is a name of {called}'s own", where, fix="give it another id")
        if platform == "redcap" and (name.endswith("_") or "__" in name):
            yield Problem(f"'{name}' is no name in REDCap", where, "no '_' at the end, and no two together", "give it another id")


def _wordings(form: Form) -> Iterator[Problem]:
    """Where a column is not found by its name, its question is: so no two may be worded alike, and none as another is named."""
    asked = _asked(form)
    named = {normal(name): name for name, _ in asked}
    seen: dict[str, str] = {}
    for name, text in asked:
        words = normal(text)
        other = seen.setdefault(words, name)
        if other != name:
            yield Problem(f"'{name}' and '{other}' ask the same: '{text}'", form.instrument.id, fix="word one of them otherwise")
        elif named.get(words, name) != name:
            what = f"'{name}' asks '{text}', which is the id of another question"
            yield Problem(what, form.instrument.id, fix=f"word '{name}' otherwise")


def _options_and_questions(form: Form) -> Iterator[Problem]:
    """An option has a column of its own, under its id or wording: it may not be called like a question."""
    asked = {normal(word): name for name, text in _asked(form) for word in (text, name)}
    for question in form.questions:
        for option in question.options if question.kind == "several" else ():
            if other := next(filter(None, (asked.get(normal(word)) for word in (option.code, option.label))), None):
                what = f"the option '{option.code}' ('{option.label}') of '{question.name}' is named or worded as '{other}' is"
                yield Problem(what, form.instrument.id, fix="name and word it otherwise")


def _asked(form: Form) -> list[tuple[str, str]]:
    """Name and wording of what is looked for without its matrix."""
    rows = [(row.name, row.text) for matrix in form.matrices if matrix.id not in _RATINGS for row in matrix.rows]
    return [*rows, *((question.name, question.text) for question in form.questions)]


def _tags(form: Form) -> Iterator[Problem]:
    """What looks like formatting is left out by platforms and by readers: a text within would be another one each time."""
    asked = (*(question.text for question in form.questions), *(row.text for matrix in form.matrices for row in matrix.rows))
    for text in dict.fromkeys((*asked, *(option.label for option in _options(form)))):
        if normal(plain(text)) != normal(text):
            what = f"part of '{text}' looks like formatting, which platforms leave out"
            yield Problem(what, form.instrument.id, fix="word it without '<', '>' and '&'")


def _key(name: str, signless: bool) -> str:
    """What makes two names one."""
    return (_SIGNS.sub("", name) if signless else name).casefold()


def _is_own(name: str, platform: str) -> bool:
    if platform == "sheet":
        return meta_by_name(name) is not None
    own = _OWN.get(platform)
    return own is not None and own.fullmatch(name.casefold()) is not None


def _options(form: Form) -> dict[Option, None]:
    """All answers, each once."""
    parts: tuple[Question | Matrix, ...] = (*form.matrices, *form.questions)
    return dict.fromkeys(option for part in parts for option in part.options)


def _codes(form: Form, platform: str) -> Iterator[Problem]:
    for option in _options(form) if platform in _CODED else ():
        if not _CODE.fullmatch(option.code):
            what = f"the code '{option.code}' of '{option.label}' cannot be a code in {PLATFORMS[platform]}"
            yield Problem(what, form.instrument.id, "letters, digits, '_', '-' and '.'", "give the answer another code")


def _joined(form: Form) -> Iterator[Problem]:
    """Options that could not be told apart again in one cell."""
    for question in form.questions:
        options = {normal(option.label): option for option in question.options} if question.kind == "several" else {}
        for words, option in options.items():
            others = {other: each.code for other, each in options.items() if each is not option}
            what = ""
            if words.startswith(SEPARATORS):
                what = f"the option '{option.label}' of '{question.name}' begins with a sign that parts options"
            elif Spelled.of(others).ways(words):
                what = f"the option '{option.label}' of '{question.name}' reads like others of it together"
            if what:
                yield Problem(what, form.instrument.id, fix="word it otherwise: what somebody ticked is in one cell")


def _limesurvey(form: Form) -> Iterator[Problem]:
    for option in _options(form):
        if option.label.strip() == _NO_ANSWER_IN_LIMESURVEY:
            what = f"LimeSurvey writes '{option.label}' where nobody answered: the answer of this name would be lost"
            yield Problem(what, form.instrument.id, fix="word it otherwise, as 'Does not apply'")
    several = (question.options for question in form.questions if question.kind == "several")
    codes = [option.code for option in chain.from_iterable(several)]
    for code in dict.fromkeys(codes):
        if _key(code, True) in _OPTIONS_OF_LIMESURVEY:
            yield Problem(f"the option '{code}' has a name of LimeSurvey's own", form.instrument.id, fix="give it another id")
    alone = {_key(name, True): name for name, _ in _asked(form)}
    for code in dict.fromkeys([*codes, *(topic.id for topic in form.instrument.topics)]):
        if name := alone.get(_key(code, True)):
            what = f"the option or topic '{code}' and '{name}' are one name to LimeSurvey, which writes both in brackets"
            yield Problem(what, form.instrument.id, fix="give one of them another id")
