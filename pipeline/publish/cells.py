"""Cells for spreadsheets: text that a spreadsheet would run as a formula is neutralized, in one place for CSV and XLSX."""

from __future__ import annotations

from typing import Final

_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_text(value: object) -> object:
    """The value, with a leading apostrophe where a spreadsheet would calculate it; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(_STARTS_A_FORMULA):
        return f"'{value}"
    return value
