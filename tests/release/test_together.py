"""Organisations in which a group that said nothing any more still followed from the tables taken together."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.organisations import NOTHING, answered, instrument_of, release_of, scores_of, table_of
from pipeline.release import together
from pipeline.release.audit import audit_release


def audited(rows: int, columns: int, n: int, rng: np.random.Generator):
    instrument = instrument_of(rows, columns, "two_way")
    scores = scores_of(table_of(rows, columns, n, rng), instrument, rng)
    release = release_of(scores, None, instrument, NOTHING)
    return release, audit_release(release, instrument, answered(scores))


def test_the_groups_beside_it_give_way() -> None:
    rng = np.random.default_rng([20261101, 41, 0, 0, 0])
    rows, columns, n = int(rng.integers(5, 16)), int(rng.integers(6, 21)), int(rng.integers(200, 3001))
    release, result = audited(rows, columns, n, rng)
    assert result.safe, result.lines()
    assert release.willingness["reluctant"].notna().mean() > 0.2  # others stay exact


def test_also_where_what_is_inside_it_does_not_help() -> None:
    release, result = audited(15, 20, 3000, np.random.default_rng([20261101, 62, 15, 20, 3000]))
    assert result.safe, result.lines()
    assert release.willingness["reluctant"].notna().mean() > 0.5


def test_what_cannot_be_held_apart_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a round to spare, the tables fall silent and are safe all the same."""
    monkeypatch.setattr(together, "_ROUNDS", 1)
    release, result = audited(15, 20, 3000, np.random.default_rng([20261101, 62, 15, 20, 3000]))
    assert result.safe, result.lines()
    assert release.willingness["reluctant"].isna().all()
