"""Which numbers may stay: small amounts of something, shares, and years that are told as years. All others are masked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pipeline.comments.cues import cue
from pipeline.comments.masked import Masking
from pipeline.comments.tokens import Comment, Token
from pipeline.comments.words import Words

_SMALL: Final = 12
"""A number up to this points at nobody by itself."""
_SMALL_WORDS: Final = cue("small_words")
_LARGEST_OF_SPAN: Final = 31
_UNITS: Final = cue("units")
_YEAR: Final = re.compile(r"(?:19[89]|20[0-3])\d")
_BEFORE_YEARS: Final = cue("before_years")
_ROUND: Final = re.compile(r"[1-9]\d?000?|[1-9]\d?0000?|[1-9]00")
_SIGNS: Final = re.compile(r"^\s*(?:%|€|\$|£|°)")
_MONEY: Final = re.compile(r"[$€£]\s?$|[~<>≤≥+]\s?$")
_KNOWN: Final = cue("short_forms")
_WITH_UNIT: Final = re.compile(r"\d{1,3}(?:min|mins|m|h|hr|hrs|hours|am|pm|x|k|mb|mbps|gb|th|st|nd|rd|s|yo|yr|yrs|d|wk|wks|mo)")


def loose_numbers(comment: Comment, words: Words) -> Iterator[Masking]:
    """Words with digits that nothing vouches for."""
    for number, token in enumerate(comment.tokens):
        if token.has_digit and not _may_stay(comment, number, token, words):
            yield Masking(token.start, token.end, "number")


def _may_stay(comment: Comment, number: int, token: Token, words: Words) -> bool:
    word = token.text.casefold()
    if word in _KNOWN or _WITH_UNIT.fullmatch(word):
        return True
    if not word.isdecimal():
        return False
    previous = comment.tokens[number - 1] if number else None
    before = previous.word if previous is not None else ""
    after = comment.tokens[number + 1] if number + 1 < len(comment.tokens) else None
    sign = comment.between(number)
    if _YEAR.fullmatch(word):
        return before in _BEFORE_YEARS and not (
            after is not None and sign == " " and (after.is_loud or _is_name_like(after, words))
        )
    has_unit = _SIGNS.match(sign) is not None or _MONEY.search(comment.text[max(0, token.start - 2) : token.start]) is not None
    has_unit = has_unit or (after is not None and not sign.strip(" -+/") and _counts(comment, number + 1, words))
    if len(word) > 3:
        return has_unit and _ROUND.fullmatch(word) is not None
    small = (
        int(word) <= _SMALL
        and word[0] != "0"
        and not any(
            _is_name_like(beside, words)
            for beside in (None if token.opens else previous, None if after is None or after.opens else after)
        )
    )
    return has_unit or small or (sign.strip() in ("-", "/", ":", ".") and after is not None and _in_range(comment, number, words))


def _counts(comment: Comment, number: int, words: Words) -> bool:
    """Whether a word tells what is counted: a unit, or within three words something in the plural."""
    for ahead in range(number, min(number + 3, len(comment.tokens))):
        token = comment.tokens[ahead]
        if ahead > number and comment.between(ahead - 1).strip(" -"):
            return False
        if token.has_digit:
            return token.text.isdecimal() and _in_range(comment, number - 1, words)
        if (token.is_capital and comment.case_tells) or (token.word in _SMALL_WORDS and token.word not in _UNITS):
            return False
        if token.word in _UNITS or (
            token.word.endswith("s") and token.word not in _SMALL_WORDS and words.is_ordinary(token.word)
        ):
            return True
    return False


def _in_range(comment: Comment, number: int, words: Words) -> bool:
    """``10-15 minutes``: two short numbers in a row, of which the second is counted."""
    if number + 1 >= len(comment.tokens):
        return False
    second = comment.tokens[number + 1]
    first = comment.tokens[number]
    if (
        not second.text.isdecimal()
        or len(second.text) > 3
        or not _rises(first.text, second.text)
        or comment.between(number).strip() not in ("-", "to", "/", ".")
    ):
        return False
    return _SIGNS.match(comment.between(number + 1)) is not None or (
        number + 2 < len(comment.tokens) and not comment.tokens[number + 2].has_digit and _counts(comment, number + 2, words)
    )


def _rises(first: str, second: str) -> bool:
    """Whether two numbers are a span that people tell: small ones, or round ones."""
    low, high = int(first) if first.isdecimal() else 0, int(second)
    return low < high and all(one <= _LARGEST_OF_SPAN or one % 5 == 0 for one in (low, high))


def _is_name_like(token: Token | None, words: Words) -> bool:
    """Whether a number beside it may be one of a street or a house."""
    if token is None or token.has_digit or token.text in words.capitals:
        return False
    return (token.is_capital and not token.opens and not token.is_loud) or not words.is_ordinary(token.word)
