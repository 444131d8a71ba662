"""A published wave beside what was closed of it: the attack on pairs of releases; whether a closed wave is what was closed."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import UnsafeChange
from pipeline.publish.manifest import read_manifest
from pipeline.release.audit import Finding
from pipeline.release.close import Version, ledger_release, same_release, standing
from pipeline.release.ledger import read_ledger
from pipeline.release.people_file import People, people_path, read_people
from pipeline.release.store import read_release


def versions_finding(folder: Path, private: Path, wave: str) -> Finding | None:
    """What the published folder of a wave tells beside its closed versions; None where nothing was closed.

    private : where the ledger is, and who stands behind the wave.
    """
    ledger = read_ledger(private)
    closings = ledger.of_wave(wave)
    manifest = read_manifest(folder / "manifest.json")
    attack = "Versions of this wave"
    if not closings:
        said = ("it says that it is closed, and the ledger does not know it",) if manifest.state == "closed" else ()
        return Finding(attack, "none was closed", said) if said else None
    release = read_release(folder)
    if any(same_release(ledger_release(ledger, closing), release) for closing in closings):
        return Finding(attack, f"as closed, number {closings[-1].number} in the ledger", ())
    if manifest.state == "closed":
        return Finding(attack, "not as closed", ("it says that it is closed, and is not what was closed",))
    path = people_path(private / wave)
    if not path.is_file():
        return Finding(attack, "not compared: the private side of the draft is missing", ())
    try:
        standing(Version(wave, People.of(read_people(path)), release), ledger, manifest.thresholds["k"])
    except UnsafeChange as error:
        return Finding(attack, "a draft beside what was closed", tuple(problem.what for problem in error.problems))
    return Finding(attack, f"a draft that differs safely from {len(closings)} closed", ())
