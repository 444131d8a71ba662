"""Every wave under ``outputs/``: whole, as it was written, readable, and the one that the private side knows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pipeline.errors import UserError
from pipeline.run.health.model import Finding, Folders, damage

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.publish.bundle import Bundle


def wave_findings(folders: Folders) -> Iterator[Finding]:
    """All that concerns what is published."""
    from pipeline.publish.bundle import open_wave, waves

    names = waves(folders.out)
    if not names:
        yield Finding("note", str(folders.out), "there is no wave here", "make analyze, or name the folder: --out")
    for wave in reversed(names):
        place = str(folders.out / wave)
        try:
            bundle = open_wave(folders.out, wave)
        except UserError as error:
            yield from damage(error, place)
            continue
        found = [*_edition(bundle, place), *_sealed(folders, bundle, place), *_kept(folders, bundle, place)]
        found += [*_pair(folders, bundle, place)]
        yield from found
        if not any(finding.level == "damaged" for finding in found):
            whole = "complete and as it was written" if bundle.manifest.edition > 1 else "complete"
            yield Finding("fine", place, f"{bundle.manifest.state}, {whole}")
    yield from _strays(folders.out)


def _edition(bundle: Bundle, place: str) -> Iterator[Finding]:
    from pipeline.tables import EDITION

    if bundle.manifest.edition < EDITION:
        what = "was written by an older version: it is read, what came later is empty there, and no checksums tell damage"
        yield Finding("note", place, what, again(bundle))


def _sealed(folders: Folders, bundle: Bundle, place: str) -> Iterator[Finding]:
    """Whether the folder is the one that was written here last."""
    from pipeline.private.seals import mark, read_seal

    seal = read_seal(folders.private, bundle.wave)
    there = mark(bundle.path)
    if seal is None:
        if bundle.manifest.edition > 1 and (folders.private / bundle.wave).is_dir():
            what = "the private side does not know what was published, so edits of a file with its checksum are not told"
            yield Finding("note", place, what, again(bundle))
        return
    if there == seal.before:
        what = "the last command for this wave was ended before its results were in place; these are the ones before"
        yield Finding("note", place, what, "run it again")
    elif there != seal.published:
        what = "is not what was written here last: it was edited and its checksums with it, or it was copied from elsewhere"
        yield Finding("damaged", place, what, f"restore the folder from a backup, or {again(bundle)}")


def _kept(folders: Folders, bundle: Bundle, place: str) -> Iterator[Finding]:
    """Whether the private side is of the same run, and the ledger knows the wave as it says it is."""
    from pipeline.release.ledger import read_ledger, release_sha256

    if not folders.private.is_dir():
        return
    facts = _facts(folders.private / bundle.wave)
    if facts is None:
        what = f"the private side of wave {bundle.wave} is missing or damaged: it cannot be closed, and nobody linked"
        yield Finding("note", str(folders.private / bundle.wave), what, again(bundle))
    elif facts.get("release") != release_sha256(bundle.release):
        what = "the private side is of another run than what is published: the wave cannot be closed so"
        yield Finding("note", place, what, again(bundle))
    try:
        closings = read_ledger(folders.private).of_wave(bundle.wave)
    except UserError:
        return  # told with the private side
    if bundle.manifest.state == "closed" and not closings:
        what = "says that it is closed, and the ledger does not know it"
        yield Finding("damaged", place, what, "restore the private folder from a backup, or analyze and close it again")
    same = [closing for closing in closings if closing.release == release_sha256(bundle.release)]
    if bundle.manifest.state == "draft" and same:
        what = "the ledger says that it is closed, the folder that it is a draft: closing it was not ended"
        yield Finding("note", place, what, f"make close WAVE={bundle.wave}")


def _pair(folders: Folders, bundle: Bundle, place: str) -> Iterator[Finding]:
    """Whether the wave before is still the one that this wave was compared and linked with."""
    from pipeline.publish.bundle import open_wave
    from pipeline.release.ledger import release_sha256

    earlier = bundle.manifest.earlier
    if not earlier:
        return
    try:
        now = release_sha256(open_wave(folders.out, str(earlier.get("wave"))).release)
    except UserError:
        what = f"was compared with wave {earlier.get('wave')}, which is missing or damaged"
        yield Finding("note", place, what, "bring the earlier wave back, then analyze this one again")
        return
    if now != earlier.get("release"):
        what = f"was compared with wave {earlier.get('wave')} as it was; that wave was analyzed again since"
        yield Finding("note", place, what, again(bundle))


def _strays(out: Path) -> Iterator[Finding]:
    from pipeline.publish.atomic import leftovers
    from pipeline.publish.bundle import WAVE
    from pipeline.publish.checksums import LEFT_BY_PROGRAMS

    left = set(leftovers(out))
    for path in sorted(out.iterdir()) if out.is_dir() else []:
        if not WAVE.fullmatch(path.name) and path not in left and not LEFT_BY_PROGRAMS.fullmatch(path.name):
            yield Finding("note", str(path), "is no wave; nobody looked at what is in it", "keep it somewhere else")


def _facts(folder: Path) -> dict[str, Any] | None:
    from pipeline.private.keep import VERSION
    from pipeline.publish.atomic import current

    try:
        facts = json.loads((current(folder) / VERSION).read_text(encoding="utf-8"))
        return facts if isinstance(facts, dict) else None
    except (OSError, ValueError):
        return None


def again(bundle: Bundle) -> str:
    """The command that makes a wave anew."""
    return f"analyze it again: make analyze EXPORT={bundle.manifest.input.get('file', 'answers.csv')} WAVE={bundle.wave}"
