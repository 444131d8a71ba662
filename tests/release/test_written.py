"""The attacker on hidden answers while figures become coarse finds what the program of all cells finds, made anew each time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.release.attack.answers import HiddenAnswers
from pipeline.release.attack.told import COUNTS, Told
from pipeline.release.written import Written

CUTS = (50.0, 62.5)
SLACK = 1e-6 * (np.arange(7) == 6)


def exact(classes: np.ndarray, scores: np.ndarray, cover: np.ndarray) -> Told:
    """Every figure of every group to the last person."""
    figures = cover @ np.column_stack([classes, scores]) @ COUNTS.T
    return Told(cover, classes.sum(axis=1), figures - SLACK, figures + SLACK, CUTS)


def test_a_cell_beside_one_that_is_known_by_hand() -> None:
    """Twelve and eight people, all of them and the twelve written exactly: what the eight answered follows from the two, until
    the counts of the twelve span two people more."""
    classes = np.array([[4, 2, 2, 0, 4], [3, 0, 2, 0, 3]])
    told = exact(classes, classes @ np.array([20.0, 55, 55, 80, 80]), np.array([[1, 1], [1, 0]], dtype=bool))
    attacker = Written(told)
    [one] = attacker.narrow(np.array([1]))
    assert (one.cell, one.low, one.high, one.carriers) == (1, 3, 3, frozenset({0, 1}))
    attacker.limit(1, told.low[1] - 2 * (SLACK == 0), told.high[1] + 2 * (SLACK == 0))
    assert attacker.narrow(np.array([1])) == []


@pytest.mark.parametrize("seed", range(25))
def test_the_same_cells_are_known_too_closely(seed: int) -> None:
    """4 × 3 cells, some of them groups of their own; margins, then now and then one of those cells, become coarse."""
    rng = np.random.default_rng(seed)
    classes = rng.integers(0, 6, (12, 5))
    scores = classes @ np.array([20.0, 55, 55, 80, 80])
    rows, columns = np.arange(12) // 3, np.arange(12) % 3
    margins = np.array([*(rows == row for row in range(4)), *(columns == column for column in range(3)), rows < 2])
    alone = np.eye(12, dtype=bool)[rng.random(12) < 0.5]
    cover = np.concatenate([margins, alone])
    told = exact(classes, scores, cover)
    hidden = np.flatnonzero(~alone.any(axis=0) & (told.people > 0))
    low, high = told.low.copy(), told.high.copy()
    attacker = Written(told)
    for _ in range(5):
        found = {(one.cell, one.low, one.high) for one in attacker.narrow(hidden)}
        whole = HiddenAnswers(replace(told, low=low.copy(), high=high.copy())).narrow(hidden)
        assert found == {(one.cell, one.low, one.high) for one in whole}
        group = int(rng.integers(len(cover)))
        wider = rng.integers(0, 4, 7) * (SLACK == 0)
        low[group], high[group] = low[group] - wider, high[group] + wider
        attacker.limit(group, low[group], high[group])
    assert np.array_equal(told.low, cover @ np.column_stack([classes, scores]) @ COUNTS.T - SLACK)


def test_cells_that_were_taken_out_carry_with_the_group_that_holds_them() -> None:
    """The eight follow from everybody less the twelve: both carry it, and no third group."""
    classes = np.array([[4, 2, 2, 0, 4], [3, 0, 2, 0, 3], [5, 5, 5, 5, 5]])
    cover = np.array([[1, 1, 0], [1, 0, 0], [0, 0, 1]], dtype=bool)
    [one] = Written(exact(classes, classes @ np.array([20.0, 55, 55, 80, 80]), cover)).narrow(np.array([1]))
    assert one.carriers == frozenset({0, 1})
