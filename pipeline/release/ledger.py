"""The ledger of closed waves: append-only, each line chained to the one before. PRIVATE: ``private/ledger.jsonl``.

A line is a JSON object; ``previous`` is the SHA-256 of the line before it, so that a line that was changed, taken out or put in
breaks the chain. The folder of each closing holds its line too: a line that a crash kept from being written is read from
there, and written with the next one.
Specification: docs/methods/release.md, "Time".
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

import pandas as pd

from pipeline.errors import Problem, UnsafeChange
from pipeline.release.ladder import FrozenRollups
from pipeline.release.people_file import people_path, read_people
from pipeline.tables import RELEASE_TABLES, Release

LEDGER: Final = "ledger.jsonl"
CLOSED: Final = "closed"
ENTRY: Final = "entry.json"
_START: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One line.

    Attributes
    ----------
    number : 1, 2, … kind : a wave was closed, or people of a closed wave were forgotten. at : ISO time, UTC. wave : year, month.
    instrument : id, version. thresholds, rollups (those that stand for small units), declared (those of the instrument: kind ->
        id -> members) : as they are frozen. release : SHA-256 of the released tables.
    people : SHA-256 of the file with the contributions. answers : scored respondents. of : number of the closing that
        somebody was forgotten from; else that of this line.
    previous : SHA-256 of the line before.
    """

    number: int
    kind: Literal["closed", "forgotten"]
    at: str
    wave: str
    instrument: Mapping[str, str]
    thresholds: Mapping[str, Any]
    rollups: Mapping[str, Mapping[str, Sequence[str]]]
    declared: Mapping[str, Mapping[str, Sequence[str]]]
    release: str
    people: str
    answers: int
    of: int
    previous: str

    @property
    def line(self) -> str:
        """As it is written."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @property
    def frozen_rollups(self) -> FrozenRollups:
        """Members of the roll-ups that stand for small units."""
        return {kind: {name: tuple(inside) for name, inside in of.items()} for kind, of in self.rollups.items()}


@dataclass(frozen=True, slots=True)
class Ledger:
    """All lines of one private folder, oldest first."""

    private: Path
    entries: tuple[Entry, ...]

    @property
    def first(self) -> Entry | None:
        """The first closing: what is frozen."""
        return next((entry for entry in self.entries if entry.kind == "closed"), None)

    @property
    def closings(self) -> tuple[Entry, ...]:
        """Every closing, of every wave."""
        return tuple(entry for entry in self.entries if entry.kind == "closed")

    def of_wave(self, wave: str) -> tuple[Entry, ...]:
        """Closings of one wave; more than one where it was closed again after a safe change."""
        return tuple(entry for entry in self.closings if entry.wave == wave)

    def forgotten(self, closing: Entry) -> bool:
        """Whether somebody was forgotten from a closed wave since."""
        return any(entry.kind == "forgotten" and entry.of == closing.number for entry in self.entries)

    def folder(self, closing: Entry) -> Path:
        """Where the contributions and the tables of a closing are kept."""
        return self.private / CLOSED / f"{closing.wave}-{closing.number}"

    def people(self, closing: Entry) -> pd.DataFrame:
        """The contributions at a closing, less who was forgotten; raises UnsafeChange where they are not as they were."""
        path = people_path(self.folder(closing))
        known = {entry.people for entry in self.entries if entry.of == closing.number}
        if not path.is_file() or file_sha256(path) not in known:
            raise UnsafeChange(Problem("what was closed is missing or was changed", str(path), fix=_RESTORE))
        return read_people(path)

    @property
    def head(self) -> str:
        """SHA-256 of the last line."""
        return _sha256(self.entries[-1].line.encode()) if self.entries else _START


_RESTORE: Final = "restore the private folder from a backup; without it nobody can tell what a change would give away"


def read_ledger(private: Path) -> Ledger:
    """The ledger of a private folder, empty where nothing was closed yet.

    raises : UnsafeChange naming the first line that is not as it was written.
    """
    path = private / LEDGER
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    entries: list[Entry] = []
    previous = _START
    for number, line in enumerate(lines, start=1):
        entry = _entry(line)
        if entry is None or entry.previous != previous or entry.number != number:
            what = "the ledger of closed waves was changed"
            raise UnsafeChange(Problem(what, f"{path}, line {number}", fix=_RESTORE))
        entries.append(entry)
        previous = _sha256(line.encode())
    return _completed(Ledger(private, tuple(entries)))


def _completed(ledger: Ledger) -> Ledger:
    """The ledger with the lines of closings that did not get there; raises UnsafeChange where the two differ."""
    known = {ledger.folder(entry): entry for entry in ledger.closings}
    for folder, closing in known.items():
        if _line(folder) != closing.line:
            what = f"line {closing.number} is not what was written when wave {closing.wave} was closed"
            raise UnsafeChange(Problem(what, str(ledger.private / LEDGER), fix=_RESTORE))
    beyond = [path for path in (ledger.private / CLOSED).glob("????-??-*") if path not in known]
    for folder in sorted(beyond, key=lambda path: path.name[8:].zfill(9)):
        entry = _entry(_line(folder))
        if entry is None or entry.previous != ledger.head or ledger.private / CLOSED / f"{entry.wave}-{entry.number}" != folder:
            what = "the ledger of closed waves does not know this closing"
            raise UnsafeChange(Problem(what, str(folder), fix=_RESTORE))
        ledger = Ledger(ledger.private, (*ledger.entries, entry))
    return ledger


def _line(folder: Path) -> str:
    """The line as the folder of a closing holds it; empty where it holds none."""
    path = folder / ENTRY
    return path.read_text(encoding="utf-8").strip() if path.is_file() else ""


def _entry(line: str) -> Entry | None:
    try:
        entry = Entry(**json.loads(line))
        return entry if entry.line == line else None
    except (ValueError, TypeError):
        return None


def append(ledger: Ledger, entry: Entry) -> Ledger:
    """Write one line at the end, with those that a crash kept from being written; a crash leaves all of it or nothing."""
    longer = Ledger(ledger.private, (*ledger.entries, entry))
    path = ledger.private / LEDGER
    new = path.with_name(f".{LEDGER}.new")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{one.line}\n" for one in longer.entries)
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, path)
    return longer


def release_sha256(release: Release) -> str:
    """What a release says, as one number: of all its tables, and of the roster it stands on.

    Tables and columns of later editions count only where they hold something, so that what was closed before them is the same.
    """
    digest = hashlib.sha256()
    said = release.by_name()
    tables = {t.name: t.as_before(said[t.name]) for t in RELEASE_TABLES if t.since == 1 or len(said[t.name])}
    tables["release/roster"] = release.roster if release.roster is not None else pd.DataFrame()
    for name, frame in sorted(tables.items()):
        digest.update(f"{name}\n{frame.to_csv(index=False, lineterminator=chr(10))}".encode())
    return digest.hexdigest()


def file_sha256(path: Path) -> str:
    """Of a file as it lies on disk."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
