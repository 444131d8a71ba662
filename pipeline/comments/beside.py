"""What stands beside something masked and belongs to it: the number of a house behind its street, letters of a record number."""

from __future__ import annotations

import re
from collections.abc import Set
from typing import Final

from pipeline.comments.cues import cue
from pipeline.comments.tokens import Comment, Token

_UNITS: Final = cue("units")
_SMALL_WORDS: Final = cue("small_words")
_PARTICLES: Final = cue("particles") | {"do"}
_PLACES: Final = cue("places")
_WAYS: Final = cue("ways")
_NUMBER_SIGNS: Final = frozenset(["no", "nr", "num", "number", "nro"])
_GLUED: Final = re.compile(r"[./:'-]")
_NEAR: Final = re.compile(r"\.?,? #?\(?|-|/|\. ")
_LETTERS: Final = 3
_PASSES: Final = 3


def beside(comment: Comment, hidden: Set[int]) -> frozenset[int]:
    """The numbers of the words that are masked with what is. hidden : numbers of those that are."""
    found = set(hidden)
    for _ in range(_PASSES):
        more = {n for n in range(len(comment.tokens)) if n not in found and _belongs(comment, n, found)}
        more |= _between(comment, found)
        if not more - found:
            break
        found |= more
    return frozenset(found - set(hidden))


def _belongs(comment: Comment, number: int, hidden: Set[int]) -> bool:
    token = comment.tokens[number]
    before = comment.tokens[number - 1] if number - 1 in hidden else None
    after = comment.tokens[number + 1] if number + 1 in hidden else None
    left = comment.between(number - 1) if number else ""
    right = comment.between(number)
    if token.has_digit:
        if any(one is not None and one.has_digit and gap == " " for one, gap in ((before, left), (after, right))):
            return not _is_counted(comment, number)
        if any(one is not None and one.has_digit and _GLUED.fullmatch(gap) for one, gap in ((before, left), (after, right))):
            return True
        if after is not None and after.word in _WAYS and _NEAR.fullmatch(right):
            return True
        named = any(one is not None and _is_proper(one) and _NEAR.fullmatch(gap) for one, gap in ((before, left), (after, right)))
        return named and not _is_counted(comment, number)
    leads = number + 1 < len(comment.tokens) and comment.tokens[number + 1].has_digit
    if before is not None and (before.has_digit or leads) and _NEAR.fullmatch(left) and _is_code(token):
        return token.word not in _UNITS and not token.opens
    if len(token.text) == 1 and token.is_capital and before is not None and left in ("/", "-"):
        return True
    if before is not None and _is_proper(before) and left == " " and token.is_capital and token.word in _SMALL_WORDS - {"i"}:
        return comment.case_tells
    if token.word in _WAYS and _leads_to_name(comment, number, hidden):
        return True
    if token.word in _NUMBER_SIGNS:
        return before is not None and _is_proper(before) and leads
    if len(token.text) == 1 and (
        (before is not None and before.has_digit and left == "-") or (after is not None and right == "-")
    ):
        return True
    if token.word in _PLACES and token.is_capital and not token.opens and after is not None and after.has_digit:
        return right == " "
    is_letter = len(token.text) == 1 and token.is_capital and token.text not in ("A", "I")
    return is_letter and after is not None and after.has_digit and _NEAR.fullmatch(right) is not None


def _leads_to_name(comment: Comment, number: int, hidden: Set[int]) -> bool:
    """``rue Marin``, ``avenue de Daniel``: a masked name behind a word for a street, and behind one small word at most."""
    for ahead in range(number + 1, min(number + 3, len(comment.tokens))):
        if ahead in hidden and comment.tokens[ahead].word not in _PARTICLES:
            return _is_proper(comment.tokens[ahead])
        if comment.tokens[ahead].word not in _PARTICLES:
            return False
    return False


def _between(comment: Comment, hidden: Set[int]) -> set[int]:
    """``12 rue de la Paix``, ``Largo do Porto``: at most three words in small letters between a masked number and a masked name,
    or words that belong to names between two of them."""
    found: set[int] = set()
    for number in hidden:
        from_number = comment.tokens[number].has_digit
        inside: list[int] = []
        for ahead in range(number + 1, min(number + 5, len(comment.tokens))):
            if comment.between(ahead - 1) not in (" ", "-", "'", *([", "] if ahead == number + 1 else [])):
                break
            if not from_number and ahead not in hidden and comment.tokens[ahead].word not in _PARTICLES:
                found |= {ahead} if _is_before_number(comment, number, ahead, hidden) else set()
                break
            if ahead in hidden and comment.tokens[ahead].word not in _PARTICLES:
                both = _is_proper(comment.tokens[ahead]) and (from_number or _is_proper(comment.tokens[number]))
                found |= set(inside) if both else set()
                break
            inside.append(ahead)
    return found


def _is_before_number(comment: Comment, name: int, number: int, hidden: Set[int]) -> bool:
    """``Pionirska pot 56``: one word between a masked name and a masked number."""
    token, follows = comment.tokens[number], number + 1 in hidden and comment.tokens[number + 1].has_digit
    is_one = number == name + 1 and _is_proper(comment.tokens[name]) and token.text.islower()
    return is_one and follows and token.word not in _SMALL_WORDS and comment.between(number) == " "


def _is_proper(token: Token) -> bool:
    return token.is_capital and not token.has_digit


def _is_code(token: Token) -> bool:
    """Capitals that may be the rest of a number or of a postcode."""
    return token.text.isupper() and len(token.text) <= _LETTERS and token.text != "I"


def _is_counted(comment: Comment, number: int) -> bool:
    """Whether the very next word is a unit: of what only ends like a plural, ``borrows``, too little is known here."""
    follows = number + 1 < len(comment.tokens) and not comment.between(number).strip(" -")
    return follows and comment.tokens[number + 1].word in _UNITS
