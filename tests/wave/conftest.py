"""One wave as one file and as three, where some people answered again in a later file."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_data" / "sample"
HEADER = 3
IDENTIFIER = "ResponseId"


@dataclass(frozen=True)
class Files:
    """whole : one file. parts : the same rows in three, in order."""

    whole: Path
    parts: tuple[Path, ...]
    roster: Path


def read_records(path: Path) -> list[list[str]]:
    """All rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def write_records(path: Path, records: list[list[str]]) -> Path:
    """Write rows as a CSV file, in a folder that may be new."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(records)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Thirty people of the first file answered again in the last; twenty wrote names that match no role."""
    folder = tmp_path_factory.mktemp("wave")
    records = read_records(SAMPLE / "2026-11.csv")
    header, rows = records[:HEADER], records[HEADER:]
    identifier, role = header[0].index(IDENTIFIER), header[0].index("role")
    for number in range(30):
        rows[-1 - number][identifier] = rows[number][identifier]
    for number in range(0, 400, 20):
        rows[number][role] = "Somebody else of ours" if number % 40 else "Guest of the house"
    cuts = [0, 300, 555, len(rows)]
    whole = write_records(folder / "whole.csv", header + rows)
    pieces = [rows[start:end] for start, end in pairwise(cuts)]
    parts = [write_records(folder / "parts" / f"{place}.csv", header + piece) for place, piece in enumerate(pieces)]
    return Files(whole, tuple(parts), SAMPLE / "roster.csv")
