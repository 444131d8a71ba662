"""Months as people and spreadsheets write them: ``2027-02``, and what a spreadsheet makes of it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

_YEAR_FIRST: Final = re.compile(r"(\d{4})[-/. ](\d{1,2})(?:[-/. ]\d{1,2}(?:[ T].*)?)?")
_MONTH_YEAR: Final = re.compile(r"(\d{1,2})[-/. ](\d{4})")
_DAY: Final = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?: .*)?")
_WORDS: Final = re.compile(r"[A-Za-z]+|\d+")
_NAMES: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SERIAL: Final = re.compile(r"\d{5}(\.\d+)?")
_FIRST_DAY: Final = date(1899, 12, 30)
"""Day 0 of spreadsheets."""


def month_of(text: str) -> str | None:
    """Year and month, as ``2027-02``; None where the text is none, or where day and month cannot be told apart."""
    text = text.strip()
    if found := _YEAR_FIRST.fullmatch(text):
        return _month(int(found[1]), int(found[2]))
    if found := _MONTH_YEAR.fullmatch(text):
        return _month(int(found[2]), int(found[1]))
    if found := _DAY.fullmatch(text):
        return _of_day(int(found[1]), found[2], int(found[3]), found[4])
    return _named(_WORDS.findall(text.lower()))


def month_advice(text: str) -> str:
    """What to do about a text that is no month; names what a number or an unclear day may have been."""
    text = text.strip()
    if _SERIAL.fullmatch(text):
        day = _FIRST_DAY + timedelta(days=int(float(text)))
        return f"a spreadsheet turned a date into a number (perhaps {day:%Y-%m}): write year and month"
    if _DAY.fullmatch(text):
        return "day and month cannot be told apart: write year and month"
    return "write year and month"


def _month(year: int, month: int) -> str | None:
    return f"{year:04d}-{month:02d}" if 2000 <= year < 2100 and 1 <= month <= 12 else None


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _of_day(first: int, sign: str, second: int, year: str) -> str | None:
    """Of a day: with dots the day comes first; else only where one of the two can be no month, or both are the same."""
    if sign == "." or first > 12 or first == second:
        return _month(_year(year), second)
    return _month(_year(year), first) if second > 12 else None


def _named(words: list[str]) -> str | None:
    """``Feb-27``, ``February 2027``, ``15 Feb 2027``: one month by its English name and, last, the year."""
    named = [_NAMES.index(word[:3]) + 1 for word in words if word[:3] in _NAMES and word.isalpha()]
    numbers = [word for word in words if word.isdigit()]
    if len(named) != 1 or len(named) + len(numbers) != len(words) or len(numbers) not in (1, 2) or words[-1] not in numbers:
        return None
    return _month(_year(numbers[-1]), named[0]) if len(numbers[-1]) in (2, 4) else None
