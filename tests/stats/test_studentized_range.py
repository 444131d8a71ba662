"""Studentized range: the t distribution, R, scipy, invariants."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from pipeline.stats.studentized_range import studentized_range_tail

STATED = 1e-6  # as the function promises


def test_two_groups_are_a_t_test() -> None:
    q, df = np.array([0.5, 2.0, 4.0, 9.0]), np.array([3.0, 8.0, 60.0, 4.0])
    assert studentized_range_tail(q, 2, df) == pytest.approx(2 * stats.t.sf(q / np.sqrt(2), df), abs=STATED)


def test_tails_are_those_of_r() -> None:
    # R 4.2.2: ptukey(c(1, 3.5, 4.2, 6, 3.3), c(3, 3, 12, 25, 5), c(5, 10, 200, 57.3, 1e6), lower.tail = FALSE)
    known = [0.7701492150979, 0.0771033108387, 0.1255099318605, 0.0157414786559, 0.1343214774403]
    asked = [(1, 3, 5), (3.5, 3, 10), (4.2, 12, 200), (6, 25, 57.3), (3.3, 5, 1e6)]
    assert [float(studentized_range_tail(*one)) for one in asked] == pytest.approx(known, abs=STATED)


@pytest.mark.parametrize("groups", [3, 10, 30])
def test_tails_are_those_of_scipy(groups: int) -> None:
    q, df = np.array([0.2, 2.0, 4.5, 12.0]), np.array([2.0, 5.0, 15.0, 90.0])
    assert studentized_range_tail(q, groups, df) == pytest.approx(stats.studentized_range.sf(q, groups, df), abs=STATED)


def test_a_tail_falls_and_ends() -> None:
    tail = studentized_range_tail(np.linspace(0, 60, 50), 12, 20)
    assert tail[0] == pytest.approx(1) and (np.diff(tail) <= 1e-12).all() and 0 <= tail[-1] < 1e-12
    assert np.isnan(studentized_range_tail([np.nan, 2.0], 3, [5.0, np.nan])).all()
