"""What every reader does last: kinds, dates, the status of each row, and how the file was read.

A reader says what it knows of its platform (``Found``); the rest is the same for all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from pipeline.ingest.dates import read_dates
from pipeline.ingest.export import UNKNOWN_ZONE, Column, Export, Kind, Meta
from pipeline.ingest.grid import Grid
from pipeline.ingest.kinds import with_kinds
from pipeline.ingest.texts import Texts

#: A row takes the first of these that is true of it.
_PRECEDENCE = ("repeat", "preview", "test", "spam", "partial")


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a reader found in a grid.

    Attributes
    ----------
    platform, variant : as in ``Export``. header_rows : rows before the first answer.
    columns : the columns, kinds still open. cells : the answers, by ``Column.position``.
    states : status -> which rows are in it, boolean, one per row; what the platform does not tell is left out.
    notes : what to say about the reading.
    coded : whole numbers are codes, not points on a scale. known : position -> kind, where the platform tells it.
    zone : the zone of all dates, where the platform fixes it or the file names it.
    empty : positions of questions that do not make a row an answer (consent and the like).
    unticked : position -> texts that do not make a row an answer: what stands for a box without a tick.
    no_dates : moments that mean "no date" to the platform. moments : which of a row's moments is taken, the best first.
    finished : rows that the platform calls finished, where that is not just "not partial".
    """

    platform: str
    variant: str
    header_rows: int
    columns: Sequence[Column]
    cells: Sequence[Texts]
    states: Mapping[str, np.ndarray] = field(default_factory=dict)
    notes: Sequence[str] = ()
    coded: bool = False
    known: Mapping[int, Kind] = field(default_factory=dict)
    zone: str = ""
    empty: frozenset[int] = frozenset()
    unticked: Mapping[int, Collection[str]] = field(default_factory=dict)
    no_dates: frozenset[str] = frozenset()
    moments: tuple[Meta, ...] = ("recorded", "end", "start")
    finished: np.ndarray | None = None


def assemble(grid: Grid, found: Found) -> Export:
    """The export of a grid and what its reader found."""
    cells, size = found.cells, len(found.cells[0]) if found.cells else 0
    columns = with_kinds(found.columns, cells, found.coded, found.known)
    dated = [c.position for meta in found.moments for c in columns if c.meta == meta]
    dates = read_dates([_without(cells[position], found.no_dates) for position in dated])
    asked = [c.position for c in columns if c.meta is None and c.position not in found.empty]
    blank = ~answered_rows([_without(cells[position], found.unticked.get(position, ())) for position in asked], size)
    return Export(
        found.platform,
        found.variant,
        columns,
        tuple(cells),
        grid.lines[len(grid.lines) - size :],
        _status(found.states, blank),
        _first_known(dates.columns, size),
        found.zone or ", ".join(dates.zones) or UNKNOWN_ZONE,
        grid.provenance(found.header_rows, (*dates.notes, *found.notes)),
        _finished(found, size),
    )


def _status(states: Mapping[str, np.ndarray], blank: np.ndarray) -> pd.Series:
    """What each row is: the first state that is true of it, else blank or complete."""
    known = [state for state in _PRECEDENCE if state in states]
    codes = np.where(blank, np.uint8(1), np.uint8(0))
    for code, state in reversed(list(enumerate(known, start=2))):
        codes[states[state]] = code
    names = np.array(["complete", "blank", *known], dtype=object)
    used = np.flatnonzero(np.bincount(codes, minlength=len(names)))
    place = np.zeros(len(names), dtype=np.int8)
    place[used] = np.arange(len(used))
    return pd.Series(pd.Categorical.from_codes(place[codes], pd.Index(names[used], dtype="str")))


def _finished(found: Found, size: int) -> np.ndarray:
    """Which rows the platform calls finished: as the reader says, else those it does not call unfinished."""
    if found.finished is not None:
        return found.finished
    return ~found.states["partial"] if "partial" in found.states else np.zeros(size, dtype=bool)


def _without(texts: Texts, said_nothing: Collection[str]) -> Texts:
    return texts.blanked(texts.isin(said_nothing)) if said_nothing else texts


def answered_rows(columns: Sequence[Texts], size: int) -> np.ndarray:
    """Per row: whether some of the columns holds text; boolean."""
    answered = np.zeros(size, dtype=bool)
    for column in columns:
        rest = np.flatnonzero(~answered)
        if 2 * len(rest) > size:
            answered |= column.filled
        elif len(rest):
            answered[rest] = column.rows(rest).filled
    return answered


def _first_known(columns: tuple[np.ndarray, ...], size: int) -> pd.Series:
    """Per row the first of several moments that is known; NaT where none is."""
    known = np.full(size, "NaT", dtype="datetime64[us]")
    for column in columns:
        if (unknown := np.isnat(known)).any():
            known = np.where(unknown, column, known)
    return pd.Series(known)


def first_column(columns: Sequence[Column], cells: Sequence[Texts], meta: str) -> Texts | None:
    """The first platform column of a kind, trimmed and in lower case; None where the export has none."""
    for column in columns:
        if column.meta == meta:
            return cells[column.position].mapped(lambda text: text.strip().lower())
    return None
