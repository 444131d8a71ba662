"""Judge maskings of comments in which it is known what points at somebody."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.comments.masking import mask
from pipeline.comments.words import Words

_WORD = re.compile(r"\w+(?:'\w+)*")


@dataclass(frozen=True, slots=True)
class Planted:
    """A comment with one identifier in it. kind : "" where there is none. start, end : of the identifier with the words that
    belong to it. points : the places of the letters and digits that point at somebody."""

    text: str
    kind: str = ""
    start: int = 0
    end: int = 0
    points: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Judged:
    """hidden : whether all that points at somebody is masked. words, lost : other words, and those of them that are masked."""

    planted: Planted
    hidden: bool
    words: int
    lost: tuple[str, ...]


def planted(sentence: str, kind: str, identifier: str) -> Planted:
    """A sentence with an identifier at its braces. identifier : what points at somebody stands between < and >, else all does."""
    start = sentence.index("{}")
    marked = identifier if "<" in identifier else f"<{identifier}>"
    points, inside, plain = set(), False, ""
    for one in marked:
        if one in "<>":
            inside = one == "<"
            continue
        if inside and one.isalnum():
            points.add(start + len(plain))
        plain += one
    return Planted(sentence.replace("{}", plain, 1), kind, start, start + len(plain), frozenset(points))


def judged(comments: Iterable[Planted], words: Words) -> list[Judged]:
    """Mask each and compare."""
    return [_judged(one, words) for one in comments]


def _judged(one: Planted, words: Words) -> Judged:
    covered = [False] * len(one.text)
    for masking in mask(one.text, words).maskings:
        covered[masking.start : masking.end] = [True] * (masking.end - masking.start)
    hidden = all(covered[at] for at in one.points)
    others = [word for word in _WORD.finditer(one.text) if word.end() <= one.start or word.start() >= one.end]
    lost = tuple(word.group() for word in others if any(covered[word.start() : word.end()]))
    return Judged(one, hidden, len(others), lost)
