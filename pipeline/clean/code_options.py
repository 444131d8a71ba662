"""Multi-selects: which options each respondent ticked, with one column per option or with all of them in one cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from pipeline.clean.code import Cells, by_text, option_words, unknown_option
from pipeline.clean.unknown import Doubt
from pipeline.instrument.words import normal
from pipeline.tables.coded import Ticked

_SEPARATORS: Final = (",", ";", "|", "/")
_CODES: Final = re.compile(r"-?\d{1,4}(?:, ?-?\d{1,4})*")


def code_joined(cells: Cells, options: tuple, extra: Mapping[str, str], field: str, problems: list[Doubt]) -> Ticked:
    """Code a multi-select whose answers share one cell.

    Where the platform fixes what parts the answers, or a cell is nothing but codes, that is obeyed, and only the parts that
    are no option need a decision; else labels may hold the separator themselves, so a cell is split only in the one way in
    which every part is an option.
    """
    words = {"": "", **option_words(options), **{normal(written): target for written, target in extra.items()}}
    spelled = _by_letter(words)
    ids = tuple(option.id for option in options)
    ticked = np.zeros((len(ids), len(cells.texts.distinct)), dtype=bool)
    unknown: dict[str, list[int]] = {}
    for place, text in enumerate(cells.texts.distinct):
        found = _parts(cells, text, words, spelled)
        for option in found.options:
            ticked[ids.index(option), place] = True
        for part in found.unknown:
            unknown.setdefault(part, []).append(place)
    times = cells.times() if unknown else np.empty(0, dtype=np.int64)
    for part, places in unknown.items():
        if n := int(times[places].sum()):
            problems.append(unknown_option(cells, part, n, options, field, worded=False))
    return Ticked(ids, np.take(ticked, cells.texts.codes, axis=1) if len(cells.texts) else ticked[:, :0])


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a joined cell holds: ids of options, and what is none."""

    options: tuple[str, ...]
    unknown: tuple[str, ...] = ()


def _parts(cells: Cells, text: str, words: Mapping[str, str], spelled: Mapping[str, Sequence[tuple[str, str]]]) -> _Parts:
    """The parts of a joined cell."""
    if text.strip() in cells.labels:
        text = cells.word(text)
    joint = cells.joint or ("," if _CODES.fullmatch(text.strip()) else "")
    if normal(text) in words:
        return _Parts((words[normal(text)],) if words[normal(text)] else ())
    if joint and joint in text:
        parts = [part.strip() for part in text.split(joint) if part.strip()]
        keys = {part: words.get(normal(cells.word(part))) for part in parts}
        return _Parts(tuple(key for key in keys.values() if key), tuple(part for part, key in keys.items() if key is None))
    found = _split(normal(text), spelled)
    return _Parts((), (text.strip(),)) if found is None else _Parts(tuple(option for option in found if option))


def _split(text: str, words: Mapping[str, Sequence[tuple[str, str]]]) -> list[str] | None:
    """Option ids of a joined cell; None where no reading fits, or where two different readings do.

    words : first letter -> spellings that begin with it, and their options.
    """
    readings: set[tuple[str, ...]] = set()
    reach: dict[int, set[tuple[str, ...]]] = {0: {()}}
    while reach:
        start = min(reach)
        rest = text[start:].lstrip(" ,;|/")
        if not rest:
            readings |= {tuple(sorted(set(sofar))) for sofar in reach.pop(start)}
            continue
        offset, so_far = len(text) - len(rest), reach.pop(start)
        for word, option in words.get(rest[0], ()):
            end = offset + len(word)
            if text.startswith(word, offset) and (end == len(text) or text[end:].lstrip()[:1] in (*_SEPARATORS, "")):
                reach.setdefault(end, set()).update((*sofar, option) for sofar in so_far)
    return list(next(iter(readings))) if len(readings) == 1 else None


def _by_letter(words: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """First letter -> spellings, without the blank one, and their options."""
    found: dict[str, list[tuple[str, str]]] = {}
    for word, option in words.items():
        if word:
            found.setdefault(word[0], []).append((word, option))
    return found


def code_spread(columns: Mapping[str, Cells], options: tuple) -> Ticked:
    """Code a multi-select with one column per option. Ticked unless blank or a plain no."""
    ids = tuple(option.id for option in options)
    ticked = np.zeros((len(ids), len(next(iter(columns.values())).texts)), dtype=bool)
    for option, cells in columns.items():
        is_ticked = np.array([normal(text) not in _NOT_TICKED for text in cells.texts.distinct], dtype=bool)
        ticked[ids.index(option)] = by_text(cells.texts, is_ticked)
    return Ticked(ids, ticked)


#: What platforms write for an option that was not ticked (FORMATS: blank, 0, Unchecked, Not selected, N, FALSE).
_NOT_TICKED: Final = frozenset({"", "0", "0.0", "unchecked", "not selected", "no", "n", "false"})
