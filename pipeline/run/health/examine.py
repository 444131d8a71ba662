"""All examinations, one after the other. Nothing is changed, but for leftovers where repair is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pipeline.run.health.leftovers import leftover_findings
from pipeline.run.health.machine import machine_findings
from pipeline.run.health.model import Finding, Folders, Health
from pipeline.run.health.private_side import private_findings
from pipeline.run.health.waiting import waiting_findings
from pipeline.run.health.waves import wave_findings


def examine(out: Path, private: Path, exports: Path, *, repair: bool = False, wait: float = 0) -> Health:
    """Look at every wave, at the private side, at what killed commands left, at the machine and at exports that wait.

    repair : put predecessors back where a place is empty, remove leftovers, close the private folder to others; nothing else.
    wait : seconds to wait for another command, with repair only.
    raises : CannotRun where repair is asked for and another command is at work.
    """
    folders = Folders(out, private, exports)
    if repair and private.is_dir():
        folders = replace(folders, repaired=_repaired(out, private, wait))
    return Health(tuple(_findings(folders)))


def _findings(folders: Folders) -> Iterator[Finding]:
    yield from leftover_findings(folders)
    yield from wave_findings(folders)
    yield from private_findings(folders)
    yield from waiting_findings(folders)
    yield from machine_findings(folders)


def _repaired(out: Path, private: Path, wait: float) -> tuple[str, ...]:
    from pipeline.private.lock import left_behind, working

    left = tuple(str(path) for path in left_behind(out, private))
    with working(out, private, "doctor --repair", wait):
        return left
