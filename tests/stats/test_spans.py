"""Sums that follow from others: by hand, and against sums that were made from them."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.stats.spans import spanned


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
