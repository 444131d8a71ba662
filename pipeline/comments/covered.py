"""Which words of a comment maskings cover."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.comments.masked import Masking
from pipeline.comments.tokens import Comment


def covered(comment: Comment, maskings: Iterable[Masking]) -> frozenset[int]:
    """The numbers of the words that maskings cover, also where they cover a part only."""
    hidden = bytearray(len(comment.text))
    for one in maskings:
        hidden[one.start : one.end] = b"\1" * len(hidden[one.start : one.end])
    return frozenset(n for n, token in enumerate(comment.tokens) if any(hidden[token.start : token.end]))
