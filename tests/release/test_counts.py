"""Counts near nobody and near everybody are intervals, and no interval follows from the other counts of its row."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.release.counts import intervals, protected, protected_partition


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [(0, 10, 0, 1), (1, 10, 0, 1), (2, 10, 2, 2), (8, 10, 8, 8), (9, 10, 9, 10), (5, 60, 0, 5), (6, 60, 6, 6), (55, 60, 55, 60)],
)
def test_what_is_said_of_a_count(count: int, n: int, low: int, high: int) -> None:
    found = intervals(np.array([count]), np.array([n]), 0.1)
    assert (found[0][0], found[1][0]) == (low, high)


def test_exact_counts_stand_beside_their_interval() -> None:
    frame = protected({"chosen": np.array([0, 30])}, np.array([60, 60]), 0.1)
    assert frame["chosen"].isna().tolist() == [True, False]
    assert frame["bounded"].tolist() == [True, False]
    assert frame.loc[1, ["chosen", "chosen_low", "chosen_high"]].tolist() == [30, 30, 30]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=3, max_size=4).filter(lambda counts: sum(counts) >= 10))
def test_no_hidden_count_of_a_partition_follows_from_the_others(counts: list[int]) -> None:
    n = sum(counts)
    names = [f"c{i}" for i in range(len(counts))]
    frame = protected_partition({name: np.array([c]) for name, c in zip(names, counts, strict=True)}, np.array([n]), 0.1)
    low = np.array([frame[f"{name}_low"].iloc[0] for name in names])
    high = np.array([frame[f"{name}_high"].iloc[0] for name in names])
    assert np.all(low <= counts) and np.all(counts <= high)
    implied_low = np.maximum(low, n - (high.sum() - high))
    implied_high = np.minimum(high, n - (low.sum() - low))
    assert np.all((implied_low < implied_high)[low < high])
