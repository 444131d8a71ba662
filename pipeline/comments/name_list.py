"""A list of people's names, which are masked wherever they stand in comments. PRIVATE."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pipeline.errors import Problem, SetupError
from pipeline.instrument.document import small_text

_LARGEST: Final = 5_000_000
"""Bytes: some hundred thousand names."""
_LONGEST: Final = 200


def read_names(path: Path) -> tuple[str, ...]:
    """The names of a text file, one a line; raises SetupError where it is not that. No name is repeated in a message."""
    names = [" ".join(line.split()) for line in small_text(path, _LARGEST).splitlines()]
    long = [number for number, name in enumerate(names, start=1) if len(name) > _LONGEST]
    found = tuple(dict.fromkeys(filter(None, names)))
    if long:
        raise SetupError(Problem("a line is longer than any name", f"{path.name}, line {long[0]}", fix="write one name a line"))
    if not found:
        raise SetupError(Problem("the list of names is empty", path.name, fix="write one name a line, or leave --names out"))
    return found
