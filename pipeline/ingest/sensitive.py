"""Columns that could point at a person, found before anything is read from them: by what the platform says they hold, by their
header, and by the pattern of what stands in them. Only their names leave this module, never a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.ingest.export import Column, Export
from pipeline.ingest.texts import Texts
from pipeline.instrument.words import normal

#: Headers of few words that ask for a person; longer ones may only speak of a phone or of contact with patients.
_SHORT_HEADER = re.compile(
    r"\b(?:(?:sur|user|nick)name|e-?mails?|phone|telephone|mobile|contact|address|signature|initials|badge|respondent|birth)\b",
    re.IGNORECASE,
)
_FEW_WORDS = 4
_HEADER = re.compile(
    r"\b(?:(?:sur|first|last|full|user|nick)[ -]?name|your (?:e-?mail|name|phone|telephone|mobile|contact|address|signature)|"
    r"(?:e-?mail|home|street|postal|mailing|ip) address|(?:phone|telephone|mobile|cell|contact|badge) (?:number|details)|"
    r"date of birth|birth ?date|(?:staff|employee|personnel|payroll|license) (?:id|no|number|#)|medical record number|"
    r"social security)\b",
    re.IGNORECASE,
)
_WHOLE_HEADER = frozenset({"name", "names", "your name", "address", "id", "staff id"})
_BYTE = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("e-mail addresses", re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}\.\w{2,}")),
    ("IP addresses", re.compile(rf"{_BYTE}(?:\.{_BYTE}){{3}}|(?:[0-9a-fA-F]{{1,4}}:){{7}}[0-9a-fA-F]{{1,4}}")),
    ("web addresses with a token", re.compile(r"https?://\S*[?&#]\S*=\S+")),
    ("coordinates", re.compile(r"-?\d{1,3}\.\d{4,}(?:[ ,;]+-?\d{1,3}\.\d{4,}(?:[ ,;]+-?\d+(?:\.\d+)?){0,2})?")),
    ("phone numbers", re.compile(r"[+(\d][\d ()./-]{6,20}")),
    ("response ids", re.compile(r"R_\w{10,}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{24,64}")),
)
_LOOKED_AT = 2_000
#: A pattern must be met so often among the distinct answers; an e-mail or a token once is enough.
_SHARE = 0.5
_ONCE_IS_ENOUGH = ("e-mail addresses", "web addresses with a token")
_DIGITS = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Sensitive:
    """A column that could point at a person, and why."""

    column: Column
    reason: str


def sensitive_columns(export: Export) -> tuple[Sensitive, ...]:
    """All columns of an export that hold, or seem to hold, what identifies people; in the order of the file."""
    found = ((column, _reason(column, export.texts[column.position])) for column in export.columns)
    return tuple(Sensitive(column, reason) for column, reason in found if reason)


def personal_columns(export: Export) -> frozenset[int]:
    """Positions of the same columns. It looks at the texts of all columns, so whoever needs it several times asks once."""
    return frozenset(one.column.position for one in sensitive_columns(export))


def _reason(column: Column, texts: Texts) -> str:
    """Why a column could point at a person; empty where it does not seem to."""
    if column.meta in ("identifier", "response_id"):
        return "platform"
    if column.meta is not None:
        return _pattern(texts.first_seen(_LOOKED_AT)) if column.meta == "platform" else ""
    if names_a_person(column):
        return "header"
    return _pattern(texts.first_seen(_LOOKED_AT))


def names_a_person(column: Column) -> bool:
    """Whether a header asks for who somebody is or how to reach them."""
    header = f"{column.name} {column.text}".replace("_", " ")
    if _HEADER.search(header) is not None or normal(column.text) in _WHOLE_HEADER:
        return True
    return len(column.text.split()) <= _FEW_WORDS and _SHORT_HEADER.search(header) is not None


def _pattern(values: Iterable[str]) -> str:
    """What the distinct answers of a column look like; empty for nothing that identifies people."""
    given = [value.strip() for value in values if value.strip()]
    for what, pattern in _PATTERNS:
        if what in _ONCE_IS_ENOUGH:
            if any(pattern.search(value) for value in given):
                return what
        elif given and sum(_is(what, pattern, value) for value in given) > _SHARE * len(given) and len(given) > 1:
            return what
    return ""


def _is(what: str, pattern: re.Pattern[str], value: str) -> bool:
    """Whether a whole answer is of a pattern; a phone number has at least seven digits and is no date."""
    if pattern.fullmatch(value) is None:
        return False
    return what != "phone numbers" or (7 <= len(_DIGITS.findall(value)) <= 15 and not _DATE.match(value))


_DATE = re.compile(r"(?:19|20)\d\d[-/.]\d|\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d$")
