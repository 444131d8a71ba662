"""Swaps of people: by hand, and against the linear program that they spare."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.release.attack.answers import HiddenAnswers
from pipeline.release.attack.told import Told
from pipeline.release.swaps import Answers, reach

CUTS = (50.0, 62.5)
NARROW = 1e6
"""So far apart are no two numbers: everything is looked for."""


def figures(answers: Answers) -> np.ndarray:
    """The seven figures that are written, per cell."""
    one = answers.classes
    standing = [one[:, [0, 1, 3]].sum(axis=1), one[:, 2], one[:, 4]]
    return np.column_stack([*standing, one[:, 0], one[:, 1] + one[:, 2], one[:, 3] + one[:, 4], answers.scores])


def corners() -> np.ndarray:
    """Rows and columns of a table of two by two."""
    return np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]], dtype=bool)


def test_corners_of_a_rectangle_by_hand() -> None:
    """Three undecided on the falling corners, two neutral and reluctant on the others: two can change places, not three."""
    classes = np.zeros((4, 5))
    classes[[0, 3], 2], classes[[1, 2], 1] = 3, 2
    seen = reach(corners(), Answers(classes, classes.sum(axis=1) * 55.0, CUTS), np.full(4, NARROW), np.arange(4))
    assert seen.most[[0, 3]].tolist() == [2, 2] and seen.least[[1, 2]].tolist() == [0, 0]
    assert seen.wide(np.full(4, 2.0)).all() and not seen.wide(np.full(4, 4.0)).any()


def test_sums_of_scores_hold_people_back() -> None:
    """Willing people of 100 and 62.5 points on the falling corners, unfavourable ones of 0 and 50 on the others. Were they to
    change places, sums on the falling corners had to fall by 62.5 for the cell of 0 points, by no more than 50 for the other."""
    classes = np.zeros((4, 5))
    classes[[0, 3], 4], classes[[1, 2], 0] = 1, 1
    held = Answers(classes, np.array([100.0, 0.0, 50.0, 62.5]), CUTS)
    seen = reach(corners(), held, np.full(4, NARROW), np.arange(4))
    assert (seen.most - seen.least).tolist() == [0.0] * 4


def test_cells_that_nothing_tells_apart_change_places_with_each_other_only() -> None:
    cover = np.array([[1, 1, 1], [1, 0, 0]], dtype=bool)
    classes = np.array([[4.0, 0, 0, 0, 3], [2, 0, 0, 0, 1], [0, 0, 0, 0, 1]])
    scores = classes @ np.array([25.0, 55, 55, 80, 80])
    seen = reach(cover, Answers(classes, scores, CUTS), np.full(3, NARROW), np.array([0, 1, 2]))
    assert (seen.least[0], seen.most[0]) == (4.0, 4.0)
    assert seen.most[2] <= 1 and seen.least[1] >= 1


@pytest.mark.parametrize("seed", range(30))
def test_what_is_seen_is_possible(seed: int) -> None:
    """Oracle: the linear program never says less, whichever figures are written exactly."""
    rng = np.random.default_rng(seed)
    rows, columns = int(rng.integers(2, 5)), int(rng.integers(2, 5))
    index = np.arange(rows * columns)
    cover = np.array([*(index // columns == r for r in range(rows)), *(index % columns == c for c in range(columns))])
    cover = np.concatenate([cover, np.eye(len(index), dtype=bool)[rng.random(len(index)) < 0.3]])
    if rng.random() < 0.5:
        cover = np.repeat(cover, 2, axis=1)
    classes = rng.poisson([2.0, 0.5, 2.0, 0.3, 3.0], (cover.shape[1], 5)).astype(float)
    low, high = classes @ np.array([0.0, 50, 50, 62.5, 62.5]), classes @ np.array([50.0, 62.5, 62.5, 100, 100])
    answers = Answers(classes, low + rng.random(len(low)) * (high - low), CUTS)
    exact = cover @ figures(answers)
    slack = np.array([*[0.0] * 6, 1e-6])
    people = classes.sum(axis=1).astype(np.int64)
    attacker = HiddenAnswers(Told(cover, people, exact - slack, exact + slack, CUTS))
    cells = np.flatnonzero(people)
    seen = reach(cover, answers, np.full(len(people), NARROW), cells)
    attacker.narrow(cells)
    for cell in cells:
        # A share of everybody is never so wide: every cell is bounded by two programs.
        attacker._bound(int(cell))
        assert attacker._least[cell] - 1e-5 <= seen.least[cell] <= seen.most[cell] <= attacker._most[cell] + 1e-5
