"""Tables that fit totals: by hand, and against what there is to fit."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.stats.fitting import Fitting

CORNERS = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]], dtype=bool)


def test_the_even_table_of_two_margins_is_their_product() -> None:
    """Rows of 30 and 10, columns of 20 and 20: in every row both cells are alike."""
    totals = np.array([30.0, 10.0, 20.0, 20.0])
    assert Fitting(CORNERS, totals).table(totals, totals) == pytest.approx(np.array([15, 15, 5, 5]), abs=1e-5)


def test_what_contradicts_itself_is_not_fitted() -> None:
    totals = np.array([30.0, 10.0, 20.0, 20.0])
    fitting = Fitting(CORNERS, totals)
    more = totals + np.array([1.0, 0.0, 0.0, 0.0])
    assert fitting.table(more, more) is None
    assert fitting.table(totals - 1, totals + 1) is not None


def test_a_cell_that_nobody_can_be_in_is_nearly_empty() -> None:
    """40 people, all of them in the first two of three cells."""
    totals = np.array([40.0, 40.0])
    table = Fitting(np.array([[1, 1, 1], [1, 1, 0]], dtype=bool), totals).table(totals, totals)
    assert table is not None and table[2] < 1e-4


@pytest.mark.parametrize("seed", range(30))
def test_what_is_found_fits(seed: int) -> None:
    """Totals of some table, exact or as limits, much or little alike those that the even table was found for."""
    rng = np.random.default_rng(seed)
    rows, columns = int(rng.integers(2, 8)), int(rng.integers(2, 8))
    index = np.arange(rows * columns)
    cover = np.array([*(index // columns == row for row in range(rows)), *(index % columns == at for at in range(columns))])
    cover = np.concatenate([cover, np.eye(len(index), dtype=bool)[rng.random(len(index)) < 0.3]])
    first, second = rng.poisson(8, len(index)).astype(float), rng.poisson(rng.choice([2.0, 8.0, 2000.0]), len(index))
    fitting = Fitting(cover, cover @ first)
    low = cover @ second - rng.integers(0, 3, len(cover)) * (rng.random() < 0.5)
    high = cover @ second + rng.integers(0, 3, len(cover)) * (rng.random() < 0.5)
    table = fitting.table(low.astype(float), high.astype(float))
    if table is not None:
        assert (table >= 0).all() and (cover @ table >= low - 1e-6).all() and (cover @ table <= high + 1e-6).all()


def test_most_are_found() -> None:
    rng = np.random.default_rng(20261126)
    index = np.arange(80)
    cover = np.array([*(index // 10 == row for row in range(8)), *(index % 10 == column for column in range(10))])
    people = rng.poisson(30, 80)
    fitting = Fitting(cover, (cover @ people).astype(float))
    totals = [cover @ rng.binomial(people, share) for share in rng.random(20)]
    assert sum(fitting.table(one.astype(float), one.astype(float)) is not None for one in totals) >= 19
