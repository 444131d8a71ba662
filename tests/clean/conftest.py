"""A small instrument and exports written by hand, read by the real reader."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.ingest.export import Export
from pipeline.ingest.read import read_export
from pipeline.instrument.load import load_instrument
from pipeline.instrument.model import Instrument


@pytest.fixture(scope="session")
def instrument() -> Instrument:
    return load_instrument("tele_oncology_short")


@pytest.fixture
def row_of(instrument: Instrument) -> Callable[..., dict[str, str]]:
    """A respondent who agrees with everything, with some cells replaced."""

    def make(**cells: str) -> dict[str, str]:
        row = {"role": "Oncology nurse", "department": "Infusion center"}
        row |= {item.id: "Agree" for item in instrument.items}
        return row | cells

    return make


@pytest.fixture
def export_of(tmp_path: Path) -> Callable[[list[dict[str, str]]], Export]:
    """Write rows as a plain CSV and read them back as an export."""

    def make(rows: list[dict[str, str]]) -> Export:
        path = tmp_path / "answers.csv"
        header = list(dict.fromkeys(name for row in rows for name in row))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            writer.writerows([[row.get(name, "") for name in header] for row in rows])
        return read_export(path)

    return make
