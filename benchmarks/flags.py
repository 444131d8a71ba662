"""Does the flag find who it should? Made-up organisations with known truth, from answers through the release to findings.

Two worlds: the one of the shipped sample, and a harder one (group effects shared by all constructs, weaker causes).
Also runs the attacker on every release. Run: python -m benchmarks.flags [organisations]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.table import keep, markdown
from pipeline.clean.quality import judge
from pipeline.findings.findings import find
from pipeline.instrument.load import load_instrument
from pipeline.instrument.model import Instrument
from pipeline.measure.organise import organise
from pipeline.measure.score import score
from pipeline.release.audit import audit_release
from pipeline.release.build import build_release
from pipeline.tables import Findings, Release
from sample_data.fieldwork import field
from sample_data.people import draw
from sample_data.responses import responses
from sample_data.truth import truth
from sample_data.world import World, load_world

SHIPPED_SEED = 2026
FLAGGED = ("priority", "watch")


@dataclass(frozen=True, slots=True)
class Group:
    """One role or department of one organisation: what is true of it and what was said."""

    organisation: int
    kind: str
    planted: bool
    causes: tuple[str, ...]
    truly: bool
    staff: int
    shown: bool
    label: str
    first_cause: str
    probability: float


def harder(world: World) -> World:
    """Group effects that all constructs share, and causes about half as strong beside them."""
    latent = world.latent.model_copy(update={"effect_correlation": 0.5})
    plants = tuple(plant.model_copy(update={"cause": -0.7}) if plant.pattern == "reluctant" else plant for plant in world.plants)
    return world.model_copy(update={"latent": latent, "plants": plants})


def analyzed(world: World, instrument: Instrument) -> tuple[Release, Findings, dict]:
    """The release, the findings and the answer key of one organisation."""
    people = draw(world, instrument, 0)
    everybody = responses(field(people, instrument), instrument)
    quality = judge(everybody, instrument, np.full(len(everybody.people), np.nan))
    kept, roster = everybody.only(~quality.excluded), world.roster(instrument)
    scores = score(kept, instrument)
    organised = organise(scores, kept, everybody, quality, roster, instrument)
    release = build_release(scores, roster, instrument, organised.organisation)
    return release, find(release, instrument), truth(people, instrument)


def groups_of(number: int, findings: Findings, key: dict) -> Iterator[Group]:
    """Every role and department with its truth and its finding."""
    planted = {(p["kind"], p["id"]): p for p in key["planted"] if p["pattern"] == "reluctant"}
    for kind in ("role", "department"):
        frame = findings.reluctance[findings.reluctance["grouping"] == kind].set_index(kind)
        for name, fact in key[f"{kind}s"].items():
            shown = name in frame.index
            plant = planted.get((kind, name))
            yield Group(
                number,
                kind,
                plant is not None,
                tuple(plant["causes"]) if plant else (),
                bool(fact["truly_reluctant"]),
                int(fact["staff"]),
                shown,
                str(frame.loc[name, "label"]) if shown else "not shown",
                str(frame.loc[name, "causes"]).split(";")[0] if shown else "",
                float(frame.loc[name, "probability"]) if shown else float("nan"),
            )


def attacked(release: Release, instrument: Instrument) -> int:
    """Number of things the attacker finds."""
    return len(audit_release(release, instrument).violations)


def share(part: int, whole: int) -> str:
    return f"{part / whole:.3f} ({part}/{whole})" if whole else "–"


def row(name: str, groups: Sequence[Group], found: int, organisations: int) -> dict[str, str]:
    """One line of the table."""
    planted = [g for g in groups if g.planted]
    truly = [g for g in groups if g.truly and g.shown]
    calm = [g for g in groups if not g.truly and g.shown]
    flagged = [g for g in groups if g.label == "priority"]
    named = [g for g in planted if g.label in FLAGGED]
    return {
        "world": name,
        "organisations": str(organisations),
        "planted called priority or watch": share(sum(g.label in FLAGGED for g in planted), len(planted)),
        "planted called priority": share(sum(g.label == "priority" for g in planted), len(planted)),
        "first cause right, of all planted": share(sum(g.first_cause in g.causes[:1] for g in planted), len(planted)),
        "first cause right, of those flagged": share(sum(g.first_cause in g.causes[:1] for g in named), len(named)),
        "false priority per truly not reluctant group": share(sum(g.label == "priority" for g in calm), len(calm)),
        "priority and not truly reluctant (FDR)": share(sum(not g.truly for g in flagged), len(flagged)),
        "all truly reluctant called priority or watch": share(sum(g.label in FLAGGED for g in truly), len(truly)),
        "found by the attacker": str(found),
    }


def main(organisations: int = 50) -> None:
    instrument = load_instrument()
    seeds = [SHIPPED_SEED, *range(1, organisations)]
    rows = []
    details: list[str] = []
    for name, change in (("shipped", lambda world: world), ("harder", harder)):
        groups: list[Group] = []
        found = 0
        for seed in seeds:
            release, findings, key = analyzed(change(load_world("sample", seed)), instrument)
            groups += groups_of(seed, findings, key)
            found += attacked(release, instrument)
        rows.append(row(name, groups, found, len(seeds)))
        details.append(f"## Calibration, {name} world\n\n" + markdown(calibration(groups)))
    columns = pd.DataFrame(rows).set_index("world").T.rename_axis("figure").reset_index().to_dict("records")
    note = (
        "Truly reluctant: more than 40 % of current staff, the silent included, by their own complete answers. "
        f"Seeds: {SHIPPED_SEED} (the shipped sample) and 1 to {organisations - 1}."
    )
    keep("flags", "Flags, causes and the attacker on made-up organisations", note, markdown(columns), *details)


def calibration(groups: Sequence[Group]) -> list[dict[str, str]]:
    """How often groups are truly reluctant, by the probability they were given."""
    brackets = ((0.0, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 1.01))
    rows = []
    for low, high in brackets:
        inside = [g for g in groups if g.shown and low <= g.probability < high]
        rows.append(
            {"P": f"{low:.2f} to {min(high, 1):.2f}", "truly reluctant": share(sum(g.truly for g in inside), len(inside))}
        )
    return rows


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
