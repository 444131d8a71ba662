"""However the answers of a wave are parted into files, and in which order these come, the release is the same, byte by byte."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.wave.conftest import HEADER, IDENTIFIER, SAMPLE, read_records, write_records
from tests.wave.ways import Result, result

PEOPLE = 240


@pytest.fixture(scope="module")
def records() -> list[list[str]]:
    """A small wave in which nobody answered twice: of two answers the later counts, so their order would matter."""
    found = read_records(SAMPLE / "2026-11.csv")
    identifier = found[0].index(IDENTIFIER)
    once = {row[identifier]: row for row in found[HEADER:]}
    return [*found[:HEADER], *list(once.values())[:PEOPLE]]


@pytest.fixture(scope="module")
def whole(records: list[list[str]], tmp_path_factory: pytest.TempPathFactory) -> Result:
    folder = tmp_path_factory.mktemp("whole")
    return result([write_records(folder / "whole.csv", records)], SAMPLE / "roster.csv", folder)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_files_in_any_order_give_the_same_release(
    records: list[list[str]], whole: Result, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(1, PEOPLE - 1), min_size=1, max_size=4), label="cuts"))
    pieces = [records[HEADER:][start:end] for start, end in pairwise([0, *cuts, PEOPLE])]
    folder = tmp_path_factory.mktemp("parted")
    exports: list[Path] = [
        write_records(folder / f"{place}.csv", records[:HEADER] + piece)
        for place, piece in enumerate(data.draw(st.permutations(pieces), label="order"))
    ]
    found = result(exports, SAMPLE / "roster.csv", folder)
    assert found.release == whole.release
    assert found.scored.answers.rows == whole.scored.answers.rows
    assert found.scored.answers.quality == whole.scored.answers.quality
