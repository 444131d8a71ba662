"""What the files of an inbox are, by their names and, for what is still being copied, their sizes; the clock is never asked."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.ingest.redcap_dictionary import FIRST_HEADER
from pipeline.publish.bundle import WAVE

EXPORTS: Final = (".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xls", ".ods", ".sav", ".zsav", ".dta", ".parquet", ".pq")
LISTS: Final = ("roster", "trained", "actions")
"""Lists that lie beside exports: ``roster.csv``, or of one wave ``2027-02.roster.csv``."""
SINCE: Final = ("trained", "actions")
"""Lists of what was done since the wave before."""
_BESIDE: Final = (".yaml", ".yml", ".r", ".md")
_UNFINISHED: Final = (".tmp", ".part", ".partial", ".crdownload", ".download", ".filepart")
_LOCKS: Final = ("~$", ".~lock.")
_NAMED: Final = re.compile(rf"({WAVE.pattern})(?!\d)")
_LIST: Final = re.compile(rf"(?:({WAVE.pattern})\.)?({'|'.join(LISTS)})\.csv", re.IGNORECASE)
_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Left:
    """A file that is left for next time, and why."""

    file: str
    why: str


def left_for_next_time(path: Path) -> str:
    """Why a file is not looked at now; "" where nothing speaks against it."""
    if path.name.startswith(_LOCKS) or path.name.startswith("."):
        return "hidden, or the lock of a program that has a file open"
    if path.suffix.lower() in _UNFINISHED:
        return "still being copied, by its name"
    if path.stat().st_size == 0:
        return "empty: perhaps still being copied"
    if path.suffix.lower() not in (*EXPORTS, *_BESIDE):
        return f"no kind of file that is read here ({', '.join(EXPORTS)})"
    return ""


def is_export(path: Path) -> bool:
    """Whether a file could hold answers: no list, binding or codebook that lies beside them."""
    return path.suffix.lower() in EXPORTS and _LIST.fullmatch(path.name) is None and not _is_dictionary(path)


def _is_dictionary(path: Path) -> bool:
    """Whether it is the data dictionary of a REDCap project, which the reader finds by itself."""
    if path.suffix.lower() != ".csv":
        return False
    with path.open("rb") as file:
        start = file.read(100).decode("utf-8-sig", errors="ignore")
    return start.lstrip('"').startswith(FIRST_HEADER)


def named_wave(path: Path) -> str | None:
    """The wave that a file's name starts with, as ``2027-02 answers.csv``; None where it names none."""
    match = _NAMED.match(path.name)
    return match[1] if match else None


def list_beside(folder: Path, kind: str, wave: str) -> Path | None:
    """The list of a kind for a wave: ``<wave>.<kind>.csv``, else ``<kind>.csv``; of a roster else the newest before."""
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        match = _LIST.fullmatch(path.name)
        if match and match[3].lower() == kind and path.is_file():
            found[match[1] or ""] = path
    if wave in found or "" in found:
        return found.get(wave) or found[""]
    earlier = [name for name in found if name < wave] if kind == "roster" else []
    return found[max(earlier)] if earlier else None


def is_of_wave(path: Path, wave: str) -> bool:
    """Whether a list names the wave that it is for."""
    return named_wave(path) == wave


def sha256_of(path: Path) -> str:
    """SHA-256 of a small file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def steady_sha256(path: Path) -> str | None:
    """SHA-256 of a file's bytes; None where it grew, shrank or was written to meanwhile."""
    before = path.stat()
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            size += len(block)
    after = path.stat()
    steady = before.st_size == size == after.st_size and before.st_mtime_ns == after.st_mtime_ns
    return digest.hexdigest() if steady else None
