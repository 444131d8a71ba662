"""When answers were given, from the ways in which survey platforms and Excel write a date.

Year first is ISO. Day and month are told apart once per file: a first number over 12 means day first, a second one month
first; dots (31.12.2026) always mean day first. A file that says neither is read month first, and that is said aloud.
Wall time is kept as it stands; an offset in the cells is reported as the zone, never added.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

_TIME = (
    r"(?:,?[ T]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
    r"\s*(?P<zone>Z|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|UTC|GMT)?)?"
)
_YEAR_FIRST = r"^\s*(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _TIME + r"\s*$"
_YEAR_LAST = r"^\s*(?P<first>\d{1,2})(?P<mark>[-/.])(?P<second_number>\d{1,2})[-/.](?P<year>\d{4}|\d{2})" + _TIME + r"\s*$"
_PLAIN_ISO = r"^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}$"


@dataclass(frozen=True, slots=True)
class Dates:
    """Moments of several columns: datetime64 (NaT where blank or unreadable), the zones named in cells, what to say."""

    columns: tuple[pd.Series, ...]
    zones: tuple[str, ...]
    notes: tuple[str, ...]


def read_dates(columns: Sequence[pd.Series]) -> Dates:
    """Read the date columns of one file together, so that one unmistakable date settles the order for all.

    columns : text, one element per row; returns one datetime64 series per column, same index.
    """
    if not columns:
        return Dates((), (), ())
    text = pd.concat([column.reset_index(drop=True) for column in columns], keys=range(len(columns)))
    iso = text.str.match(_PLAIN_ISO)
    moments = pd.to_datetime(text.where(iso), format="ISO8601", errors="coerce").astype("datetime64[us]")
    rest = text[~iso & (text.str.strip() != "")]
    notes: list[str] = []
    zones: tuple[str, ...] = ()
    if len(rest):
        parts, notes = _parts(rest)
        moments.loc[rest.index] = _moments(parts)
        zones = tuple(sorted(set(parts["zone"].dropna())))
    unread = int((moments.isna() & (text.str.strip() != "")).sum())
    if unread:
        notes.append(f"{unread} date{'s' if unread > 1 else ''} could not be read")
    series = [moments.xs(i).set_axis(column.index) for i, column in enumerate(columns)]
    return Dates(tuple(series), zones, tuple(notes))


def is_date(text: str) -> bool:
    """Whether a cell is written like a date."""
    return re.match(_YEAR_FIRST, text) is not None or re.match(_YEAR_LAST, text) is not None


def _parts(text: pd.Series) -> tuple[pd.DataFrame, list[str]]:
    """Year, month, day and time of each cell as text (missing where unreadable), and how the order was found."""
    parts = text.str.extract(_YEAR_FIRST)
    last = text.str.extract(_YEAR_LAST)
    given = last[last["first"].notna()]
    if given.empty:
        return parts, []
    first, second = given["first"].astype(int), given["second_number"].astype(int)
    slashed = given["mark"] != "."
    day_first, month_first = bool((slashed & (first > 12)).any()), bool((slashed & (second > 12)).any())
    notes = []
    if slashed.any() and day_first == month_first:
        how = "both orders" if day_first else "no day above 12"
        notes.append(f"dates like 3/4/2026 show {how}: read as month/day/year")
    days_lead = ~slashed | (day_first and not month_first)
    numbers = given.assign(
        month=given["second_number"].where(days_lead, given["first"]), day=given["first"].where(days_lead, given["second_number"])
    )
    numbers["year"] = numbers["year"].where(numbers["year"].str.len() == 4, "20" + numbers["year"])
    return parts.combine_first(numbers[parts.columns]), notes


def _moments(parts: pd.DataFrame) -> pd.Series:
    """Parts of dates as moments; NaT where a part is missing or impossible (month 13)."""
    hour = pd.to_numeric(parts["hour"]).fillna(0)
    afternoon = parts["half"].str.lower().str.startswith("p").fillna(False).astype(bool)
    morning = parts["half"].notna() & ~afternoon
    hour = hour.mask(afternoon & (hour < 12), hour + 12).mask(morning & (hour == 12), 0)
    units = {name: pd.to_numeric(parts[name]) for name in ("year", "month", "day")}
    units |= {"hour": hour} | {name: pd.to_numeric(parts[name]).fillna(0) for name in ("minute", "second")}
    return pd.to_datetime(pd.DataFrame(units), errors="coerce").astype("datetime64[us]")
