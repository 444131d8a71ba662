"""The private side: closed to others, its key whole, its ledger unbroken, what was closed as it was."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import UserError
from pipeline.run.health.model import Finding, Folders, damage

_OTHERS = 0o077


def private_findings(folders: Folders) -> Iterator[Finding]:
    """All that concerns the private folder alone."""
    private = folders.private
    if not private.is_dir():
        what = "there is no private folder: waves cannot be closed, and people not linked"
        yield Finding("note", str(private), what, "name it (--private), or restore it from a backup")
        return
    found = [*_modes(private), *_key(private), *_ledger(private), *_without_wave(folders)]
    yield from found
    if not any(finding.level == "damaged" for finding in found):
        yield Finding("fine", str(private), _whole(private))


def _modes(private: Path) -> Iterator[Finding]:
    if os.name != "posix":
        yield Finding("note", str(private), "who may read it is not checked on this system", "let only the analyst open it")
    elif private.stat().st_mode & _OTHERS:
        yield Finding("damaged", str(private), "others may look into it", f"chmod 700 {private}, or doctor --repair")


def _key(private: Path) -> Iterator[Finding]:
    from pipeline.clean.identity import read_keyring

    try:
        read_keyring(private)
    except UserError as error:
        yield from damage(error, str(private))


def _ledger(private: Path) -> Iterator[Finding]:
    from pipeline.release.close import ledger_release
    from pipeline.release.ledger import read_ledger

    try:
        ledger = read_ledger(private)
    except UserError as error:
        yield from damage(error, str(private))
        return
    for closing in ledger.closings:
        try:
            ledger.people(closing)
            ledger_release(ledger, closing)
        except UserError as error:
            yield from damage(error, str(ledger.folder(closing)))


def _without_wave(folders: Folders) -> Iterator[Finding]:
    """Waves that the private side knows and nobody can see any more."""
    from pipeline.publish.bundle import WAVE, waves

    known = {path.name for path in folders.private.iterdir() if path.is_dir() and WAVE.fullmatch(path.name)}
    for wave in sorted(known - set(waves(folders.out))):
        fix = "analyze it again, name the folder it is in (--out), or delete the private side if the wave is to go"
        yield Finding("note", str(folders.private / wave), f"wave {wave} is not in {folders.out}", fix)


def _whole(private: Path) -> str:
    from pipeline.release.ledger import read_ledger

    closings = len(read_ledger(private).closings)
    closed = f"{closings} closing{'s' if closings != 1 else ''} as written" if closings else "nothing was closed yet"
    return (
        f"readable by its owner only; the ledger is whole ({closed})" if os.name == "posix" else f"the ledger is whole ({closed})"
    )
