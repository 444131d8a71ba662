"""What a platform would mix up: names that it takes for one, names of its own, codes and answers that it cannot carry.

Said before the questionnaire goes out: afterwards the answers would be lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from pipeline.errors import Problem, SetupError
from pipeline.questionnaire.form import VERSION, Form, Option
from pipeline.questionnaire.platforms import PLATFORMS

_CODE: Final = re.compile(r"[A-Za-z0-9_.-]+")
_CODED: Final = ("redcap", "kobo")
"""Platforms whose export holds codes."""
_SIGNS: Final = re.compile(r"[\W_]+")
_OWN: Final[Mapping[str, re.Pattern[str]]] = {
    "redcap": re.compile(rf"record_id|promise|{VERSION}|redcap_\w+|staff_survey_(?:timestamp|complete)"),
    "kobo": re.compile(rf"start|end|promise|{VERSION}|\w+_(?:head|latitude|longitude|altitude|precision)"),
    "limesurvey": re.compile(
        rf"id|submitdate|lastpage|startlanguage|seed|startdate|datestamp|token|ipaddr|refurl|firstname|lastname|email|{VERSION}"
        r"|\w*time\d*"
    ),
    "qualtrics": re.compile(rf"promise|{VERSION}|\w+_head"),
    "sheet": re.compile(r"id|name|email|phone|start|end|submitted|device|token|seed|ip|mail"),
}
"""Names that a platform gives to what it records itself, in small letters."""
_OPTIONS_OF_LIMESURVEY: Final = ("other", "comment", "time")
_NO_ANSWER_IN_LIMESURVEY: Final = "N/A"


def require_clear(form: Form, platform: str) -> None:
    """Raise SetupError with everything in a questionnaire that the platform would mix up."""
    problems = [*_names(form, platform), *_codes(form, platform)]
    if platform == "limesurvey":
        problems += _limesurvey(form)
    if problems:
        raise SetupError(problems)


def _names(form: Form, platform: str) -> Iterator[Problem]:
    """Of questions and statements; where two are one to the platform, and where one is the platform's own."""
    key = _key(platform)
    own, called = _OWN.get(platform), PLATFORMS[platform]
    groups = {key(matrix.id): f"matrix {matrix.id}" for matrix in form.matrices} if platform == "limesurvey" else {}
    seen: dict[str, str] = {}
    for name in _all_names(form):
        other = seen.setdefault(key(name), name)
        if other != name:
            yield Problem(f"'{name}' and '{other}' are one name to {called}", form.instrument.id, fix="give one of them another id")
    for question in form.questions:
        if key(question.name) in groups or (own and own.fullmatch(question.name.casefold())):
            yield Problem(f"'{question.name}' is a name of {called}'s own", form.instrument.id, fix="give it another id")
    if own and platform != "limesurvey":
        for row in (row.name for matrix in form.matrices for row in matrix.rows):
            if own.fullmatch(row.casefold()):
                yield Problem(f"'{row}' is a name of {called}'s own", form.instrument.id, fix="give it another id")


def _key(platform: str) -> Callable[[str], str]:
    """What makes two names one."""
    return (lambda name: _SIGNS.sub("", name).casefold()) if platform == "limesurvey" else str.casefold


def _all_names(form: Form) -> Iterable[str]:
    rows = (row.name for matrix in form.matrices for row in matrix.rows)
    return (*rows, *(question.name for question in form.questions))


def _options(form: Form) -> dict[Option, None]:
    """All answers, each once."""
    parts = (*form.matrices, *form.questions)
    return dict.fromkeys(option for part in parts for option in part.options)


def _codes(form: Form, platform: str) -> Iterator[Problem]:
    for option in _options(form) if platform in _CODED else ():
        if not _CODE.fullmatch(option.code):
            what = f"the code '{option.code}' of '{option.label}' cannot be a code in {PLATFORMS[platform]}"
            yield Problem(what, form.instrument.id, "letters, digits, '_', '-' and '.'", "give the answer another code")


def _limesurvey(form: Form) -> Iterator[Problem]:
    for option in _options(form):
        if option.label.strip() == _NO_ANSWER_IN_LIMESURVEY:
            what = f"LimeSurvey writes '{option.label}' where nobody answered: the answer of this name would be lost"
            yield Problem(what, form.instrument.id, fix="word it otherwise, as 'Does not apply'")
    several: Iterable[Option] = (option for question in form.questions if question.kind == "several" for option in question.options)
    for option in several:
        if _SIGNS.sub("", option.code).casefold() in _OPTIONS_OF_LIMESURVEY:
            what = f"the option '{option.code}' has a name of LimeSurvey's own"
            yield Problem(what, form.instrument.id, fix="give it another id")
