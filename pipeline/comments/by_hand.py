"""Mend a masking by hand: a person says of each word whether it is covered. PRIVATE."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from pipeline.comments.covered import covered as words_covered
from pipeline.comments.masked import Kind, Masking, joined, masked
from pipeline.comments.tokens import Token, read

_NEAR: Final = re.compile(r"[ '.-]{0,2}")


def word_list(text: str) -> tuple[str, ...]:
    """The words of a comment in their order, as they can be covered one by one."""
    return tuple(text[token.start : token.end] for token in read(text).tokens)


def covered(text: str, maskings: Iterable[Masking]) -> frozenset[int]:
    """The numbers of the words that maskings cover, also where they cover a part only."""
    return words_covered(read(text), maskings)


def by_hand(text: str, maskings: Iterable[Masking], words: Collection[int]) -> tuple[Masking, ...]:
    """Maskings that cover exactly these words: those that stand where all their words are among them, else word by word."""
    tokens, standing = read(text).tokens, tuple(maskings)
    kept = [one for one in standing if all(n in words for n, token in enumerate(tokens) if _touches(one, token))]
    left = [tokens[n] for n in sorted(words) if not any(_touches(one, tokens[n]) for one in kept)]
    return masked(text, [*kept, *_joined(text, (_piece(token, standing) for token in left))]).maskings


def _touches(one: Masking, token: Token) -> bool:
    return one.start < token.end and token.start < one.end


def _piece(token: Token, standing: Iterable[Masking]) -> Masking:
    """A word of a masking that no longer stands as a whole keeps its kind."""
    kinds = [one.kind for one in standing if _touches(one, token)]
    return Masking(token.start, token.end, kinds[0] if kinds else "by hand")


def _joined(text: str, pieces: Iterable[Masking]) -> Iterator[Masking]:
    """Words of one kind side by side."""

    def together(last: Masking, one: Masking) -> Kind | None:
        return one.kind if last.kind == one.kind and _NEAR.fullmatch(text, last.end, one.start) else None

    return joined(pieces, together)
