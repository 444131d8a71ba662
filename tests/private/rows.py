"""A small organisation whose answers can be changed one by one, written as a plain table."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pipeline.instrument.load import load_instrument

WAVE = "2026-11"
Row = dict[str, str]


def people(n: int, seed: int = 1) -> list[Row]:
    """So many answers to the short form: four roles in three departments, each with a code of their own."""
    instrument = load_instrument("tele_oncology_short")
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(n):
        level = rng.normal(3.6, 0.7)
        items = {i.id: str(int(np.clip(round(rng.normal(level, 0.8)), 1, 5))) for i in instrument.items if not i.reverse}
        items |= {i.id: str(int(np.clip(round(6 - rng.normal(level, 0.8)), 1, 5))) for i in instrument.items if i.reverse}
        place = {
            "role": ("rn_onc", "app", "front_desk", "social_work")[int(rng.choice(4, p=[0.4, 0.25, 0.25, 0.1]))],
            "department": ("infusion_center", "medical_oncology", "radiation_oncology")[int(rng.choice(3, p=[0.5, 0.3, 0.2]))],
        }
        topics = {f"{t.id}_{kind}": str(rng.integers(1, 6)) for t in instrument.topics for kind in ("importance", "confidence")}
        rows.append({**place, **items, **topics, "respondent": f"code-{seed}-{number:04d}"})
    return rows


def write(rows: Sequence[Row], path: Path, *, linked: bool = True) -> Path:
    header = [name for name in rows[0] if linked or name != "respondent"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows([[row[name] for name in header] for row in rows])
    return path
