"""Which words may stay in a comment: ordinary ones, those of the questionnaire, and those that many people of the wave wrote."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from pipeline.comments.cues import LISTS
from pipeline.comments.tokens import folded, read
from pipeline.instrument.model import Instrument

_SHORTEST_STEM: Final = 4
_BEFORE: Final = ("un", "re", "non", "pre", "over", "under", "tele", "co", "multi", "mis", "inter", "self", "e")
_BEHIND: Final = (
    "s",
    "es",
    "ed",
    "d",
    "ing",
    "er",
    "ers",
    "ly",
    "ness",
    "less",
    "able",
    "ish",
    "y",
    "al",
    "ally",
    "wise",
    "like",
)


@dataclass(frozen=True, slots=True)
class Words:
    """What is known of words, all folded.

    Attributes
    ----------
    ordinary : may stay. capitals : are written with a capital within sentences and are nobody's name, as they are written.
    doubtful : ordinary words that are names as well. names : parts of the names of people, as on a list of staff.
    """

    ordinary: frozenset[str]
    capitals: frozenset[str]
    doubtful: frozenset[str]
    names: frozenset[str] = frozenset()

    def is_ordinary(self, word: str) -> bool:
        """Whether a folded word, or what it is made from, is on a list."""
        return word in self.ordinary or any(stem in self.ordinary for stem in _stems(word))


def words_of(instrument: Instrument | None = None, names: Collection[str] = (), common: Collection[str] = ()) -> Words:
    """The shipped lists with what is known of a wave.

    names : of people. common : folded words that many people of the wave wrote.
    """
    ordinary = _listed("words_en.txt") | _listed("terms.txt")
    doubtful = _listed("names.txt")
    asked = _of_instrument(instrument) - doubtful if instrument is not None else frozenset()
    parts = frozenset(folded(part) for name in names for part in re.findall(r"[^\W\d_]{2,}", name))
    capitals = frozenset(word for line in _lines("capitals.txt") for word in line.split())
    return Words((ordinary | asked | frozenset(common)) - (parts - ordinary), capitals, doubtful, parts)


def _of_instrument(instrument: Instrument) -> frozenset[str]:
    """Words that the questionnaire writes in small letters somewhere, and all words of the names of roles; names of places are
    proper names, and stay out."""
    written = {token.text for text in _texts(instrument.model_dump(mode="json")) for token in read(text).tokens}
    roles = {token.text for role in instrument.roles for token in read(role.label).tokens}
    return frozenset(folded(word) for word in (*roles, *(one for one in written if one.islower())))


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _texts(part)


def _stems(word: str) -> Iterable[str]:
    """What a word may be made from: ``unbilled`` from ``billed``, ``screenings`` from ``screening``."""
    for first in _BEFORE:
        if word.startswith(first) and len(word) - len(first) >= _SHORTEST_STEM:
            yield word[len(first) :]
    for last in _BEHIND:
        if word.endswith(last) and len(word) - len(last) >= _SHORTEST_STEM:
            stem = word[: -len(last)]
            yield from (stem, stem + "e", stem[:-1] if stem[-1] == stem[-2] else stem)


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(folded(word) for line in _lines(name) for word in line.replace("-", " ").split())


@cache
def _lines(name: str) -> tuple[str, ...]:
    lines = (LISTS / name).read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if not line.startswith("#"))
