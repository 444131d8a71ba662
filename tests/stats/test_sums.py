"""Limits that follow from sums: by hand, against every whole-number table that fits, and never looser or wrong."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.stats.sums import Limits, Sum, tighten

Table = tuple[Limits, np.ndarray, np.ndarray, list[Sum]]


def of_one_count(low: list[float], high: list[float], n: list[int], sums: list[Sum]) -> Limits:
    limits = Limits(np.array(low, dtype=float).reshape(-1, 1, 1), np.array(high, dtype=float).reshape(-1, 1, 1))
    return tighten(limits, np.array(n)[:, None], np.ones((len(n), 1), dtype=bool), sums, False)


def test_a_part_is_the_whole_minus_the_others() -> None:
    known = of_one_count([30, 12, 0], [30, 12, 25], [60, 30, 30], [Sum(0, np.array([1, 2]))])
    assert known.low[:, 0, 0].tolist() == [30, 12, 18] == known.high[:, 0, 0].tolist()


def test_people_whom_no_part_shows_leave_the_part_open() -> None:
    """60 people, parts of 30 and 20: the rest of 10 may hold 0 to 10 of the 18 that are left."""
    known = of_one_count([30, 12, 0], [30, 12, 20], [60, 30, 20], [Sum(0, np.array([1, 2]))])
    assert (known.low[2, 0, 0], known.high[2, 0, 0]) == (8, 18)


def test_counts_of_a_row_add_up_to_its_people() -> None:
    limits = Limits(np.array([[[10.0, 0, 0]]]), np.array([[[12.0, 3, 20]]]))
    known = tighten(limits, np.array([[20]]), np.ones((1, 1), dtype=bool), [], True)
    assert known.low[0, 0].tolist() == [10, 0, 5] and known.high[0, 0].tolist() == [12, 3, 10]


def test_what_is_not_shown_is_part_of_the_rest() -> None:
    limits = Limits(np.array([20.0, 5, 9]).reshape(3, 1, 1), np.array([20.0, 5, 9]).reshape(3, 1, 1))
    shown = np.array([[True], [True], [False]])
    known = tighten(limits, np.array([[40], [10], [30]]), shown, [Sum(0, np.array([1, 2]))], False)
    assert known.low[:, 0, 0].tolist() == [20, 5, 0] and known.high[2, 0, 0] == 0


def drawn(seed: int) -> tuple[Limits, np.ndarray, np.ndarray, list[Sum], np.ndarray]:
    """Everybody, two parts of three kinds of counts, with wide limits around the truth; a few people in no part."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 4, (4, 2))  # three parts, the last not shown; two kinds that do not add up to anything
    counts = np.vstack([truth[:3].sum(axis=0), truth[:2]])
    n = np.array([[int(truth[:3].max(axis=1).sum()) + 3], [int(truth[0].max()) + 1], [int(truth[1].max()) + 1]])
    below, above = rng.integers(0, 3, counts.shape), rng.integers(0, 3, counts.shape)
    low, high = np.maximum(0, counts - below), np.minimum(n, counts + above)
    limits = Limits(low[:, None, :].astype(float), high[:, None, :].astype(float))
    return limits, n, np.ones((3, 1), dtype=bool), [Sum(0, np.array([1, 2]))], counts


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10_000))
def test_limits_are_those_of_all_tables_that_fit(seed: int) -> None:
    """Brute force: one sum ties each count, so the limits that follow are reached by whole-number tables."""
    limits, n, shown, sums, truth = drawn(seed)
    known = tighten(limits, n, shown, sums, False)
    rest = int(n[0, 0] - n[1, 0] - n[2, 0])
    for c in range(truth.shape[1]):
        ranges = [range(int(limits.low[g, 0, c]), int(limits.high[g, 0, c]) + 1) for g in range(3)]
        fits = np.array([t for t in itertools.product(*ranges) if 0 <= t[0] - t[1] - t[2] <= rest])
        assert known.low[:, 0, c].tolist() == fits.min(axis=0).tolist()
        assert known.high[:, 0, c].tolist() == fits.max(axis=0).tolist()


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_limits_never_lose_the_truth_nor_grow(seed: int, again: bool) -> None:
    limits, n, shown, sums, truth = drawn(seed)
    known = tighten(limits, n, shown, sums, False)
    assert (known.low[:, 0] <= truth).all() and (truth <= known.high[:, 0]).all()
    assert (known.low >= limits.low).all() and (known.high <= limits.high).all()
    if again:
        twice = tighten(known, n, shown, sums, False)
        assert twice.low == pytest.approx(known.low) and twice.high == pytest.approx(known.high)
