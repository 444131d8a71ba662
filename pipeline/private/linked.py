"""What the private side keeps of people linked over waves, and the attack with it on what is published."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from pipeline.errors import Problem, SetupError
from pipeline.measure.linked import places_over_waves
from pipeline.publish.atomic import current
from pipeline.publish.manifest import read_manifest
from pipeline.release.attack.linked import attack_linked, attack_simply
from pipeline.release.audit import Finding
from pipeline.release.ledger import release_sha256
from pipeline.release.linked import Connected
from pipeline.release.store import read_release
from pipeline.tables import Release

PATHS: Final = "linked.csv"
"""How many people were where in each connected wave."""
STANDS_ON: Final = "linked.json"
"""Which releases of the other waves these people were followed through."""
_ATTACK: Final = "Linked waves"


@dataclass(frozen=True, slots=True)
class Known:
    """What the attacker knows beside the files. PRIVATE.

    Attributes
    ----------
    paths : how many people were where in each wave, as ``places_over_waves`` counts them. releases : wave -> SHA-256 of the
        release that its people were counted in, of all connected waves but this one.
    """

    paths: pd.DataFrame
    releases: Mapping[str, str]


def known_of(connected: Connected) -> Known:
    """What is known of a wave with those that it is connected with."""
    others = {name: release for name, release in connected.releases.items() if name != connected.wave}
    hashes = {name: release_sha256(release) for name, release in sorted(others.items())}
    return Known(places_over_waves(connected.paths), hashes)


def files_of(known: Known | None) -> dict[str, bytes]:
    """As it is kept in the private folder of a wave: file name -> content."""
    if known is None:
        return {}
    paths = known.paths.to_csv(index=False, lineterminator="\n")
    return {PATHS: paths.encode(), STANDS_ON: (json.dumps(known.releases, indent=1) + "\n").encode("ascii")}


def read_known(folder: Path) -> Known | None:
    """As it was kept; None where nothing was; raises SetupError where it is damaged."""
    if not (folder / PATHS).is_file():
        return None
    try:
        paths = pd.read_csv(folder / PATHS, dtype="str", keep_default_na=False).astype({"path": "int64", "people": "int64"})
        releases = json.loads((folder / STANDS_ON).read_text(encoding="utf-8"))
        return Known(paths, {str(name): str(sha) for name, sha in releases.items()})
    except (OSError, ValueError, KeyError, AttributeError):
        what = "what is kept of people over waves is damaged"
        raise SetupError(Problem(what, str(folder / PATHS), fix="analyze the wave again")) from None


def linked_finding(folder: Path, out: Path, known: Known | None) -> Finding | None:
    """What a wave as written tells beside the waves that its people are linked with; None where it links nobody.

    folder : the wave. out : where the other waves are.
    """
    release = read_release(folder)
    if not len(release.linked):
        return None
    manifest = read_manifest(folder / "manifest.json")
    wave, k = manifest.wave, int(manifest.thresholds["k"])
    names = {*release.linked["earlier"].astype("str"), *(known.releases if known is not None else ())}
    beside = {name: current(out / name) for name in sorted(names) if current(out / name).is_dir()}
    releases: dict[str, Release] = {**{name: read_release(path) for name, path in beside.items()}, wave: release}
    simply = attack_simply(releases, wave, k)
    if known is None:
        return Finding(_ATTACK, f"{_least(simply.tightest)} (limit {k}); who is linked where is not known here", simply.found)
    if changed := [name for name, sha in known.releases.items() if name not in releases or release_sha256(releases[name]) != sha]:
        said = f"{_least(simply.tightest)} (limit {k}); {', '.join(changed)} changed since, so this wave is out of date"
        return Finding(_ATTACK, said, simply.found)
    followed = attack_linked(releases, wave, known.paths, k)
    said = f"{_least(min(simply.tightest, followed.tightest))} of {len(releases)} waves (limit {k})"
    return Finding(_ATTACK, said, (*simply.found, *followed.found))


def _least(people: float) -> str:
    return f"at least {people:.0f} people behind every answer and change"
