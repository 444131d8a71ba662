"""The private side of earlier waves, for linking: who was scored there, as far as it is that of what is published."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.errors import Problem, SetupError
from pipeline.measure.linked import Observed, follow
from pipeline.private.keep import VERSION
from pipeline.publish.atomic import current
from pipeline.publish.bundle import Bundle, open_wave, waves
from pipeline.release.contributions import PERSON
from pipeline.release.ledger import release_sha256
from pipeline.release.linked import Connected
from pipeline.release.people_file import people_path, read_people
from pipeline.tables import LINKED, Release

_AXES = ("role", "department", "site")
_SCALE = "scale."


def connect(
    out: Path, private: Path, wave: str, earlier: str, people: pd.DataFrame, release: Release, forgotten: Collection[str]
) -> Connected:
    """This wave with the one before and all that are connected with them.

    people : contributions to this wave. release : what this wave shows, without linked rows.
    raises : SetupError where the private side of a connected wave is missing, or not that of what is published.
    """
    connected = sorted(connected_waves(out, earlier, but=wave))
    bundles = [open_wave(out, name) for name in connected]
    observed = [_observed_of(bundle, private) for bundle in bundles]
    paths = follow([*observed, observed_in(wave, people)], forgotten)
    return Connected(wave, earlier, paths, {**{bundle.wave: bundle.release for bundle in bundles}, wave: release})


def connected_waves(out: Path, wave: str, but: str = "") -> set[str]:
    """A published wave and those that linked tables join with it, directly or through others.

    but : a wave that is to be linked with it anew: others may be linked with that one already; it is not among the result.
    """
    joined = {name: earlier for name in waves(out) if name != but and (earlier := _linked_with(out, name))}
    found = {wave, but}
    while more := {one for pair in joined.items() if found & set(pair) for one in pair} - found:
        found |= more
    return found - {but}


def observed_in(wave: str, people: pd.DataFrame) -> Observed:
    """Those who were scored in a wave, from their contributions."""
    scales = people[[name for name in people.columns if name.startswith(_SCALE)]]
    return Observed(
        wave=wave,
        person=people[PERSON].to_numpy(dtype=object),
        places=people[[axis for axis in _AXES if axis in people]],
        scales=scales.rename(columns=lambda name: name.removeprefix(_SCALE)),
        standing=people["standing"].to_numpy(dtype=object),
    )


def _observed_of(bundle: Bundle, private: Path) -> Observed:
    folder = current(private / bundle.wave)
    try:
        facts = json.loads((folder / VERSION).read_text(encoding="utf-8"))
        belongs = facts["release"] == release_sha256(bundle.release)
        people = read_people(people_path(folder))
    except (OSError, ValueError, KeyError):
        belongs, people = False, pd.DataFrame()
    if not belongs:
        what = f"the private side of wave {bundle.wave} is missing or not that of what is published, so nobody is linked with it"
        raise SetupError(Problem(what, str(folder), fix=f"analyze wave {bundle.wave} again, then this one"))
    return observed_in(bundle.wave, people)


def _linked_with(out: Path, wave: str) -> str:
    """The wave that the people of a published wave are linked with; empty where nobody is."""
    path = current(out / wave) / f"{LINKED.name}.parquet"
    if not path.is_file():
        return ""
    earlier = np.unique(pd.read_parquet(path, columns=["earlier"])["earlier"].to_numpy(dtype=str))
    return str(earlier[0]) if len(earlier) else ""
