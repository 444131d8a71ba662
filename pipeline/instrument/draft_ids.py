"""Ids for what is drafted: short, readable, unique, and valid in an instrument."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_NOT_ID: Final = re.compile(r"[^A-Za-z0-9]+")
_LONGEST: Final = 32
#: What an instrument reserves, or uses for something else.
_TAKEN: Final = (
    *("all", "not_stated", "overall", "readiness", "willingness", "role", "department", "barriers", "formats"),
    "sessions",
)


class Ids:
    """Gives every text an id that it has not given before."""

    def __init__(self) -> None:
        self._given = set(_TAKEN)

    def of(self, text: str, kind: str) -> str:
        """An id made of the first words of a text; of ``kind`` and a number where it has no letters for one."""
        plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
        base = _NOT_ID.sub("_", plain).strip("_")[:_LONGEST].strip("_")
        if not base or not base[0].isalpha():
            base = f"{kind}_{base}".strip("_")[:_LONGEST].strip("_")
        found, number = base, 2
        while found.casefold() in self._given:
            found, number = f"{base}_{number}", number + 1
        self._given.add(found.casefold())
        return found
