"""What stands beside something masked and belongs to it: the number of a house behind its street, letters of a record number."""

from __future__ import annotations

import re
from collections.abc import Set
from typing import Final

from pipeline.comments.cues import cue
from pipeline.comments.tokens import Comment, Token
from pipeline.comments.words import Words

_UNITS: Final = cue("units")
_SMALL_WORDS: Final = cue("small_words")
_NUMBER_SIGNS: Final = frozenset(["no", "nr", "num", "number", "nro"])
_GLUED: Final = re.compile(r"[./:'-]")
_NEAR: Final = re.compile(r"\.?,? #?\(?|-|/|\. ")
_LETTERS: Final = 3
_PASSES: Final = 3


def beside(comment: Comment, hidden: Set[int], words: Words) -> frozenset[int]:
    """The numbers of the words that are masked with what is. hidden : numbers of those that are."""
    found = set(hidden)
    for _ in range(_PASSES):
        more = {n for n in range(len(comment.tokens)) if n not in found and _belongs(comment, n, found, words)}
        more |= _between(comment, found)
        if not more - found:
            break
        found |= more
    return frozenset(found - set(hidden))


def _belongs(comment: Comment, number: int, hidden: Set[int], words: Words) -> bool:
    token = comment.tokens[number]
    before = comment.tokens[number - 1] if number - 1 in hidden else None
    after = comment.tokens[number + 1] if number + 1 in hidden else None
    left = comment.between(number - 1) if number else ""
    right = comment.between(number)
    if token.has_digit:
        if any(one is not None and one.has_digit and _GLUED.fullmatch(gap) for one, gap in ((before, left), (after, right))):
            return True
        named = any(one is not None and _is_proper(one) and _NEAR.fullmatch(gap) for one, gap in ((before, left), (after, right)))
        return named and not _is_counted(comment, number, words)
    leads = number + 1 < len(comment.tokens) and comment.tokens[number + 1].has_digit
    if before is not None and (before.has_digit or leads) and _NEAR.fullmatch(left) and _is_code(token):
        return token.word not in _UNITS
    if token.word in _NUMBER_SIGNS:
        return before is not None and _is_proper(before) and leads
    is_letter = len(token.text) == 1 and token.is_capital and token.text not in ("A", "I")
    return is_letter and after is not None and after.has_digit and _NEAR.fullmatch(right) is not None


def _between(comment: Comment, hidden: Set[int]) -> set[int]:
    """``12 rue de la Paix``: at most three words in small letters between a masked number and a masked name."""
    found: set[int] = set()
    for number in hidden:
        if not comment.tokens[number].has_digit:
            continue
        inside: list[int] = []
        for ahead in range(number + 1, min(number + 5, len(comment.tokens))):
            if comment.between(ahead - 1) not in (" ", "-", "'"):
                break
            if ahead in hidden:
                found |= set(inside) if _is_proper(comment.tokens[ahead]) else set()
                break
            inside.append(ahead)
    return found


def _is_proper(token: Token) -> bool:
    return token.is_capital and not token.has_digit


def _is_code(token: Token) -> bool:
    """Capitals that may be the rest of a number or of a postcode."""
    return token.text.isupper() and len(token.text) <= _LETTERS and token.text != "I"


def _is_counted(comment: Comment, number: int, words: Words) -> bool:
    """Whether the very next word is a unit, or something in the plural."""
    if number + 1 >= len(comment.tokens) or comment.between(number).strip(" -"):
        return False
    word = comment.tokens[number + 1].word
    return word in _UNITS or (word.endswith("s") and word not in _SMALL_WORDS and words.is_ordinary(word))
