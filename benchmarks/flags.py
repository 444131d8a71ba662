"""Does the flag find who it should? Made-up organisations with known truth, from answers through the release to findings.

Two worlds: the one of the shipped sample, and a harder one (group effects shared by all constructs, weaker causes).
Also runs the attacker on every release, and finds causes from counts that are not protected, for comparison.
Run: python -m benchmarks.flags [organisations] [further organisations, in columns of their own]
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.table import keep, markdown
from benchmarks.unprotected import unprotected
from pipeline.clean.quality import judge
from pipeline.findings.causes import causes, named_causes
from pipeline.findings.findings import find
from pipeline.instrument.load import load_instrument
from pipeline.instrument.model import Instrument
from pipeline.measure.measure import measure
from pipeline.measure.quality import QualityCounts
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
    ordinary: bool
    causes: tuple[str, ...]
    truly: bool
    staff: int
    shown: bool
    label: str
    named: tuple[str, ...]
    named_unprotected: tuple[str, ...]
    probability: float


def harder(world: World) -> World:
    """Group effects that all constructs share, and causes about half as strong beside them."""
    latent = world.latent.model_copy(update={"effect_correlation": 0.5})
    plants = tuple(plant.model_copy(update={"cause": -0.7}) if plant.pattern == "reluctant" else plant for plant in world.plants)
    return world.model_copy(update={"latent": latent, "plants": plants})


@dataclass(frozen=True, slots=True)
class Analyzed:
    """What was published of one organisation, its answer key, and the causes found in counts that nothing protects."""

    release: Release
    findings: Findings
    key: dict
    unprotected: pd.DataFrame


WORLDS: dict[str, Callable[[World], World]] = {"shipped": lambda world: world, "harder": harder}


def analyzed(world: World, instrument: Instrument) -> Analyzed:
    """One organisation from its answers to its findings."""
    people = draw(world, instrument, 0)
    everybody = responses(field(people, instrument), instrument)
    quality = judge(everybody, instrument, np.full(len(everybody), np.nan))
    kept, roster = everybody.only(~quality.excluded), world.roster(instrument)
    found = measure(everybody, quality.excluded, QualityCounts.of(quality), roster, instrument)
    release = build_release(found.tally, roster, instrument, found.organised.organisation, compare=found.compared)
    findings = find(release, instrument)
    unhidden = causes(unprotected(release, found.scores(kept), instrument), instrument, findings.estimates)
    return Analyzed(release, findings, truth(people, instrument), unhidden)


def named(cause_findings: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Group key -> the causes named with it."""
    found = named_causes(cause_findings)
    return {str(key): tuple(part) for key, part in found["cause"].groupby(found["key"])}


def groups_of(number: int, found: Analyzed) -> Iterator[Group]:
    """Every role and department with its truth and its finding."""
    planted = {(p["kind"], p["id"]): p for p in found.key["planted"]}
    reluctance = found.findings.reluctance
    said, unhidden = named(found.findings.causes), named(found.unprotected)
    for kind in ("role", "department"):
        frame = reluctance[reluctance["grouping"] == kind].set_index(kind)
        for name, fact in found.key[f"{kind}s"].items():
            shown = name in frame.index
            special = planted.get((kind, name))
            plant = special if special and special["pattern"] == "reluctant" else None
            yield Group(
                number,
                kind,
                plant is not None,
                special is None,
                tuple(plant["causes"]) if plant else (),
                bool(fact["truly_reluctant"]),
                int(fact["staff"]),
                shown,
                str(frame.loc[name, "label"]) if shown else "not shown",
                said.get(f"{kind}:{name}", ()),
                unhidden.get(f"{kind}:{name}", ()),
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
    told = [g for g in planted if g.label in FLAGGED]
    ordinary = [g for g in groups if g.ordinary and g.shown]
    return {
        "world": name,
        "organisations": str(organisations),
        "planted called priority or watch": share(sum(g.label in FLAGGED for g in planted), len(planted)),
        "planted called priority": share(sum(g.label == "priority" for g in planted), len(planted)),
        "first cause right, of all planted": share(sum(g.named[:1] == g.causes[:1] for g in planted), len(planted)),
        "first cause right, of those flagged": share(sum(g.named[:1] == g.causes[:1] for g in told), len(told)),
        "planted cause among the two named": share(sum(g.causes[0] in g.named for g in planted), len(planted)),
        "first cause right, had nothing been protected": share(
            sum(g.named_unprotected[:1] == g.causes[:1] for g in planted), len(planted)
        ),
        "groups without a planted cause that have one named": share(sum(bool(g.named) for g in ordinary), len(ordinary)),
        "causes named per group without a planted one": share(sum(len(g.named) for g in ordinary), len(ordinary)),
        "false priority per truly not reluctant group": share(sum(g.label == "priority" for g in calm), len(calm)),
        "priority and not truly reluctant (FDR)": share(sum(not g.truly for g in flagged), len(flagged)),
        "all truly reluctant called priority or watch": share(sum(g.label in FLAGGED for g in truly), len(truly)),
        "found by the attacker": str(found),
    }


def main(organisations: int = 50, further: int = 0) -> None:
    instrument = load_instrument()
    sets = {"": [SHIPPED_SEED, *range(1, organisations)], ", further": list(range(organisations, organisations + further))}
    rows = []
    details: list[str] = []
    for (name, change), (which, seeds) in itertools.product(WORLDS.items(), sets.items()):
        if not seeds:
            continue
        groups: list[Group] = []
        violations = 0
        for seed in seeds:
            found = analyzed(change(load_world("sample", seed)), instrument)
            groups += groups_of(seed, found)
            violations += attacked(found.release, instrument)
        rows.append(row(name + which, groups, violations, len(seeds)))
        details.append(f"## Calibration, {name} world{which}\n\n" + markdown(calibration(groups)))
    columns = pd.DataFrame(rows).set_index("world").T.rename_axis("figure").reset_index().to_dict("records")
    note = (
        "Truly reluctant: more than 40 % of current staff, the silent included, by their own complete answers. "
        f"Seeds: {SHIPPED_SEED} (the shipped sample) and 1 to {organisations - 1}"
        + (f"; further: {organisations} to {organisations + further - 1}. " if further else ". ")
        + "The rule for causes was chosen on other seeds (docs/methods/causes.md). Groups without a planted cause differ too: a "
        "cause named there may be true of them."
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
    main(*(int(argument) for argument in sys.argv[1:3]))
