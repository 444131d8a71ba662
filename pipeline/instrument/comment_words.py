"""Whether the words of comment topics can be looked for: each is written as a word is, and is of one topic only.

Works on unchecked values, like ``check.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pipeline.errors import Problem
from pipeline.instrument.document import Document
from pipeline.instrument.words import plain

_TOKEN: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*\*?")
_PARTED: Final = re.compile(r"[ -]+")
_LONGEST: Final = 60
_SHORTEST_STEM: Final = 3
ANY_ENDING: Final = "*"


def tokens(word: str) -> list[str]:
    """The words of a word or phrase, as they are compared; ``*`` at the end of one stands for any ending."""
    return _PARTED.split(plain(word).lower())


def comment_problems(values: Mapping[str, Any], document: Document) -> list[Problem]:
    """What is wrong with the words under ``comment_topics``."""
    listed = list(_listed(values))
    return [*_unreadable(listed, document), *_of_two_topics(listed, document)]


Listed = tuple[tuple[str | int, ...], str, str]
"""A word: where it stands, the id of its topic, and the word."""


def _listed(values: Mapping[str, Any]) -> Iterator[Listed]:
    topics = values.get("comment_topics")
    for i, topic in enumerate(topics if isinstance(topics, list) else ()):
        words = topic.get("words") if isinstance(topic, dict) else None
        for j, word in enumerate(words if isinstance(words, list) else ()):
            if isinstance(word, str) and word.strip():
                yield ("comment_topics", i, "words", j), str(topic.get("id")), word


def _unreadable(listed: list[Listed], document: Document) -> Iterator[Problem]:
    for path, _, word in listed:
        parts = tokens(word)
        if len(word) > _LONGEST or not all(map(_TOKEN.fullmatch, parts)):
            allowed = f"letters and digits, words parted by spaces, `*` at the end of a word; {_LONGEST} signs at most"
            yield Problem(f"'{word[:_LONGEST]}' is no word that can be looked for", document.where(path), allowed)
        elif any(len(part) <= _SHORTEST_STEM for part in parts if part.endswith(ANY_ENDING)):
            what = f"'{word}' would be found in too many words"
            yield Problem(what, document.where(path), fix=f"write at least {_SHORTEST_STEM} letters before `*`")


def _of_two_topics(listed: list[Listed], document: Document) -> Iterator[Problem]:
    """Words that another topic has too, or holds with one of its own."""
    by_size: dict[int, list[tuple[str, str, list[str]]]] = {}
    for _, topic, word in listed:
        by_size.setdefault(len(tokens(word)), []).append((topic, word, tokens(word)))
    for path, topic, word in listed:
        parts = tokens(word)
        others = (one for one in by_size[len(parts)] if one[0] != topic and _holds(one[2], parts))
        if (other := next(others, None)) is not None:
            what = f"'{word}' of '{topic}' is found by '{other[1]}' of '{other[0]}' as well"
            yield Problem(what, document.where(path), fix="leave it in one of the two topics")


def _holds(parts: list[str], others: list[str]) -> bool:
    """Whether whatever the second finds is found by the first."""
    return all(
        other.rstrip(ANY_ENDING).startswith(part[:-1]) if part.endswith(ANY_ENDING) else part == other
        for part, other in zip(parts, others, strict=True)
    )
