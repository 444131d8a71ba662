"""What a declared column is measured in, in words for people, and how a spreadsheet writes it: from the declaration alone."""

from __future__ import annotations

from typing import Final

from pipeline.tables import Field

_CHANCE: Final = "chance "
"""Begins the meaning of every column that is a probability."""
_UNITS: Final[dict[tuple[float | None, float | None], tuple[str, str]]] = {
    (0, 1): ("share, 0-1", "0 %"),
    (0, 100): ("points, 0-100", "0"),
    (1, 5): ("rating, 1-5", "0.00"),
    (-4, 4): ("rating points, -4 to 4", "+0.00;-0.00;0.00"),
    (-100, 100): ("points, -100 to 100", "+0;-0;0"),
    (-1, 1): ("correlation, -1 to 1", "0.00"),
}
"""Range of a number -> unit in words, format of a spreadsheet."""
_NEVER_SURE: Final = '[>0.99]"over 99 %";[<0.01]"under 1 %";0 %'
"""As ``numbers.short_chance``: a chance is never written as 0 or 100 %."""


def unit(field: Field) -> str:
    """The unit in words; empty for words and ids."""
    if field.kind == "text":
        return ""
    if field.kind == "flag":
        return "yes or no"
    if field.kind == "count":
        return "whole number"
    if field.meaning.startswith(_CHANCE):
        return "chance, 0-1"
    known = _UNITS.get((field.low, field.high))
    return known[0] if known else "points" if "points" in field.meaning else "number"


def number_format(field: Field) -> str:
    """How a spreadsheet writes it; the value itself stays unrounded."""
    if field.kind == "count":
        return "#,##0"
    if field.meaning.startswith(_CHANCE):
        return _NEVER_SURE
    known = _UNITS.get((field.low, field.high))
    return known[1] if known else "0.00"


def allowed(field: Field) -> str:
    """The values or the range that a column may hold; empty where everything may stand."""
    if field.values is not None:
        return ", ".join(value or "(blank)" for value in field.values)
    if field.low is None and field.high is None:
        return ""
    if field.high is None:
        return f"{field.low:g} or more"
    return f"at most {field.high:g}" if field.low is None else f"from {field.low:g} to {field.high:g}"
