"""A list of people's names, which are masked wherever they stand in comments. PRIVATE."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pipeline.errors import Problem, SetupError

_LARGEST: Final = 5_000_000
"""Bytes: some hundred thousand names."""
_LONGEST: Final = 200


def read_names(path: Path) -> tuple[str, ...]:
    """The names of a text file, one a line; raises SetupError where it is not that. No name is repeated in a message."""
    try:
        if path.stat().st_size > _LARGEST:
            raise SetupError(Problem(f"the list of names is larger than {_LARGEST // 1_000_000} MB", path.name))
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise SetupError(Problem("the list of names is not UTF-8 text", path.name, fix="save it as UTF-8")) from None
    except OSError as error:
        raise SetupError(Problem(f"cannot be opened ({error.strerror})", str(path))) from None
    names = [" ".join(line.split()) for line in text.splitlines()]
    long = [number for number, name in enumerate(names, start=1) if len(name) > _LONGEST]
    found = tuple(dict.fromkeys(filter(None, names)))
    if long:
        raise SetupError(Problem("a line is longer than any name", f"{path.name}, line {long[0]}", fix="write one name a line"))
    if not found:
        raise SetupError(Problem("the list of names is empty", path.name, fix="write one name a line, or leave --names out"))
    return found
