"""Sums that follow from others: by hand, and against sums that were made from them."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.stats.spans import spanned, tied


def test_a_difference_follows_and_a_part_does_not() -> None:
    known = np.array([[1.0, 1, 1], [1, 0, 0]])
    asked = np.array([[0.0, 1, 1], [0, 1, 0], [1, 1, 1]])
    assert spanned(known, asked).tolist() == [True, False, True]


def test_nothing_follows_from_nothing() -> None:
    assert spanned(np.empty((0, 2)), np.eye(2)).tolist() == [False, False]
    assert spanned(np.eye(2), np.empty((0, 2))).tolist() == []


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_agrees_with_the_rank_of_the_matrix(seed: int) -> None:
    """Reference: a row follows where it does not raise the rank; whole weights of known rows always follow."""
    rng = np.random.default_rng(seed)
    known = rng.integers(0, 2, (int(rng.integers(1, 6)), 7)).astype(float)
    asked = np.vstack([rng.integers(0, 2, (4, 7)), rng.integers(-2, 3, (2, len(known))) @ known]).astype(float)
    rank = np.linalg.matrix_rank(known)
    expected = [bool(np.linalg.matrix_rank(np.vstack([known, row])) == rank) for row in asked]
    assert spanned(known, asked).tolist() == expected
    assert spanned(known, asked)[-2:].all()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_tied_quantities_agree_with_all_equations_in_one_matrix(seed: int) -> None:
    """Reference: every sum of every quantity and every equation as one row over quantity × cell."""
    rng = np.random.default_rng(seed)
    cells, quantities, sums = (int(rng.integers(low, high)) for low, high in ((3, 9), (2, 5), (2, 9)))
    cover = rng.random((sums, cells)) < rng.choice([0.2, 0.5])
    shown = rng.random((quantities, sums)) < rng.choice([0.5, 0.9])
    whole = rng.random(cells) < rng.choice([0.0, 0.5, 1.0])

    def rows(at: np.ndarray) -> np.ndarray:
        return np.array([np.kron(np.eye(quantities)[one], cover[of]) for one, of in np.argwhere(at)]).reshape(
            -1, quantities * cells
        )

    part_of = [1.0 - quantities, *[1.0] * (quantities - 1)]
    equations = np.array([np.kron(part_of, cell) for cell in np.eye(cells)[whole]]).reshape(-1, quantities * cells)
    expected = spanned(np.concatenate([rows(shown), equations]), rows(~shown))
    found = np.concatenate(tied([cover[at] for at in shown], whole, [cover[~at] for at in shown]))
    assert found.tolist() == expected.tolist()


def test_a_construct_follows_from_the_composite_and_the_other_construct() -> None:
    """By hand: two constructs and their composite; what the first withholds follows where nobody lacks one."""
    group, both = np.array([[True, False]]), np.ones(2, dtype=bool)
    nothing = np.zeros((0, 2), dtype=bool)
    assert tied([group, nothing, group], both, [nothing, group, nothing])[1].tolist() == [True]
    assert tied([group, nothing, group], ~both, [nothing, group, nothing])[1].tolist() == [False]
