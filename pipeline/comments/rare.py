"""Rare words: neither ordinary, nor of the questionnaire, nor written by many people of the wave."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

from pipeline.comments.tokens import Comment, Token
from pipeline.comments.words import Words

_ACCENTED: Final = frozenset("éèêëàâïîôöüçñ’")
_SHORTEST_ACCENTED: Final = 4
_ALONE: Final = frozenset("a i s t x")
_LETTERS_OF_SHORT_FORM: Final = 3
_SHORTEST_SLIP: Final = 8
_LONGEST_SLIP: Final = 24


def rare(comment: Comment, words: Words) -> Iterator[int]:
    """The numbers of the words that nothing vouches for."""
    return (number for number, token in enumerate(comment.tokens) if not token.has_digit and not _may_stay(comment, token, words))


def _may_stay(comment: Comment, token: Token, words: Words) -> bool:
    if len(token.text) == 1:
        return token.word in _ALONE or not token.is_capital or not _before_point(comment, token)
    if token.text in words.capitals:
        return True
    if token.is_loud and len(token.text) <= _LETTERS_OF_SHORT_FORM and comment.case_tells:
        return token.word in words.ordinary and token.word not in words.doubtful  # else it may be somebody's initials
    if not _has_english_letters(token):
        return False
    if token.word in words.ordinary or folded_whole(token) in words.ordinary:
        return True
    may_be_made = not token.is_capital or token.is_loud or not comment.case_tells
    return may_be_made and (words.is_ordinary(token.word) or _is_slip(token.word, words))


def _has_english_letters(token: Token) -> bool:
    """Whether all letters are such as English words have, ``naïve`` and ``café`` among them; ``Số`` is no ``so``."""
    word = unicodedata.normalize("NFC", token.text.casefold())
    return all(one.isascii() or (one in _ACCENTED and len(word) >= _SHORTEST_ACCENTED) for one in word)


def folded_whole(token: Token) -> str:
    """With what an apostrophe adds, but without the apostrophe: ``wont`` of ``won't``."""
    return token.text.casefold().replace("'", "")


def _before_point(comment: Comment, token: Token) -> bool:
    return comment.text[token.end : token.end + 1] == "."


def _is_slip(word: str, words: Words) -> bool:
    """Whether a long word is one slip of the pen away from an ordinary one: a letter too many, one missing, or two turned."""
    if not _SHORTEST_SLIP <= len(word) <= _LONGEST_SLIP:
        return False
    halves = [(word[:cut], word[cut:]) for cut in range(len(word) + 1)]
    less = (left + right[1:] for left, right in halves if right)
    turned = (left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1)
    twice = (left + right[0] + right for left, right in halves if right)
    vowels = (left + vowel + right for left, right in halves for vowel in "aeiou")
    return any(one in words.ordinary for made in (less, turned, twice, vowels) for one in made)
