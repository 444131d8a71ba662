"""Multi-selects: which options each respondent ticked, with one column per option or with all of them in one cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from pipeline.clean.cells import Cells
from pipeline.clean.code import option_words, unknown_option
from pipeline.clean.unknown import Doubt
from pipeline.instrument.words import normal
from pipeline.tables.coded import Ticked

SEPARATORS: Final = (",", ";", "|", "/")
"""What may part options in a joined cell."""
_BETWEEN: Final = "".join((" ", *SEPARATORS))
_ENDS: Final = " .:?!"
"""Ends of a wording that its normal spelling leaves out: an option may be a sentence."""
_CODES: Final = re.compile(r"-?\d{1,4}(?:, ?-?\d{1,4})*")


def code_joined(cells: Cells, options: tuple, extra: Mapping[str, str], field: str, problems: list[Doubt]) -> Ticked:
    """Code a multi-select whose answers share one cell.

    Where the platform fixes what parts the answers, or a cell is nothing but codes, that is obeyed. Labels may hold the
    separator themselves: a cell whose parts are not all options, or that nothing fixed parts, is split in the one way in which
    every part is an option. Only parts that no way reads need a decision.
    """
    words = {"": "", **option_words(options), **{normal(written): target for written, target in extra.items()}}
    spelled = Spelled.of(words)
    ids = tuple(option.id for option in options)
    ticked = np.zeros((len(ids), len(cells.texts.distinct)), dtype=bool)
    unknown: dict[str, list[int]] = {}
    for place, text in enumerate(cells.texts.distinct):
        found = _parts(cells, text, words, spelled)
        for option in found.options:
            ticked[ids.index(option), place] = True
        for part in found.unknown:
            unknown.setdefault(part, []).append(place)
    asked = sorted({place for places in unknown.values() for place in places})
    times = dict(zip(asked, cells.times(asked), strict=True))
    for part, places in unknown.items():
        if n := sum(times[place] for place in places):
            problems.append(unknown_option(cells, part, n, options, field, worded=False))
    ticks = np.empty((len(ids), len(cells.rows)), dtype=bool)
    cells.rows.look_up([cells.texts] * len(ids), list(ticked), list(ticks))
    return Ticked(ids, ticks)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a joined cell holds: ids of options, and what is none."""

    options: tuple[str, ...]
    unknown: tuple[str, ...] = ()


def _parts(cells: Cells, text: str, words: Mapping[str, str], spelled: Spelled) -> _Parts:
    """The parts of a joined cell."""
    if text.strip() in cells.labels:
        text = cells.word(text)
    joint = cells.joint or ("," if _CODES.fullmatch(text.strip()) else "")
    if normal(text) in words:
        return _Parts((words[normal(text)],) if words[normal(text)] else ())
    if joint and joint in text:
        parts = [part.strip() for part in text.split(joint) if part.strip()]
        keys = {part: words.get(normal(cells.word(part))) for part in parts}
        unknown = tuple(part for part, key in keys.items() if key is None)
        # A label may hold what parts answers: "mixed visits; what must stay in person" of Microsoft Forms.
        whole = spelled.split(normal(text)) if unknown else None
        if whole is not None:
            return _Parts(tuple(filter(None, whole)))
        return _Parts(tuple(key for key in keys.values() if key), unknown)
    found = spelled.split(normal(text))
    return _Parts((), (text.strip(),)) if found is None else _Parts(tuple(option for option in found if option))


Reading = frozenset[str]
"""Options that a joined cell may be read as."""


@dataclass(frozen=True, slots=True)
class Spelled:
    """How options are spelled, and what joined cells are read as.

    words : first letter -> spellings that begin with it, and their options.
    readings : what was found so far; many cells end alike, and each end is read once.
    """

    words: Mapping[str, Sequence[tuple[str, str]]]
    readings: dict[str, frozenset[Reading]]

    @classmethod
    def of(cls, words: Mapping[str, str]) -> Spelled:
        """words : normal spelling -> option; the blank one counts for nothing."""
        found: dict[str, list[tuple[str, str]]] = {}
        for word, option in words.items():
            if word:
                found.setdefault(word[0], []).append((word, option))
        return cls(found, {"": frozenset({frozenset()})})

    def split(self, text: str) -> Sequence[str] | None:
        """Options of a joined cell; None where no reading fits, or where two different readings do."""
        readings = self.ways(text)
        return sorted(next(iter(readings))) if len(readings) == 1 else None

    def ways(self, text: str) -> frozenset[Reading]:
        """Everything that a joined cell may be read as."""
        whole = text.lstrip(_BETWEEN)
        open_ends = [whole]
        while open_ends:
            rest = open_ends[-1]
            begun = () if rest in self.readings else self._begun(rest)
            if missing := [left for _, left in begun if left not in self.readings]:
                open_ends += missing
                continue
            if rest not in self.readings:
                self.readings[rest] = frozenset(more | {option} for option, left in begun for more in self.readings[left])
            open_ends.pop()
        return self.readings[whole]

    def _begun(self, text: str) -> list[tuple[str, str]]:
        """Options that a text may begin with, and what is left of it behind each."""
        found = []
        for word, option in self.words.get(text[0], ()):
            left = text[len(word) :].lstrip(_ENDS)
            if text.startswith(word) and left[:1] in (*SEPARATORS, ""):
                found.append((option, left.lstrip(_BETWEEN)))
        return found


def code_spread(columns: Mapping[str, Cells], options: tuple) -> Ticked:
    """Code a multi-select with one column per option. Ticked unless blank or a plain no."""
    ids = tuple(option.id for option in options)
    ticked = np.zeros((len(ids), len(next(iter(columns.values())).rows)), dtype=bool)
    for option, cells in columns.items():
        is_ticked = np.array([normal(text) not in _NOT_TICKED for text in cells.texts.distinct], dtype=bool)
        ticked[ids.index(option)] = cells.by_text(is_ticked)
    return Ticked(ids, ticked)


#: What platforms write for an option that was not ticked (FORMATS: blank, 0, Unchecked, Not selected, N, FALSE).
_NOT_TICKED: Final = frozenset({"", "0", "0.0", "unchecked", "not selected", "no", "n", "false"})
