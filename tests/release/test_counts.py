"""Counts near nobody and near everybody are intervals, and no interval follows from the other counts of its row."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.release.counts import Counts, coarser, held, simple
from pipeline.stats.sums import Limits, Sum, tighten


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [(0, 10, 0, 1), (1, 10, 0, 1), (2, 10, 2, 2), (8, 10, 8, 8), (9, 10, 9, 10), (5, 60, 0, 5), (6, 60, 6, 6), (55, 60, 55, 60)],
)
def test_what_is_said_of_a_count(count: int, n: int, low: int, high: int) -> None:
    row = simple({"chosen": np.array([count])}, np.array([n]), 0.1, partition=False).frame(0).iloc[0]
    assert (row["chosen_low"], row["chosen_high"]) == (low, high)


def test_exact_counts_stand_beside_their_interval() -> None:
    frame = simple({"chosen": np.array([0, 30])}, np.array([60, 60]), 0.1, partition=False).frame(0)
    assert frame["chosen"].isna().tolist() == [True, False]
    assert frame["bounded"].tolist() == [True, False]
    assert frame.loc[1, ["chosen", "chosen_low", "chosen_high"]].tolist() == [30, 30, 30]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=3, max_size=4).filter(lambda counts: sum(counts) >= 10))
def test_no_hidden_count_of_a_partition_follows_from_the_others(counts: list[int]) -> None:
    n = sum(counts)
    parts = {f"c{i}": np.array([c]) for i, c in enumerate(counts)}
    found = held(simple(parts, np.array([n]), 0.1, partition=True), [], np.array([0]))
    low, high = found.limits.low[0, 0], found.limits.high[0, 0]
    assert np.all(low <= counts) and np.all(counts <= high)
    implied_low = np.maximum(low, n - (high.sum() - high))
    implied_high = np.minimum(high, n - (low.sum() - low))
    assert np.all((implied_low < implied_high)[found.near_ends[0, 0]])


def organisation(seed: int) -> tuple[Counts, list[Sum], np.ndarray]:
    """Everybody, roles, departments and their cells, with counts of three kinds; a few cells are not shown."""
    rng = np.random.default_rng(seed)
    rows, columns = int(rng.integers(3, 7)), int(rng.integers(3, 7))
    cells = rng.integers(0, 40, (rows, columns))
    kinds = np.stack([rng.multinomial(n, rng.dirichlet([0.5, 1, 1])) for n in cells.ravel()]).reshape(rows, columns, 3)
    exact = np.concatenate([kinds.sum((0, 1))[None], kinds.sum(1), kinds.sum(0), kinds.reshape(-1, 3)])[:, None, :]
    n = exact.sum(axis=2)
    shown = n >= 10
    first = 1 + rows + columns
    index = np.arange(first, first + rows * columns).reshape(rows, columns)
    sums = [Sum(0, np.arange(1, 1 + rows)), Sum(0, np.arange(1 + rows, first)), Sum(0, index.ravel())]
    sums += [Sum(1 + r, index[r]) for r in range(rows)] + [Sum(1 + rows + c, index[:, c]) for c in range(columns)]
    rank = np.array([3] + [2] * (rows + columns) + [0] * rows * columns)
    few = simple(
        {f"k{i}": np.where(shown, exact[:, :, i], 0)[:, 0] for i in range(3)}, np.where(shown, n, 0)[:, 0], 0.1, partition=True
    )
    near_ends = few.near_ends & shown[:, :, None]
    return Counts(few.names, np.where(shown, n, 0), shown, few.exact, near_ends, few.limits, True), sums, rank


@pytest.mark.parametrize("seed", range(25))
def test_no_interval_follows_from_groups_above_beside_or_below(seed: int) -> None:
    counts, sums, rank = organisation(seed)
    found = held(counts, sums, rank)
    inside = (found.limits.low <= found.exact) & (found.exact <= found.limits.high)
    assert inside[found.shown].all()
    known = tighten(found.limits, found.n, found.shown, sums, True)
    stated = found.shown[:, :, None] & (found.limits.low < found.limits.high)
    assert (known.high - known.low)[stated].min(initial=1) >= 1
    assert (found.limits.high >= counts.limits.high).all() and (found.limits.low <= counts.limits.low).all()


def test_a_count_that_follows_by_subtraction_becomes_safe_by_hand() -> None:
    """50 chose it of 130: 20 + 29 + (0 or 1). The third follows, so another is written in steps, until 21 + 29 + 0 is
    possible too; everybody stays exact."""
    counts = simple({"chosen": np.array([50, 20, 29, 1])}, np.array([130, 50, 60, 20]), 0.1, partition=False)
    found = held(counts, [Sum(0, np.array([1, 2, 3]))], np.array([3, 2, 2, 2]))
    low, high = found.limits.low[:, 0, 0], found.limits.high[:, 0, 0]
    assert (low.tolist(), high.tolist()) == ([50, 18, 29, 0], [50, 23, 29, 2])


def test_steps_lie_where_they_lie_for_every_count() -> None:
    """The place of a count within its step tells nothing: 18, 19 and 20 are all written as 18 to 20."""
    for count in (18, 19, 20):
        counts = simple({"chosen": np.array([count])}, np.array([60]), 0.1, partition=False)
        coarser(counts, 0, 0, 0)
        assert (counts.limits.low[0, 0, 0], counts.limits.high[0, 0, 0]) == (18, 20)


def test_limits_of_a_sum_by_hand() -> None:
    """10 = a + b + rest of at most 2, a in 0..4, b in 5..9: a at least 10 - 9 - 2 < 0, b at least 4, so nothing moves but b."""
    limits = Limits(np.array([10.0, 0, 5]).reshape(3, 1, 1), np.array([10.0, 4, 12]).reshape(3, 1, 1))
    known = tighten(limits, np.array([[20], [8], [10]]), np.ones((3, 1), dtype=bool), [Sum(0, np.array([1, 2]))], False)
    assert known.low[:, 0, 0].tolist() == [10, 0, 5] and known.high[:, 0, 0].tolist() == [10, 4, 10]
