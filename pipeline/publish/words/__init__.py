"""Every word of the screen, by language: one file each. English is whole; a second language is a file beside it.

A text may hold named values, ``{n}``. A table with ``one`` and ``other`` is chosen by the value ``n``. What a language does not
have is said in English.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from pipeline.errors import Problem, SetupError

LANGUAGE: Final = "TELEHEALTH_LANGUAGE"
"""Environment variable with the language of this process; English without it."""
ENGLISH: Final = "en"
_FOLDER: Final = Path(__file__).parent


def say(key: str, **values: object) -> str:
    """The text of a key (``overview.title``) in the language of this process, with its values.

    raises : KeyError where no language has the key, or the text needs a value that was not given; both are mistakes of ours.
    """
    text = words(os.environ.get(LANGUAGE, ENGLISH)).get(key) or words(ENGLISH)[key]
    if not isinstance(text, str):
        text = text["one" if values.get("n") == 1 else "other"]
    return text.format(**values) if values else text


def has(key: str) -> bool:
    """Whether there is a text of this key."""
    return key in words(ENGLISH)


def languages() -> list[str]:
    """Languages that there is a file for."""
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


@cache
def words(language: str) -> Mapping[str, str | Mapping[str, str]]:
    """Key -> text (or its ``one`` and ``other``) of one language; raises SetupError where there is no such file."""
    if language not in languages():
        raise SetupError(Problem(f"there are no words for '{language}'", LANGUAGE, ", ".join(languages())))
    return dict(_flat(tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))))


def _flat(values: Mapping[str, Any], before: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, value in values.items():
        if isinstance(value, Mapping) and set(value) != {"one", "other"}:
            found += _flat(value, f"{before}{name}.")
        else:
            found.append((f"{before}{name}", value))
    return found
