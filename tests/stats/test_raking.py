"""Raking: R survey, visible arithmetic and invariants."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.stats.raking import merge_empty, rake

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference"


def table(rows, columns) -> np.ndarray:
    """People by cell."""
    found = np.zeros((max(rows) + 1, max(columns) + 1))
    np.add.at(found, (rows, columns), 1)
    return found


@pytest.mark.skipif(not REFERENCE.exists(), reason="the shared reference data are not on this machine")
def test_the_design_effect_of_the_reference_program() -> None:
    # R survey 4.x: rake(svydesign(~1), list(~role, ~department), margins); deff = n sum(w^2) / sum(w)^2
    role, department = np.loadtxt(REFERENCE / "stats" / "rake_respondents.csv", delimiter=",", dtype=int).T
    found = rake(table(role, department), [100, 120, 90, 90], [150, 130, 120])
    assert found.deff == pytest.approx(1.060557, abs=1e-6)
    assert found.converged and found.capped == 0 and found.gap < 1e-9


def test_one_margin_is_poststratification() -> None:
    # Two of four answered in the first role with 30 staff, two in the second with 10: weights 1.5 and 0.5.
    found = rake([[2], [2]], [30, 10], [40])
    assert found.weights.ravel().tolist() == pytest.approx([1.5, 0.5])
    assert found.deff == pytest.approx(4 * (2 * 2.25 + 2 * 0.25) / 16)


def test_the_cap_holds_and_the_rest_carries_what_is_left() -> None:
    # One of ten stands for half of the staff: weight 5 is cut to 3, the nine others share the rest.
    found = rake([[1], [9]], [50, 50], [1], cap=3)
    assert found.weights.ravel().tolist() == pytest.approx([3, 7 / 9])
    assert (found.capped, found.gap) == (1, pytest.approx(0.2))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_margins_are_met_and_order_does_not_matter(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = 200
    r, c = np.append(rng.integers(0, 4, n), [0, 1, 2, 3]), np.append(rng.integers(0, 3, n), [0, 1, 2, 0])
    row, column = rng.uniform(0.6, 1.4, 4) * np.bincount(r), rng.uniform(0.6, 1.4, 3) * np.bincount(c)
    people = table(r, c)
    found = rake(people, row, column)
    weights = found.weights
    assert (people * weights).sum() == pytest.approx(people.sum()) and (weights > 0).all() and weights.max() <= 3 + 1e-9
    if not found.capped:
        reached = (people * weights).sum(axis=1) / people.sum()
        assert reached == pytest.approx(row / row.sum(), abs=1e-7)
    order = rng.permutation(4)
    assert rake(people[order], row[order], column).weights == pytest.approx(weights[order])
    assert found.deff >= 1 - 1e-12


def test_levels_without_people_or_target_are_refused() -> None:
    for targets in ([1, 0], [0, 1]):
        with pytest.raises(ValueError, match="merge the others"):
            rake([[1], [1]], targets, [1])


def test_empty_levels_join_their_group() -> None:
    # Levels 0 and 1 of group a (1 empty), 2 alone in b, 3 and 4 in c without any answer, 5 in d unknown to the roster.
    found = merge_empty([5, 0, 7, 0, 0, 3], [10, 4, 9, 2, 2, 0], [0, 0, 1, 2, 2, 3])
    assert found.tolist() == [0, 0, 1, -1, -1, -1]
    assert merge_empty([1, 2], [1, 2], [0, 0]).tolist() == [0, 1]
