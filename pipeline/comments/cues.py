"""Small sets of words by which the rules of masking know what stands beside them (``lists/cues.toml``)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Final

LISTS: Final = Path(__file__).parent / "lists"


def cue(name: str) -> frozenset[str]:
    """One of the sets."""
    return frozenset(_cues()[name].split())


@cache
def _cues() -> dict[str, str]:
    return tomllib.loads((LISTS / "cues.toml").read_text(encoding="utf-8"))
