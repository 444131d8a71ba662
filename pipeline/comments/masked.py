"""A comment with some of its words masked, and the list of what was masked: its kind and its place, never the word. PRIVATE."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, get_args

Kind = Literal[
    "name",
    "e-mail",
    "address on the web",
    "phone",
    "number",
    "date",
    "address",
    "place in the house",
    "age",
    "rare word",
    "by hand",
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Masking:
    """One piece that is masked. start, end : its first letter and the one behind its last, in the comment as it was written."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True, repr=False)
class Masked:
    """A comment as it may be read by others. text : with ``[kind]`` in the place of each masking. maskings : in order, apart."""

    text: str
    maskings: tuple[Masking, ...]


def masked(text: str, maskings: Iterable[Masking]) -> Masked:
    """Put maskings into a comment; those that overlap become one, of the kind of the longer, or of the first given."""
    apart = _apart(maskings)
    pieces, done = [], 0
    for one in apart:
        pieces += [text[done : one.start], f"[{one.kind}]"]
        done = one.end
    return Masked("".join([*pieces, text[done:]]), apart)


def joined(maskings: Iterable[Masking], together: Callable[[Masking, Masking], Kind | None]) -> Iterator[Masking]:
    """Neighbours as one: how many there were tells something.

    maskings : by their starts. together : the kind of two that become one; None where they stay two.
    """
    last: Masking | None = None
    for one in maskings:
        kind = together(last, one) if last is not None else None
        if last is not None and kind is not None:
            last = Masking(last.start, max(last.end, one.end), kind)
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last


def _apart(maskings: Iterable[Masking]) -> tuple[Masking, ...]:
    def together(last: Masking, one: Masking) -> Kind | None:
        return None if one.start >= last.end else max(last, one, key=lambda each: each.end - each.start).kind

    return tuple(joined(sorted(maskings, key=lambda each: each.start), together))
