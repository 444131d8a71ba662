"""The rows of other published tables that a row was made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.findings.made_from import COUNTED, MADE_FROM
from pipeline.findings.seats import home
from pipeline.publish.trace.found import TABLES, Found, tables_of
from pipeline.publish.wording import records
from pipeline.publish.wording.sentence import row_key
from pipeline.tables import GROUP, NOT_CONVINCED, group_key

if TYPE_CHECKING:
    from pipeline.findings.made_from import MadeFrom
    from pipeline.instrument.model import Instrument
    from pipeline.publish.bundle import Bundle

_MATCHED: Final = ("scale", "topic", "option", "cause", "item", "role", "earlier")
_MOST_ROWS: Final = 8
"""More rows than these are counted, not listed."""


@dataclass(frozen=True, slots=True)
class Behind:
    """Rows that a row stands on. wave, table : where they are. rows : the first of them. many : how many there are."""

    wave: str
    table: str
    rows: tuple[Mapping[str, Any], ...]
    many: int


def made_from(name: str) -> MadeFrom | None:
    """How a table comes about; None for what is no table."""
    return MADE_FROM.get(name, COUNTED if name in TABLES else None)


def behind(found: Found, bundles: Sequence[Bundle]) -> list[Behind]:
    """Rows of the tables that the row was made from: of its wave, of the wave before, or of both, as the rule has it."""
    made, rows = made_from(found.name), found.rows
    if made is None or len(rows) != 1:
        return [_whole(found.bundle, name) for name in (made.tables if made else ())]
    row = records(rows)[0]
    earlier = [bundle for bundle in bundles if bundle.wave == row.get("earlier")]
    waves = earlier if made.before_only else [found.bundle, *earlier]
    parts = [_of(bundle, name, row) for bundle in waves for name in made.tables]
    return [part for part in parts if part.many]


def _whole(bundle: Bundle, name: str) -> Behind:
    return Behind(bundle.wave, name, (), len(tables_of(bundle)[name]))


def _of(bundle: Bundle, name: str, row: Mapping[str, Any]) -> Behind:
    frame = tables_of(bundle)[name]
    for wanted in _conditions(bundle, name, frame, row):
        frame = frame[wanted.reindex(frame.index)]
    return Behind(bundle.wave, name, tuple(records(frame.head(_MOST_ROWS))), len(frame))


def _conditions(bundle: Bundle, name: str, frame: pd.DataFrame, row: Mapping[str, Any]) -> Iterator[pd.Series]:
    """What rows of a table have in common with ``row``: group, scale, topic, cause …"""
    grouped = set(GROUP) <= set(frame)
    group = _group(bundle, row)
    if grouped and group:
        yield group_key(frame) == group
    elif "grouping" in frame and "grouping" in row:
        yield frame["grouping"] == row["grouping"]
    if "measure" in frame and "grouping" in frame:
        yield frame["measure"].isin([row.get("scale"), *(f"{part}:{row.get('topic')}" for part in ("gap", "confidence"))])
    if row.get("scale") == NOT_CONVINCED and name == "release/scales":
        yield pd.Series(False, index=frame.index)
    if isinstance(row.get("scale"), str) and row["scale"] != NOT_CONVINCED and name == "release/willingness":
        yield pd.Series(False, index=frame.index)
    yield from _of_a_cause(bundle.instrument, frame, row)
    for column in _MATCHED:
        if column in frame and column in row and not (grouped and column in GROUP):
            yield frame[column].isna() if not isinstance(row[column], str) else frame[column] == row[column]


def _group(bundle: Bundle, row: Mapping[str, Any]) -> str:
    """The group that a row is of; of a role's seats, the group whose figures they are; "" for what sums up groups."""
    if set(GROUP) <= set(row):
        return row_key(row)
    if "role" in row and "basis" in row:
        return "overall" if row["basis"] == "rest" else home(bundle.release, row["role"])
    return ""


def _of_a_cause(instrument: Instrument, frame: pd.DataFrame, row: Mapping[str, Any]) -> Iterator[pd.Series]:
    """Scales and barriers of the cause that a row is of."""
    cause = next((one for one in instrument.causes if one.id == row.get("cause")), None)
    if cause is None:
        return
    if "scale" in frame and "scale" not in row:
        yield frame["scale"].isin(cause.scales)
    if "option" in frame and "option" not in row:
        yield frame["option"].isin([barrier.id for barrier in instrument.barriers if barrier.cause == cause.id])
