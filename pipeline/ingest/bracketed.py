"""Headings ``Question [statement]`` of a matrix: where the question ends, though both may hold brackets of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

Parted = tuple[str, str]
"""A question and its statement."""
_MIRROR: Final = str.maketrans("[]", "][")


def parted(texts: Sequence[str]) -> tuple[Parted | None, ...]:
    """Question and statement of every heading; None where it has no brackets at its end.

    What other headings begin with too is the question. Of several such beginnings that one counts behind which a statement is
    left with as many brackets opened as closed (``How sure [1-5] [I can start]``, ``Do you agree? [I use [name]]``), then the one
    that most headings share, then the longest.
    """
    possible = [ways(text) for text in texts]
    shared = Counter(question for each in possible for question, _ in each)
    return tuple(max(each, key=lambda way: _rank(way, shared), default=None) for each in possible)


def parted_in_front(texts: Sequence[str]) -> tuple[Parted | None, ...]:
    """The same of headings ``[statement] Question``."""
    found = parted([_mirrored(text) for text in texts])
    return tuple(each and (_mirrored(each[0]), _mirrored(each[1])) for each in found)


def _mirrored(text: str) -> str:
    return text[::-1].translate(_MIRROR)


def ways(text: str) -> list[Parted]:
    """Every way to part a heading."""
    if not text.endswith("]"):
        return []
    places = [place for place in range(1, len(text)) if text.startswith(" [", place)]
    return [(text[:place], text[place + 2 : -1]) for place in places]


def _rank(way: Parted, shared: Counter[str]) -> tuple[bool, bool, int, int]:
    question, statement = way
    return shared[question] > 1, _balanced(statement), shared[question], len(question)


def _balanced(text: str) -> bool:
    """Whether every bracket that closes was opened, and the other way round."""
    opened = 0
    for sign in text:
        opened += (sign == "[") - (sign == "]")
        if opened < 0:
            return False
    return opened == 0
