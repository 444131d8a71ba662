"""Lists that people gave for a wave, kept with it so that it can be analyzed again: names and notes are in them. PRIVATE."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pipeline.private.files import replace_file
from pipeline.publish.atomic import current

ACTIONS: Final = "actions.csv"
"""The earlier wave's list of actions as people edited it."""
TRAINED: Final = "trained.csv"
"""Seats held since the earlier wave, by role and topic."""


def write_lists(folder: Path, lists: Mapping[str, bytes]) -> None:
    """Write lists (file name -> content) into a wave's private folder, readable by the owner only."""
    for name, content in lists.items():
        replace_file(folder / name, content)


def kept_list(private: Path, wave: str, name: str) -> Path | None:
    """Where a list of a wave is kept; None where none is."""
    path = current(private / wave) / name
    return path if path.is_file() else None
