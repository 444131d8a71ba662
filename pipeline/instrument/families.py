"""Families of answers: which words are answers of one kind, and which of them is more.

A family is recognized from its words alone, so the order in a file never matters. Two-sided families (agree - disagree) and
one-sided ones (not at all - extremely important) are read as a word with a grade before or behind it; families without such
a word (never - always, poor - excellent) are lists. Nothing here decides: a draft proposes, and says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.errors import Problem, SetupError
from pipeline.instrument.document import read_yaml
from pipeline.instrument.words import normal

#: How much a word of degree makes of the word behind it; no degree is ``_PLAIN``.
_GRADES: Final[Mapping[str, float]] = {
    "not at all": 0.0, "not": 0.0, "never": 0.0, "hardly": 0.5,
    "not very": 0.6, "not so": 0.6, "not too": 0.6, "not particularly": 0.6, "minimally": 0.9,
    "slightly": 1.0, "a little": 1.0, "a little bit": 1.0, "low": 1.0,
    "somewhat": 2.0, "tend to": 2.0, "partly": 2.0, "rather": 2.5, "reasonably": 2.8, "moderately": 3.0, "fairly": 3.4,
    "mostly": 3.5, "quite": 4.2, "highly": 5.0, "high": 5.0, "strongly": 5.0, "very": 5.0, "really": 5.0, "definitely": 5.2,
    "very strongly": 5.6,
    "extremely": 6.0, "completely": 6.0, "totally": 6.0, "fully": 6.0, "absolutely": 6.0, "entirely": 6.0,
}  # fmt: skip
_PLAIN: Final = 4.0
#: Single words that stand for the end of a sided family.
_ENDS: Final[Mapping[str, Mapping[str, float]]] = {
    "importance": {"critical": 6.0, "essential": 6.0, "crucial": 6.0, "vital": 6.0, "irrelevant": -0.5, "no importance": -0.5}
}
_MIDDLE: Final = re.compile(
    r"neither\b.*|neutral|undecided|neither|unsure|mixed|in between|no difference|equally .*|about the same|"
    r".*\(neutral\)|neither .* nor .*"
)
#: Family -> words of its high side, words of its low side (none: the family has one side).
_SIDES: Final[Mapping[str, tuple[str, str]]] = {
    "agreement": ("agree|agreed", "disagree|disagreed"),
    "satisfaction": ("satisfied", "dissatisfied|unsatisfied"),
    "likelihood": ("likely", "unlikely"),
    "ease": ("easy|easily", "difficult|hard"),
    "favour": ("favou?rabl[ye]|positive", "unfavou?rabl[ye]|negative"),
    "comfort": ("comfortable", "uncomfortable"),
    "willingness": ("willing", "unwilling|reluctant"),
    "confidence": ("confident|certain", "unconfident|uncertain"),
    "importance": ("important|importance", "unimportant"),
    "usefulness": ("useful|helpful|effective|valuable|relevant", "useless|unhelpful|ineffective"),
    "readiness": ("ready|prepared|able|skilled|competent|familiar|knowledgeable", "unprepared|unable|unfamiliar"),
    "interest": ("interested|interesting", "uninterested"),
    "concern": ("concerned|worried|anxious|stressful", ""),
}
#: Families without such a word, from low to high; answers of one line are of one height.
_LISTS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "frequency": (
        ("never", "not at all"),
        ("almost never", "hardly ever", "very rarely", "less than once a year"),
        ("rarely", "seldom", "yearly", "once a year"),
        ("less often than monthly", "less than monthly", "a few times a year"),
        ("occasionally", "once in a while", "monthly", "once a month"),
        ("sometimes", "a few times a month"),
        ("about half the time", "half of the time", "weekly", "once a week"),
        ("often", "frequently", "regularly", "usually", "several times a week", "a few times a week"),
        ("very often", "most of the time", "mostly"),
        ("almost always", "nearly always", "daily", "every day"),
        ("always", "all of the time", "every time", "several times a day"),
    ),
    "quality": (
        ("very poor", "horrible", "terrible", "very bad", "unacceptable"),
        ("poor", "bad", "below average"),
        ("fair", "ok", "okay", "acceptable", "adequate", "average", "so-so", "satisfactory"),
        ("good", "above average"),
        ("very good",),
        ("excellent", "outstanding", "exceptional"),
    ),
    "amount": (
        ("not at all", "none", "none at all", "nothing", "no extent"),
        ("very little", "hardly any", "to a very small extent"),
        ("a little", "a little bit", "not much", "little", "slightly", "to a small extent"),
        ("some", "somewhat", "to some extent"),
        ("a moderate amount", "moderately", "to a moderate extent"),
        ("quite a bit", "quite a lot", "considerably", "to a large extent"),
        ("a lot", "much", "very much", "a great deal", "to a great extent"),
        ("extremely", "completely", "to a very great extent", "an extreme amount"),
    ),
    "yes_no": (("no",), ("partly", "in part"), ("yes",)),
    "probability": (
        ("definitely not", "no, definitely", "no, definitely not", "no"),
        ("probably not",),
        ("maybe", "perhaps", "might or might not"),
        ("probably", "probably yes", "yes, probably"),
        ("definitely", "definitely yes", "yes, definitely", "yes"),
    ),
}  # fmt: skip
#: What a whole scale of a family usually offers, to complete one of which not every answer was given.
_USUAL: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "agreement": (
        ("Strongly disagree", "Disagree", "Agree", "Strongly agree"),
        ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"),
        ("Strongly disagree", "Disagree", "Somewhat disagree", "Neither agree nor disagree", "Somewhat agree", "Agree",
         "Strongly agree"),
    ),
    "satisfaction": (
        ("Very dissatisfied", "Dissatisfied", "Neither satisfied nor dissatisfied", "Satisfied", "Very satisfied"),
    ),
    "likelihood": (("Very unlikely", "Unlikely", "Neither likely nor unlikely", "Likely", "Very likely"),),
    "confidence": (
        ("Not at all confident", "Slightly confident", "Somewhat confident", "Fairly confident", "Completely confident"),
    ),
    "importance": (
        ("Not at all important", "Slightly important", "Moderately important", "Very important", "Extremely important"),
    ),
    "frequency": (("Never", "Rarely", "Sometimes", "Often", "Always"),),
    "quality": (("Very poor", "Poor", "Fair", "Good", "Excellent"), ("Poor", "Fair", "Good", "Very good", "Excellent")),
}  # fmt: skip
_NOT_APPLICABLE: Final = re.compile(
    r"n/?\.?a\.?|not applicable.*|(?:this )?does(?: not|n't) apply.*|not (?:relevant|part of my).*|.*\(n/a\)|"
    r"-1|-2|-9|-99|-88|-77|99|999"
)
_NO_ANSWER: Final = re.compile(
    r"(?:i )?(?:do not|don't) know.*|no opinion|not sure|(?:i )?(?:would )?prefer not .*|cannot (?:say|answer|judge)|can't say|"
    r"no answer|decline.*|skip|none of (?:these|the above)|not selected"
)


@dataclass(frozen=True, slots=True)
class Recognized:
    """A family, its answers from low to high, and those that were added because the family usually has them."""

    family: str
    answers: tuple[str, ...]
    added: tuple[str, ...] = ()


def applies(answer: str) -> bool:
    """Whether an answer is one about the question, and not that it does not apply or has no answer."""
    return not is_not_applicable(answer) and not is_no_answer(answer)


def is_not_applicable(answer: str) -> bool:
    """Whether an answer says that the question does not concern the person; some codes that platforms use for it too."""
    return _NOT_APPLICABLE.fullmatch(normal(answer)) is not None


def is_no_answer(answer: str) -> bool:
    """Whether an answer says that there is none."""
    return _NO_ANSWER.fullmatch(normal(answer)) is not None


def recognize(answers: Iterable[str], extra: Mapping[str, Sequence[str]] | None = None) -> Recognized | None:
    """The family of some answers, whatever their order; None where no family, or no single one, has all of them.

    extra : more families, name -> answers from low to high; asked first.
    """
    given = list(dict.fromkeys(answer for answer in answers if applies(answer)))
    if len(given) < 2:
        return None
    for name, order in (extra or {}).items():
        places = {normal(word): place for place, word in enumerate(order)}
        if all(normal(answer) in places for answer in given):
            return Recognized(name, tuple(order), tuple(word for word in order if normal(word) not in set(map(normal, given))))
    for name in (*_SIDES, *_LISTS):
        heights = {answer: _height(name, answer) for answer in given}
        found = {answer: height for answer, height in heights.items() if height is not None}
        if len(found) == len(given) and len(set(found.values())) == len(given) and _shows_itself(name, given):
            return _completed(name, sorted(given, key=lambda answer: found[answer]), found)
    return None


def _height(family: str, answer: str) -> float | None:
    """How high an answer stands in a family; None where it is none of its answers."""
    text = normal(answer)
    if family in _LISTS:
        return next((float(place) for place, words in enumerate(_LISTS[family]) if text in words), None)
    if text in _ENDS.get(family, {}):
        return _ENDS[family][text]
    if _MIDDLE.fullmatch(text):
        return 0.0
    high, low = _SIDES[family]
    for words, sign in ((low, -1.0), (high, 1.0)):
        if words and (match := re.fullmatch(rf"(?:(?P<before>.*?)\s+)?(?:{words})(?:\s+(?P<behind>.*))?", text)):
            grade = _grade(match["before"] or match["behind"] or "")
            if grade is None or (match["before"] and match["behind"]):
                return None
            # "Not at all important" is the low end of one side, not its middle.
            return sign * grade if grade >= 0.5 else -0.5 if sign > 0 else None
    return None


def _grade(words: str) -> float | None:
    return _PLAIN if not words else _GRADES.get(words)


def _shows_itself(family: str, answers: Sequence[str]) -> bool:
    """At least two answers carry the word of a sided family: "neutral" alone is of any."""
    if family in _LISTS:
        return True
    return sum(not _MIDDLE.fullmatch(normal(answer)) for answer in answers) >= 2


def _completed(family: str, order: Sequence[str], heights: Mapping[str, float]) -> Recognized:
    """The answers in order, with those that the family usually has between them and beyond."""
    spoken = {round(height, 1): answer for answer, height in heights.items()}
    for usual in _USUAL.get(family, ()):
        levels = [round(height, 1) for word in usual if (height := _height(family, word)) is not None]
        if set(spoken) <= set(levels):
            answers = tuple(spoken.get(level, word) for level, word in zip(levels, usual, strict=True))
            return Recognized(family, answers, tuple(answer for answer in answers if answer not in heights))
    return Recognized(family, tuple(order))


def load_families(path: Path) -> dict[str, tuple[str, ...]]:
    """More families from a YAML file: name -> answers from low to high; SetupError where it is not that."""
    document = read_yaml(path)
    found, problems = {}, []
    for name, answers in document.values.items():
        if isinstance(answers, list) and len(answers) >= 2 and all(isinstance(answer, str) for answer in answers):
            found[str(name)] = tuple(answers)
        else:
            what = f"'{name}' must list at least two answers, from low to high"
            problems.append(Problem(what, document.where((name,)), allowed='name: ["Not at all", "A bit", "A lot"]'))
    if problems:
        raise SetupError(problems)
    return found
