"""Mask what could point at a person in one comment. Specification: docs/methods/masking.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pipeline.comments.beside import beside
from pipeline.comments.covered import covered
from pipeline.comments.masked import Kind, Masked, Masking, joined, masked
from pipeline.comments.numbers import loose_numbers
from pipeline.comments.patterns import by_form
from pipeline.comments.people import people
from pipeline.comments.rare import rare
from pipeline.comments.tokens import Comment, read
from pipeline.comments.words import Words

_ONE_NAME: Final = re.compile(r"[ .'-]{0,2}")
_NAMES: Final[tuple[Kind, ...]] = ("name", "rare word")


def mask(text: str, words: Words) -> Masked:
    """A comment with everything masked that has the form of an identifier, is taken for a name, or is a rare word."""
    comment = read(text)
    named = people(comment, words)
    unknown = set(rare(comment, words)) - named
    found = [
        *by_form(comment.text),
        *loose_numbers(comment, words),
        *_words(comment, named, "name"),
        *_words(comment, unknown, "rare word"),
    ]
    belonging = beside(comment, covered(comment, found))
    found += [*_words(comment, belonging, "number")]
    return masked(text, _joined(comment, masked(text, found).maskings))


def _words(comment: Comment, numbers: Iterable[int], kind: Kind) -> Iterator[Masking]:
    return (Masking(comment.tokens[number].start, comment.tokens[number].end, kind) for number in numbers)


def _joined(comment: Comment, maskings: Iterable[Masking]) -> Iterator[Masking]:
    """Parts of one name, or of one number."""

    def together(last: Masking, one: Masking) -> Kind | None:
        if not (_ONE_NAME.fullmatch(comment.text, last.end, one.start) and _alike(last.kind, one.kind)):
            return None
        return "name" if "name" in (last.kind, one.kind) else last.kind

    return joined(maskings, together)


def _alike(first: Kind, second: Kind) -> bool:
    return first == second or (first in _NAMES and second in _NAMES)
