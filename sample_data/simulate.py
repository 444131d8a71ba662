"""Make up an organisation with known truth and the exports its staff would give; the same bytes for the same seed."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.instrument.load import load_instrument
from pipeline.instrument.model import Instrument
from pipeline.tables import NOT_STATED, Responses
from sample_data import qualtrics
from sample_data.fieldwork import REASONS, USABLE, Fieldwork, field
from sample_data.people import People, draw
from sample_data.responses import responses
from sample_data.truth import truth
from sample_data.world import load_world


@dataclass(frozen=True, slots=True)
class Organisation:
    """One wave of a made-up organisation, in memory.

    Attributes
    ----------
    people : everybody, answering or silent. roster : columns role, department, staff. responses : what cleaning its export
    must give. truth : the answer key. fieldwork : what arrived.
    """

    people: People
    roster: pd.DataFrame
    responses: Responses
    truth: dict[str, Any]
    fieldwork: Fieldwork


def organisation(seed: int, preset: str = "sample", wave: int = 0, instrument: Instrument | None = None) -> Organisation:
    """The organisation of a preset under another seed: groups, effects and people drawn anew."""
    instrument = instrument or load_instrument()
    people = draw(load_world(preset, seed), instrument, wave)
    fieldwork = field(people, instrument)
    key = truth(people, instrument) | field_truth(fieldwork)
    return Organisation(people, people.world.roster(instrument), responses(fieldwork, instrument), key, fieldwork)


def simulate(preset: str, out: str | Path, *, seed: int | None = None, instrument: Instrument | None = None) -> list[Path]:
    """Write ``<wave>.csv`` and ``<wave>/truth.json`` per wave, and ``roster.csv``; returns the files in this order."""
    instrument, folder = instrument or load_instrument(), Path(out)
    world = load_world(preset, seed)
    written = []
    for number, wave in enumerate(world.waves):
        made = organisation(world.seed, preset, number, instrument)
        (folder / wave.id).mkdir(parents=True, exist_ok=True)
        written.append(qualtrics.write(made.fieldwork, instrument, folder / f"{wave.id}.csv", split=wave.split))
        written.append(folder / wave.id / "truth.json")
        text = json.dumps(made.truth, indent=1, ensure_ascii=False) + "\n"
        written[-1].write_text(text, encoding="utf-8", newline="\n")
    return [*written, write_roster(world.roster(instrument), instrument, folder / "roster.csv")]


def write_roster(roster: pd.DataFrame, instrument: Instrument, path: Path) -> Path:
    """Staff by role × department (× site) as an HR list: labels, one row per cell."""
    lists = {"role": instrument.roles, "department": instrument.departments, "site": instrument.sites}
    axes = [str(name) for name in roster.columns if name in lists]
    labels = [{part.id: part.label for part in lists[axis]} for axis in axes]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*axes, "staff"])
        for *ids, staff in roster[[*axes, "staff"]].itertuples(index=False):
            writer.writerow([*(words[one] for words, one in zip(labels, ids, strict=True)), staff])
    return path


def field_truth(fieldwork: Fieldwork) -> dict[str, Any]:
    """How the rows must reconcile, whose names cannot be matched, and who answered without reading."""
    rows = fieldwork.rows
    usable = rows["kind"] == USABLE
    aside: dict[str, int] = {}
    for kind in rows.loc[~usable, "kind"]:
        aside[REASONS[kind]] = aside.get(REASONS[kind], 0) + 1
    unknown = {kind: usable & ~rows[f"{kind}_known"] for kind in ("role", "department")}
    review = {kind: fieldwork.single.loc[who, kind].str.strip() for kind, who in unknown.items()}
    return {
        "rows": {"read": len(rows), "kept": int(usable.sum()), "set_aside": dict(sorted(aside.items()))},
        NOT_STATED: {kind: int(who.sum()) for kind, who in unknown.items()},
        "review": {kind: sorted(text for text in texts if text) for kind, texts in review.items()},
        "careless": int(fieldwork.careless.sum()),
    }
