"""When answers were given, from the ways in which survey platforms and Excel write a date.

Year first is ISO. Day and month are told apart once per file: a first number over 12 means day first, a second one month
first; dots (31.12.2026) always mean day first. A file that says neither is read month first, and that is said aloud.
Wall time is kept as it stands; an offset in the cells is reported as the zone, never added.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.ingest.long_texts import LongTexts
from pipeline.ingest.moment_texts import MomentTexts
from pipeline.ingest.moments import moments_of
from pipeline.ingest.texts import Texts

_TIME = (
    r"(?:,?[ T]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
    r"\s*(?P<zone>Z|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|UTC|GMT)?)?"
)
_YEAR_FIRST = re.compile(r"\s*(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _TIME + r"\s*")
_YEAR_LAST = re.compile(r"\s*(?P<month>\d{1,2})(?P<mark>[-/.])(?P<day>\d{1,2})[-/.](?P<year>\d{4}|\d{2})" + _TIME + r"\s*")
_LENGTH = len("2026-11-02 07:30:00")
_PLAIN_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}")


@dataclass(frozen=True, slots=True)
class Dates:
    """Moments of several columns: datetime64 (NaT where blank or unreadable), the zones named in cells, what to say."""

    columns: tuple[np.ndarray, ...]
    zones: tuple[str, ...]
    notes: tuple[str, ...]


def read_dates(columns: Sequence[Texts]) -> Dates:
    """Read the date columns of one file together, so that one unmistakable date settles the order for all.

    returns : one datetime64 array per column, one element per row.
    """
    series = [_plain(column) for column in columns]
    rest = [np.flatnonzero(np.isnat(moments)) for moments in series]
    others = [column.rows(rows) for column, rows in zip(columns, rest, strict=True)]
    found = {text: _match(text) for column in others for text in column.seen()}
    day_first, notes = _order(match for match in found.values() if isinstance(match, re.Match))
    known = {text: _moment(match, day_first) if match else None for text, match in found.items()}
    zones = {match["zone"] for match in found.values() if isinstance(match, re.Match) and match["zone"]}
    unread = 0
    for moments, rows, column in zip(series, rest, others, strict=True):
        moments[rows] = np.array([*map(known.get, column.distinct), None], dtype="datetime64[us]")[column.codes]
        unread += int((np.isnat(moments[rows]) & column.filled).sum())
    if unread:
        notes.append(f"{unread} date{'s' if unread > 1 else ''} could not be read")
    return Dates(tuple(series), tuple(sorted(zones)), tuple(notes))


def _plain(column: Texts) -> np.ndarray:
    """The moment of each row that is plain ISO, datetime64[us], without making a text of it; NaT for every other row, and for all
    of a column that has its texts apart: there each text is read once."""
    if isinstance(column, MomentTexts):
        return column.moments.astype("datetime64[us]")
    found = np.full(len(column), "NaT", dtype="datetime64[us]")
    if isinstance(column, LongTexts):
        start = 0
        for piece in column.bytes_of_length(_LENGTH):
            found[start + piece.rows] = moments_of(piece.signs)
            start += piece.size
    return found


def is_date(text: str) -> bool:
    """Whether a cell is written like a date."""
    return _YEAR_FIRST.fullmatch(text) is not None or _YEAR_LAST.fullmatch(text) is not None


def _match(text: str) -> re.Match[str] | dt.datetime | None:
    """The parts of a date; the moment itself where it is plain ISO, by far the most frequent."""
    if _PLAIN_ISO.fullmatch(text):
        try:
            return dt.datetime.fromisoformat(text)
        except ValueError:
            return None
    return _YEAR_FIRST.fullmatch(text) or _YEAR_LAST.fullmatch(text)


def _order(matches: Iterable[re.Match[str]]) -> tuple[bool, list[str]]:
    """Whether dates with slashes or dashes put the day first, and how that was found."""
    slashed = [match for match in matches if match.re is _YEAR_LAST and match["mark"] != "."]
    day_first = any(int(match["month"]) > 12 for match in slashed)
    month_first = any(int(match["day"]) > 12 for match in slashed)
    if slashed and day_first == month_first:
        how = "both orders" if day_first else "no day above 12"
        return False, [f"dates like 3/4/2026 show {how}: read as month/day/year"]
    return day_first, []


def _moment(match: re.Match[str] | dt.datetime, day_first: bool) -> dt.datetime | None:
    """The moment that parts of a date name; None where a part is impossible (month 13)."""
    if isinstance(match, dt.datetime):
        return match
    year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
    if match.re is _YEAR_LAST:
        year += 2000 if len(match["year"]) == 2 else 0
        if day_first or match["mark"] == ".":
            month, day = day, month
    hour, half = int(match["hour"] or 0), (match["half"] or "").lower()
    if half.startswith("p") and hour < 12:
        hour += 12
    elif half.startswith("a") and hour == 12:
        hour = 0
    try:
        return dt.datetime(year, month, day, hour, int(match["minute"] or 0), int(match["second"] or 0))
    except ValueError:
        return None
