"""The made-up national survey is what it says: an export that needs no mapping and no decision, the same every time."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from benchmarks.national.write import Made, made
from pipeline.run.given import given
from pipeline.run.measured import measured
from pipeline.run.request import Request
from pipeline.run.store import store_of

ROWS = 1_000


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return made(ROWS, tmp_path_factory.mktemp("national"))


def test_seventy_columns_three_header_rows_and_cells_of_several_lines(survey: Made) -> None:
    with survey.exports[0].open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == ROWS + 3 and {len(row) for row in rows} == {70}
    assert 0.2 < sum(any("\n" in cell for cell in row) for row in rows[3:]) / ROWS < 0.35


def _rows(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file))


def test_the_same_every_time(survey: Made, tmp_path: Path) -> None:
    again = made(ROWS, tmp_path)
    assert [path.read_bytes() for path in (*again.exports, again.roster)] == [
        path.read_bytes() for path in (*survey.exports, survey.roster)
    ]


def test_files_that_are_there_are_kept(survey: Made) -> None:
    before = survey.exports[0].stat().st_mtime_ns
    assert made(ROWS, survey.exports[0].parent).exports[0].stat().st_mtime_ns == before


def test_large_surveys_are_several_files(tmp_path: Path) -> None:
    parts = made(ROWS, tmp_path, 400)
    counts = [_rows(path) - 3 for path in parts.exports]
    assert counts == [400, 400, 200]
    assert len({path.read_bytes()[-400:] for path in parts.exports}) == 3


def test_it_is_cleaned_without_a_decision(survey: Made, tmp_path: Path) -> None:
    """Nothing is to be mapped, and what must be set aside is, for every reason there is."""
    request = Request(survey.exports[0], roster=survey.roster, out=tmp_path / "outputs", private=tmp_path / "private")
    found = measured(request, given(request, lambda line: None), store_of(request), lambda line: None)
    reasons = found.answers.rows.set_aside
    assert found.wave == "2026-11" and found.answers.rows.read == ROWS
    assert {"not finished", "answered again later", "no answer at all", "marked as spam"} <= set(reasons)
    assert sum(n for reason, n in reasons.items() if "answer" in reason and "again" not in reason and "no " not in reason) > 5
    assert all(0 < n < 0.05 * ROWS for n in found.answers.not_stated.values())
