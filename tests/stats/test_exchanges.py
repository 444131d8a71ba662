"""Exchanges: by hand, and against the linear program that they spare."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.stats.bounds import UpperBounds
from pipeline.stats.exchanges import Exchanges


def margins(rows: int, columns: int) -> np.ndarray:
    """Totals of the rows and columns of a table."""
    index = np.arange(rows * columns)
    return np.array([*(index // columns == r for r in range(rows)), *(index % columns == c for c in range(columns))])


def test_corners_of_a_rectangle_by_hand() -> None:
    """3 1 / 2 4: the falling corners can gain what the smaller rising one holds (1), the rising ones 3: 4 4 / 5 5 at most."""
    for count, expected in ((4.0, [True] * 4), (5.0, [False, False, True, True]), (6.0, [False] * 4)):
        assert Exchanges(margins(2, 2)).can_hold(np.array([[3.0, 1, 2, 4]]), np.array([count])).tolist() == [expected]


def test_one_total_alone_leaves_nothing_to_exchange() -> None:
    assert Exchanges(np.eye(3, dtype=bool)).can_hold(np.ones((2, 3)), np.array([1.0, 2.0])).tolist() == [[True] * 3, [False] * 3]
    assert Exchanges(np.zeros((0, 0), dtype=bool)).can_hold(np.zeros((1, 0)), np.ones(1)).shape == (1, 0)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_what_is_seen_is_possible(seed: int) -> None:
    """Oracle: the linear program never says less; in a two-way table with all its cells open they say the same."""
    rng = np.random.default_rng(seed)
    rows, columns = int(rng.integers(2, 5)), int(rng.integers(2, 6))
    cover = margins(rows, columns)
    if rng.random() < 0.5:
        cover = np.unique(np.concatenate([cover, rng.random((3, rows * columns)) < 0.4]), axis=0)
    _, first = np.unique(cover, axis=1, return_index=True)
    cover = cover[:, first]
    table = rng.integers(0, 12, (2, cover.shape[1])).astype(float)
    seen = Exchanges(cover).can_hold(table, np.array([10.0, 4.0]))
    for one, count, can in zip(table, (10.0, 4.0), seen, strict=True):
        bounds = UpperBounds(cover, cover @ one)
        most = np.array([bounds.upper(cell) for cell in range(cover.shape[1])])
        assert (most[can] > count - 1e-6).all()
        if len(cover) == rows + columns and cover.shape[1] == rows * columns:
            assert can.tolist() == (most > count - 1e-6).tolist()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_every_exchange_keeps_every_total(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cover = rng.random((int(rng.integers(1, 6)), int(rng.integers(2, 12)))) < 0.5
    gains, other, *losing = Exchanges(cover).moves
    inside = cover.astype(int)
    assert (inside[:, gains] + inside[:, other] == inside[:, losing[0]] + inside[:, losing[1]]).all()
    assert not ((gains == losing[0]) | (gains == losing[1])).any()
