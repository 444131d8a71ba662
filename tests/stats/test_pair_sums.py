"""Exact sums of pairs of items: visible arithmetic, numpy's covariance, and that parts add up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.stats.moments import moments
from pipeline.stats.pair_sums import PairSums, pair_sums

ANSWERS = np.array([[1, 2, 3, 0], [3, 3, 0, 5]], dtype=np.uint8)  # two items, four people


def test_only_people_who_answered_both_count() -> None:
    found = pair_sums(ANSWERS)
    assert found.n.tolist() == [[3, 2], [2, 3]]
    assert found.total.tolist() == [[6, 3], [6, 11]]
    assert found.product.tolist() == [[14, 9], [9, 43]]
    assert found.mean.tolist() == pytest.approx([2, 11 / 3])


def test_covariances_are_numpys_and_those_of_moments() -> None:
    rng = np.random.default_rng(1)
    answers = rng.integers(1, 6, (7, 5_000)).astype(np.uint8)
    assert pair_sums(answers).covariance == pytest.approx(np.cov(answers))
    answers[rng.random(answers.shape) < 0.2] = 0
    plain = np.where(answers > 0, answers.astype(float), np.nan).T
    assert pair_sums(answers).covariance == pytest.approx(moments(plain).covariance)


def test_an_item_answered_alike_by_all_does_not_vary_at_all() -> None:
    found = pair_sums(np.array([[3] * 9, [1, 2, 3] * 3, [0] * 9, [4] + [0] * 8], dtype=np.uint8))
    assert found.varying.tolist() == [False, True, False, False]
    assert found.covariance[0, :2].tolist() == [0, 0] and np.isnan(found.covariance[2]).all()


@pytest.mark.parametrize(("top", "dtype"), [(250, np.uint8), (60_000, np.uint16)])
def test_large_answers_stay_exact(top: int, dtype: type) -> None:
    answers = np.full((2, 20_000), top, dtype=dtype)
    found = pair_sums(answers)
    assert found.product.tolist() == [[20_000 * top * top] * 2] * 2 and not found.varying.any()


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 1_000))
def test_parts_add_up_whatever_their_order(people: int, cut: int, seed: int) -> None:
    answers = np.random.default_rng(seed).integers(0, 6, (3, people)).astype(np.uint8)
    one, other = pair_sums(answers[:, :cut]), pair_sums(answers[:, cut:])
    assert lists(one + other) == lists(other + one) == lists(pair_sums(answers))
    assert lists(pair_sums(answers).items(np.array([2, 0]))) == lists(pair_sums(answers[[2, 0]]))


def lists(sums: PairSums) -> list[object]:
    return [sums.n.tolist(), sums.total.tolist(), sums.product.tolist()]
