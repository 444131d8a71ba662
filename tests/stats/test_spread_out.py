"""Seats of roles in departments: by staff, and moved only as far as floors ask."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.stats.apportion import apportion
from pipeline.stats.spread_out import spread_out

NO_FLOOR = np.zeros(2)


def test_without_floors_seats_go_by_staff() -> None:
    staff = np.array([[30.0, 10.0], [5.0, 5.0]])
    assert spread_out(np.array([8, 4]), staff, 2 * staff, NO_FLOOR).tolist() == [[6, 2], [2, 2]]


def test_a_floor_moves_what_is_missing_and_no_more() -> None:
    staff = np.array([[30.0, 10.0], [5.0, 5.0]])
    # By staff the second department has 4; a floor of 5 moves one seat, of whichever role.
    moved = spread_out(np.array([8, 4]), staff, 2 * staff, np.array([0.0, 5.0]))
    assert moved.sum(axis=0).tolist() == [7, 5] and moved.sum(axis=1).tolist() == [8, 4]
    assert np.abs(moved - [[6, 2], [2, 2]]).sum() == 2


def test_nobody_is_seated_where_nobody_works_and_floors_that_cannot_be_kept_are_refused() -> None:
    staff = np.array([[30.0, 0.0], [5.0, 5.0]])
    assert spread_out(np.array([8, 4]), staff, 2 * staff, np.array([0.0, 4.0])).tolist() == [[8, 0], [0, 4]]
    with pytest.raises(ValueError, match="floors of departments"):
        spread_out(np.array([8, 4]), staff, 2 * staff, np.array([0.0, 5.0]))


@settings(deadline=None, max_examples=80)
@given(
    st.lists(st.integers(0, 4), min_size=2, max_size=2),
    st.lists(st.integers(0, 3), min_size=4, max_size=4),
    st.lists(st.integers(0, 4), min_size=2, max_size=2),
)
def test_no_other_way_moves_fewer_seats(seats: list[int], heads: list[int], floors: list[int]) -> None:
    staff, floor = np.array(heads, dtype=float).reshape(2, 2), np.array(floors, dtype=float)
    given_seats = np.minimum(seats, 2 * staff.sum(axis=1)).astype(int)
    by_staff = np.array([apportion(int(n), own) for n, own in zip(given_seats, staff, strict=True)])
    ways = (np.array(flat).reshape(2, 2) for flat in itertools.product(*(range(int(2 * cell) + 1) for cell in staff.ravel())))
    kept = [way for way in ways if (way.sum(axis=1) == given_seats).all() and (way.sum(axis=0) >= floor).all()]
    if not kept:
        with pytest.raises(ValueError):
            spread_out(given_seats, staff, 2 * staff, floor)
        return
    found = spread_out(given_seats, staff, 2 * staff, floor)
    assert any((found == way).all() for way in kept)
    assert np.abs(found - by_staff).sum() == min(np.abs(way - by_staff).sum() for way in kept)
