"""Filling a table from its margins: arithmetic one can see, R's loglin, and what must always hold."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.stats.composition import fill

NAN = float("nan")


def test_a_table_one_can_see() -> None:
    # Equal room: independence. 30 and 10 in rows, 20 and 20 in columns.
    assert fill(np.ones((2, 2)), [30, 10], [20, 20], 40) == pytest.approx(np.array([[15, 15], [5, 5]]))
    # Nothing but the total: like the room.
    assert fill([[3, 1], [0, 4]], [NAN, NAN], [NAN, NAN], 16) == pytest.approx(np.array([[6, 2], [0, 8]]))


def test_odds_of_the_room_stay_as_in_r() -> None:
    # R: loglin(outer(c(30,10), c(25,15)), list(1,2), start = matrix(c(4,1,2,3), 2), fit = TRUE, eps = 1e-12)$fit
    found = fill([[4, 2], [1, 3]], [1200, 400], [1000, 600], 1600)
    assert found == pytest.approx(np.array([[875.8125458, 324.1874542], [124.1874542, 275.8125458]]), rel=1e-6)
    assert found[0, 0] * found[1, 1] / (found[0, 1] * found[1, 0]) == pytest.approx(6)


def test_nobody_is_put_where_there_is_no_room_and_unknown_rows_take_the_rest() -> None:
    room = np.array([[0.0, 5.0], [5.0, 5.0], [0.0, 0.0]])
    found = fill(room, [4, NAN, 3], [NAN, NAN], 20)
    assert found[0].sum() == pytest.approx(4) and found[1].sum() == pytest.approx(16)
    assert found[room == 0].sum() == 0
    assert fill(np.zeros((2, 2)), [1, 1], [1, 1], 2).sum() == 0
