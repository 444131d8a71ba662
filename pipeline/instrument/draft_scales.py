"""The answers of a rated question, drafted: their order from the words or the numbers, and what is no score."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pipeline.instrument.families import applies, is_not_applicable, recognize
from pipeline.instrument.words import normal

_NUMBER: Final = re.compile(r"-?\d{1,3}")
_NUMBER_FIRST: Final = re.compile(r"\(?(-?\d{1,3})\)?[\s.:=)-]+(\D.*)", re.DOTALL)
_NUMBER_LAST: Final = re.compile(r"(.*\D)[\s(:=-]+(-?\d{1,3})\)?", re.DOTALL)
_POINTS: Final = (2, 11)


@dataclass(frozen=True, slots=True)
class Point:
    """One answer: code, label, score (None where it is none), whether it says "does not apply", and why (empty: seen)."""

    code: str
    label: str
    score: int | None
    not_applicable: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AnswerDraft:
    """An answer scale from low to high, and where its order is from. ``key`` is equal for equal scales."""

    family: str
    points: tuple[Point, ...]
    reason: str

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        return self.family, tuple(point.label for point in self.points if point.score is not None)


def draft_answers(one: Any, extra: Mapping[str, Sequence[str]], left_out: list[str]) -> AnswerDraft | None:
    """The answers of a question (``draft.Asked``), or None where their order cannot be told; says so where that is a pity."""
    spelled: dict[str, str] = {}
    for answer in one.answers or {}:
        if normal(answer):
            spelled.setdefault(normal(answer), answer)
    given = list(spelled.values())
    scored = [answer for answer in given if applies(answer)]
    rest = [answer for answer in given if not applies(answer)]
    if one.kind == "single" and len(one.parts) == 1 and {normal(answer) for answer in scored} <= {"yes", "no"}:
        return None
    found = _of_words(scored, extra) or _of_numbers(scored) or _of_numbered_words(scored)
    if found is None:
        if one.kind == "matrix":
            shown = ", ".join(answer[:30] for answer in scored[:4])
            left_out.append(
                f"{one.parts[0].name}: {one.text[:80]} (matrix; no one order is known for {shown} …: maybe two scales)"
            )
        return None
    return AnswerDraft(found.family, (*found.points, *_without_score(rest, found.points)), found.reason)


def _of_words(answers: Sequence[str], extra: Mapping[str, Sequence[str]]) -> AnswerDraft | None:
    """In the order of their family."""
    known = recognize(answers, extra)
    if known is None or not _POINTS[0] <= len(known.answers) <= _POINTS[1]:
        return None
    points = tuple(
        Point(str(place), label, place, reason="nobody gave it; the family usually has it" if label in known.added else "")
        for place, label in enumerate(known.answers, start=1)
    )
    return AnswerDraft(known.family, points, f"words of {known.family}, from low to high")


def _of_numbers(answers: Sequence[str]) -> AnswerDraft | None:
    """Bare numbers: their order is known, their direction is not."""
    if len(answers) < 2 or not all(map(_NUMBER.fullmatch, answers)):
        return None
    numbers = sorted({int(answer) for answer in answers})
    low, high = numbers[0], numbers[-1]
    if not _POINTS[0] <= high - low + 1 <= _POINTS[1]:
        return None
    seen = {int(answer): answer for answer in answers}
    points = tuple(
        Point(str(number), seen.get(number, str(number)), number, reason="" if number in seen else "nobody gave it")
        for number in range(low, high + 1)
    )
    why = f"numbers only: is {low} the low end, or {high}? Codes often run against their words"
    return AnswerDraft(f"numbers_{low}_to_{high}".replace("-", "minus_"), points, why)


def _of_numbered_words(answers: Sequence[str]) -> AnswerDraft | None:
    """Numbers of which some carry words, as ``Never 1``, ``2``, ``Always 3``; None where a number stands for two answers."""
    found: dict[int, str] = {}
    for answer in answers:
        bare, first, last = _NUMBER.fullmatch(answer), _NUMBER_FIRST.fullmatch(answer), _NUMBER_LAST.fullmatch(answer)
        number = bare[0] if bare else first[1] if first else last[2] if last else None
        if number is None or int(number) in found:
            return None
        found[int(number)] = answer
    if len(found) < 2 or not _POINTS[0] <= max(found) - min(found) + 1 <= _POINTS[1]:
        return None
    points = tuple(
        Point(str(number), found.get(number, str(number)), number, reason="" if number in found else "nobody gave it")
        for number in range(min(found), max(found) + 1)
    )
    return AnswerDraft(f"numbered_{min(found)}_to_{max(found)}".replace("-", "minus_"), points, "the numbers beside the words")


def _without_score(answers: Sequence[str], points: Sequence[Point]) -> list[Point]:
    """Answers that stay out of the score, with codes that no other answer has as code or label."""
    taken = {normal(word) for point in points for word in (point.code, point.label)} | {normal(answer) for answer in answers}
    found = []
    for number, answer in enumerate(answers, start=1):
        code = next(
            c for c in ("NA", *(f"NA{n}" for n in range(number, 100))) if normal(c) not in taken or normal(c) == normal(answer)
        )
        taken.add(normal(code))
        excluded = is_not_applicable(answer)
        reason = "does not concern the person: out of the score" if excluded else "no answer: out of the score"
        found.append(Point(code, answer, None, excluded, reason))
    return found
