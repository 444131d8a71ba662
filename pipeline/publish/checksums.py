"""``checksums.sha256``: what every file of a wave was when it was written, so that damage and edits are found.

The format is that of ``sha256sum``: ``cd outputs/2026-11 && sha256sum -c checksums.sha256`` checks it without this program.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pipeline.errors import Problem

FILE: Final = "checksums.sha256"
LEFT_BY_PROGRAMS: Final = re.compile(r"\.DS_Store|\._.+|Thumbs\.db|desktop\.ini|\.~lock\..*#|~\$.+")
"""What viewers of folders and office programs leave behind; it is no part of a wave, and no damage."""
_LINE: Final = re.compile(r"(?P<sha256>[0-9a-f]{64})  (?P<name>[^\n]+)")
_FIX: Final = "restore the folder from a backup, or run `make analyze` again"


def write_checksums(folder: Path) -> None:
    """Write the file, last of all: one line per file of the folder, sorted by name, itself left out."""
    lines = [f"{file_sha256(folder / name)}  {name}\n" for name in _names(folder)]
    (folder / FILE).write_text("".join(lines), encoding="utf-8", newline="\n")


def checksum_problems(folder: Path) -> list[Problem]:
    """One for each file that is missing, is not as it was written, or is none of the wave; empty where all is as it was."""
    path = folder / FILE
    try:
        found = [_LINE.fullmatch(line) for line in path.read_text(encoding="utf-8").splitlines()]
    except FileNotFoundError:
        return [Problem("the list of checksums is missing, so the folder was not copied whole", str(path), fix=_FIX)]
    except (OSError, ValueError):
        found = [None]
    known = {line["name"]: line["sha256"] for line in found if line is not None}
    if len(known) < len(found) or not known:
        return [Problem("the list of checksums is damaged", str(path), fix=_FIX)]
    return list(_problems(folder, known))


def _problems(folder: Path, known: dict[str, str]) -> Iterator[Problem]:
    there = set(_names(folder))
    for name, sha256 in known.items():
        path = folder / name
        if name not in there:
            yield Problem("the file is missing", str(path), fix=_FIX)
        elif file_sha256(path) != sha256:
            yield Problem("the file is not as it was written: it was changed, or not copied whole", str(path), fix=_FIX)
    for name in sorted(there - set(known)):
        yield Problem("the file is none of this wave", str(folder / name), fix="move it to another folder")


def _names(folder: Path) -> list[str]:
    """Files of a folder with their folders, sorted; without the list itself and what other programs leave behind."""
    paths = (path for path in folder.rglob("*") if not path.is_dir() and not LEFT_BY_PROGRAMS.fullmatch(path.name))
    return sorted(name for path in paths if (name := path.relative_to(folder).as_posix()) != FILE)


def file_sha256(path: Path) -> str:
    """Of a file as it lies on disk; of a link that leads nowhere, of nothing."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""
