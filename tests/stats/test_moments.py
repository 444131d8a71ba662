"""Moments: pandas' pairwise covariances, visible sums, and parts that add up to the whole."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pipeline.stats.moments import moments

NAN = np.nan
answers = st.tuples(st.integers(2, 40), st.integers(1, 5)).flatmap(
    lambda shape: arrays(float, shape, elements=st.sampled_from([1.0, 2.0, 3.0, 4.0, 5.0, NAN]))
)


def test_counts_and_sums_that_one_can_see() -> None:
    found = moments([[1, 2], [3, NAN], [NAN, 4], [5, 6]], centre=0)
    assert found.n.tolist() == [[3, 2], [2, 3]]
    assert found.total.tolist() == [[9, 6], [8, 12]]
    assert found.product.tolist() == [[35, 32], [32, 56]]
    assert found.people.tolist() == [4, 2]
    # Both answered: (1, 2) and (5, 6); covariance of two points is half the product of their distances.
    assert found.covariance[0, 1] == pytest.approx(8)


@settings(max_examples=60, deadline=None)
@given(answers)
def test_covariances_are_those_of_pandas(x: np.ndarray) -> None:
    # pandas 3.1 DataFrame.cov(): pairwise complete
    found, expected = moments(x).covariance, pd.DataFrame(x).cov().to_numpy()
    assert np.array_equal(np.isnan(found), np.isnan(expected))
    assert found == pytest.approx(expected, abs=1e-9, nan_ok=True)


@settings(max_examples=60, deadline=None)
@given(answers, st.integers(0, 40))
def test_parts_add_up_to_the_whole_in_any_order(x: np.ndarray, at: int) -> None:
    first, second = moments(x[:at], centre=3), moments(x[at:], centre=3)
    whole = moments(x, centre=3)
    for both in (first + second, second + first):
        assert np.array_equal(both.n, whole.n)
        assert both.product == pytest.approx(whole.product)
        assert both.people.tolist() == whole.people.tolist()


def test_chunks_change_nothing() -> None:
    rng = np.random.default_rng(1)
    x = rng.integers(1, 6, (20_000, 3)).astype(float)
    x[rng.random(x.shape) < 0.1] = NAN
    x[:9_000] = np.nan_to_num(x[:9_000], nan=3)
    assert moments(x).covariance == pytest.approx(pd.DataFrame(x).cov().to_numpy())


def test_a_large_offset_does_not_cancel() -> None:
    x = np.tile([[1.0, 2.0], [2.0, 4.0], [3.0, 3.0]], (30, 1))
    assert moments(x + 1e9).covariance == pytest.approx(moments(x).covariance, rel=1e-6)


@pytest.mark.parametrize("column", [[7.0, 7.0, 7.0], [NAN, NAN, NAN], [0.1, NAN, 0.1], [5.0, NAN, NAN]])
def test_an_item_answered_alike_does_not_vary(column: list[float]) -> None:
    assert moments(np.column_stack([column, [1.0, 2.0, 4.0]])).varying.tolist() == [False, True]


def test_parts_with_different_centres_are_refused() -> None:
    with pytest.raises(ValueError, match="different centres"):
        _ = moments([[1.0]], centre=0) + moments([[1.0]], centre=1)
