"""Cells for spreadsheets: text that a spreadsheet would run as a formula is neutralized, in one place for CSV and XLSX."""

from __future__ import annotations

from typing import Final

_STARTS_A_FORMULA: Final = frozenset("=+-@\t\r\n＝＋－＠")
"""The wide forms too: spreadsheets of some languages take them for the narrow ones."""
_UNSEEN: Final = "\u200b\u200c\u200d\u2060\ufeff"


def safe_text(value: object) -> object:
    """The value, with a leading apostrophe where a spreadsheet would calculate it; numbers stay numbers.

    Spaces before the sign do not matter, since some programs drop them.
    """
    if not isinstance(value, str) or not value:
        return value
    begun = value.strip().lstrip(_UNSEEN).lstrip()
    if value[0] in _STARTS_A_FORMULA or (begun and begun[0] in _STARTS_A_FORMULA):
        return f"'{value}"
    return value
