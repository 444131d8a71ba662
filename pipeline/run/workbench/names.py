"""Names of files that people bring: of them only what cannot do harm on a disk is kept."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Final

_HARMFUL: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_LONGEST: Final = 100
_TAKEN: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
"""Names that Windows keeps for devices."""


def safe_name(name: str, otherwise: str) -> str:
    """The last part of a name without signs that a disk or a shell could take for something else; its ending stays.

    otherwise : stands for it where nothing is left.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    path = Path(_HARMFUL.sub("_", last).strip(" "))
    ending = path.suffix.lower()
    stem = path.name.removesuffix(path.suffix).lstrip("~$.- ").rstrip(". ")[:_LONGEST]
    return f"{otherwise if not stem or _TAKEN.fullmatch(stem) else stem}{ending}"
