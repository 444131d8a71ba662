"""The inbox: a folder of exports. What is new is told by content, and put in the order of waves (docs/waves.md)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pipeline.errors import Problem, UsageError, UserError
from pipeline.run.request import Request, read

if TYPE_CHECKING:
    from pipeline.run.inbox_files import Left

FOLDER: Final = "exports"
RECORD: Final = "inbox.json"
"""In the private folder: SHA-256 of every export and list that was analyzed from an inbox -> file and wave."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An export that is new. wave : that its name starts with, else the month of its last answer. before : the file that this
    wave was analyzed from, where that was another one; "" else."""

    path: Path
    sha256: str
    wave: str
    named: bool
    before: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """An export that was analyzed already."""

    file: str
    wave: str


@dataclass(frozen=True, slots=True)
class Refused:
    """An export that cannot be analyzed, and what its author can do. told : what the analyst alone should know beside it."""

    file: str
    error: UserError
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Inbox:
    """What lies in the folder. waiting : in the order in which they are to be analyzed. left : for next time."""

    folder: Path
    waiting: tuple[Waiting, ...]
    known: tuple[Known, ...]
    left: tuple[Left, ...]
    refused: tuple[Refused, ...]


def look(folder: Path, request: Request) -> Inbox:
    """What is new in a folder of exports.

    request : how to read them, and where results and private files are; its export is not used.
    raises : UsageError where the folder cannot be read.
    """
    from pipeline.run.inbox_files import Left, is_export, left_for_next_time, steady_sha256

    analyzed = _analyzed(request)
    waiting: list[Waiting] = []
    refused: list[Refused] = []
    known: list[Known] = []
    left: list[Left] = []
    seen: dict[str, str] = {}
    for path in _files(folder):
        if why := left_for_next_time(path):
            left.append(Left(path.name, why))
        elif is_export(path):
            sha256 = steady_sha256(path)
            if sha256 is None:
                left.append(Left(path.name, "it changed while it was read: perhaps still being copied"))
            elif sha256 in analyzed:
                known.append(Known(path.name, analyzed[sha256]))
            elif sha256 in seen:
                left.append(Left(path.name, f"the same content as {seen[sha256]}"))
            else:
                seen[sha256] = path.name
                _sort(_arrived(replace(request, export=path), sha256), waiting, refused)
    waiting, twice = _one_per_wave(waiting)
    ordered = sorted(waiting, key=lambda one: (one.wave, one.path.name))
    waves = published_inputs(request.out)
    told = (replace(one, before=waves[one.wave]["file"]) if one.wave in waves else one for one in ordered)
    return Inbox(folder, tuple(told), tuple(known), tuple(left), (*refused, *twice))


def remember(request: Request, files: Mapping[str, str], wave: str) -> None:
    """Note what a wave was analyzed from (SHA-256 -> file), so that it is known when another file takes its place."""
    from pipeline.publish.atomic import write_text

    record = _record(request) | {sha256: {"file": file, "wave": wave} for sha256, file in files.items()}
    write_text(request.private_folder / RECORD, json.dumps(record, indent=1, ensure_ascii=False, sort_keys=True) + "\n")


def used_for(request: Request, path: Path) -> str:
    """The wave that a list with this content was used for; "" where it was used for none that is published."""
    from pipeline.run.inbox_files import sha256_of

    return _analyzed(request).get(sha256_of(path), "")


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_file())
    except OSError as error:
        fix = "make the folder, or name an export: EXPORT=answers.csv"
        raise UsageError(Problem(f"the folder cannot be read ({error.strerror})", str(folder), fix=fix)) from None


def _sort(one: Waiting | Refused, waiting: list[Waiting], refused: list[Refused]) -> None:
    if isinstance(one, Waiting):
        waiting.append(one)
    else:
        refused.append(one)


def _arrived(request: Request, sha256: str) -> Waiting | Refused:
    """A new export with its wave; refused where it cannot be read or tells no date."""
    from pipeline.run.inbox_files import named_wave

    path = request.export
    if (wave := named_wave(path)) is not None:
        return Waiting(path, sha256, wave, named=True)
    try:
        export = read(request)
    except UserError as error:
        return Refused(path.name, error)
    counted = export.recorded[export.status.isin(("complete", "partial"))].max()
    if counted is None or counted != counted:
        fix = f"let its name start with the wave: 2026-11 {path.name}"
        return Refused(path.name, UsageError(Problem("the export tells no readable date", path.name, fix=fix)))
    return Waiting(path, sha256, f"{counted:%Y-%m}", named=False)


def _one_per_wave(waiting: list[Waiting]) -> tuple[list[Waiting], list[Refused]]:
    """Two new files of one wave are a decision: which one counts is never settled in silence."""
    of_wave: dict[str, list[str]] = {}
    for one in waiting:
        of_wave.setdefault(one.wave, []).append(one.path.name)
    alone = [one for one in waiting if len(of_wave[one.wave]) == 1]
    return alone, [
        Refused(one.path.name, UsageError(_two_files(one, of_wave[one.wave]))) for one in waiting if len(of_wave[one.wave]) > 1
    ]


def _two_files(one: Waiting, names: list[str]) -> Problem:
    fix = "leave one of them in the folder (one export holds all answers of a wave), or let a name start with another wave"
    return Problem(f"{len(names)} new files are of wave {one.wave}: {', '.join(names)}", one.path.name, fix=fix)


def _analyzed(request: Request) -> dict[str, str]:
    """SHA-256 -> wave, of every export whose wave is published."""
    waves = published_inputs(request.out)
    found = {sha256: entry["wave"] for sha256, entry in _record(request).items() if entry["wave"] in waves}
    return found | {file["sha256"]: wave for wave, source in waves.items() for file in source.get("files", [source])}


def published_inputs(out: Path) -> dict[str, dict[str, Any]]:
    """Wave -> what its manifest says of its export. A wave that cannot be read is not known: it is analyzed again."""
    from pipeline.publish.atomic import current
    from pipeline.publish.bundle import waves
    from pipeline.publish.manifest import read_manifest

    found: dict[str, dict[str, Any]] = {}
    for wave in waves(out):
        try:
            found[wave] = dict(read_manifest(current(out / wave) / "manifest.json").input)
        except UserError:
            continue
    return found


def _record(request: Request) -> dict[str, dict[str, str]]:
    """What was noted; empty where nothing is, or where it cannot be read: the worst is that a file is analyzed again."""
    try:
        values = json.loads((request.private_folder / RECORD).read_text(encoding="utf-8"))
        return {str(sha256): {"file": str(one["file"]), "wave": str(one["wave"])} for sha256, one in values.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
