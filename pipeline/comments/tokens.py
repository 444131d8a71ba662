"""The words of a comment, with their places and how they are written. PRIVATE."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import Final

_LETTER: Final = r"(?:[^\W_][\u0300-\u036f]*)"
_TOKEN: Final = re.compile(rf"{_LETTER}+(?:'{_LETTER}+)*")
_ONE_FOR_ONE: Final = str.maketrans("’‘ʼ´`‐‑‒–—−\u00a0\u2007\u2009\u202f＠．", "'''''------    @.")
_BREAKS: Final = re.compile(r"[.!?…]['\")\]]*\s|[\n\r•*>\"“”(\[/]|\s-+\s|[:;]\s|^\s*-")
_ENDINGS: Final = ("'s", "'re", "'ve", "'ll", "'d", "'m", "'t", "'")
_LOUD_SHARE: Final = 0.6
_TITLED_SHARE: Final = 0.7
_FEWEST_WORDS: Final = 4


def flat(text: str) -> str:
    """A text of the same length with one kind of apostrophe, dash and space, and plain digits and letters for wide ones."""
    return "".join(_plain(one) for one in text.translate(_ONE_FOR_ONE))


def folded(word: str) -> str:
    """A word as lists hold it: small letters, no accents."""
    return "".join(c for c in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(c))


@dataclass(frozen=True, repr=False)
class Token:
    """A run of letters and digits. start, end : in the comment. opens : whether a sentence or a line begins here."""

    text: str
    start: int
    end: int
    opens: bool

    @cached_property
    def word(self) -> str:
        """In small letters, without accents and without what an apostrophe adds."""
        word = folded(self.text)
        return next((word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending) and len(word) > len(ending)), word)

    @cached_property
    def has_digit(self) -> bool:
        return any(c.isdigit() for c in self.text)

    @cached_property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()

    @cached_property
    def is_loud(self) -> bool:
        """Whether it has two letters or more, and all of them are capitals but a plural s."""
        return len(self.text) > 1 and self.text.removesuffix("s").removesuffix("'").isupper()


@dataclass(frozen=True, repr=False)
class Comment:
    """A comment cut into words. text : flat. case_tells : whether capitals say anything here: not where all words have them."""

    text: str
    tokens: tuple[Token, ...]
    case_tells: bool

    def between(self, number: int) -> str:
        """What stands between a word and the next one; all that is left, behind the last."""
        end = self.tokens[number + 1].start if number + 1 < len(self.tokens) else len(self.text)
        return self.text[self.tokens[number].end : end]


def read(text: str) -> Comment:
    """Cut a comment into words."""
    plain = flat(text)
    tokens: list[Token] = []
    last = 0
    for found in _TOKEN.finditer(plain):
        opens = not tokens or (_BREAKS.search(plain, last, found.start()) is not None and not _is_short_form(plain, tokens[-1]))
        tokens.append(Token(found.group(), found.start(), found.end(), opens))
        last = found.end()
    return Comment(plain, tuple(tokens), _case_tells(tokens))


def _is_short_form(text: str, token: Token) -> bool:
    """``St. Mary``: a word without vowels and with a point, behind which no sentence begins."""
    is_short = token.is_capital and not token.is_loud and len(token.text) > 1 and not set(token.word) & set("aeiouy")
    return is_short and text[token.end : token.end + 2] == ". "


def _case_tells(tokens: list[Token]) -> bool:
    words = [one for one in tokens if len(one.text) > 1 and not one.has_digit]
    inside = [one for one in words if not one.opens]
    loud = sum(one.is_loud for one in words)
    titled = sum(one.is_capital for one in inside)
    is_loud = len(words) >= _FEWEST_WORDS and loud >= _LOUD_SHARE * len(words)
    return not is_loud and not (len(inside) >= _FEWEST_WORDS and titled >= _TITLED_SHARE * len(inside))


def _plain(one: str) -> str:
    if one.isascii():
        return one
    same = unicodedata.normalize("NFKC", one)
    return same if len(same) == 1 else one
