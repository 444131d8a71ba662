"""Tables that show what atoms can hold: by hand, and always one that fits what is published."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.stats.bounds import UpperBounds
from pipeline.stats.joined import Joined
from pipeline.stats.witnesses import Witnesses


def test_a_table_is_a_witness_while_it_agrees_with_what_is_published() -> None:
    cover = np.array([[1, 1, 1], [1, 1, 0]], dtype=bool)
    kept = Witnesses(cover, np.array([9.0, 5.0]), np.array([2.0, 3.0, 4.0]), np.array([True, False]))
    assert kept.most.tolist() == [2, 3, 4]
    kept.add(np.array([[9.0, 0, 0], [5.0, 0, 4]]))
    assert kept.most.tolist() == [9, 3, 4]
    kept.publish(1)
    assert kept.most.tolist() == [5, 3, 4]
    kept.hide(1)
    assert kept.most.tolist() == [9, 3, 4]


def test_what_cells_hold_together_each_could_hold_by_hand() -> None:
    """Two cells that nothing tells apart hold 3 and 4: each could hold 7, none 8."""
    joined, both = Joined(np.array([[1, 1, 0], [1, 1, 1]], dtype=bool)), np.ones(3, dtype=bool)
    found = joined.reached(np.array([3.0, 4, 5]), 7.0, both)
    assert sorted(found.tolist()) == [[0, 7, 5], [7, 0, 5]]
    assert not len(joined.reached(np.array([3.0, 4, 5]), 8.0, both))


@pytest.mark.parametrize("seed", range(40))
def test_every_table_fits_and_never_says_more_than_the_linear_program(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows, columns = int(rng.integers(2, 5)), int(rng.integers(2, 5))
    index = np.arange(rows * columns)
    cover = np.array([*(index // columns == r for r in range(rows)), *(index % columns == c for c in range(columns))])
    cover = np.repeat(cover, rng.integers(1, 3, len(index)), axis=1)
    cover = cover[rng.random(len(cover)) < 0.8]
    table = rng.poisson(rng.choice([0.5, 4.0]), cover.shape[1]).astype(float)
    found = Joined(cover).reached(table, 10.0, table < 10)
    assert (found >= 0).all() and np.allclose(found @ cover.T, cover @ table)
    bounds = UpperBounds(cover, cover @ table)
    for atom in np.flatnonzero((found >= 10).any(axis=0)):
        assert bounds.upper(int(atom)) >= 10 - 1e-6
