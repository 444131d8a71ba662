"""Which of several uncertain values is the largest."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import multivariate_normal, norm

from pipeline.stats.largest import chance_largest


def test_two_values_by_visible_arithmetic() -> None:
    # P(A > B) for A ~ N(1, .6²), B ~ N(0, .8²): the difference is N(1, 1²).
    assert chance_largest([[1.0, 0.0]], [[0.6, 0.8]])[0] == pytest.approx([norm.cdf(1), norm.sf(1)], abs=1e-3)


def test_equal_values_share_equally_and_one_alone_is_sure() -> None:
    assert chance_largest([[2.0, 2.0, 2.0, 2.0]], [[1.0, 1.0, 1.0, 1.0]])[0] == pytest.approx(0.25)
    assert chance_largest([[np.nan, 2.0]], [[np.nan, 1.0]])[0] == pytest.approx([np.nan, 1.0], nan_ok=True)


def test_reference_three_values() -> None:
    # P(A > B and A > C) = P((B - A, C - A) < 0), a bivariate normal: scipy.stats.multivariate_normal.cdf.
    mean, sd = np.array([0.5, 0.3, 0.1]), np.array([0.2, 0.15, 0.4])
    found = chance_largest([mean], [sd])[0]
    for i in range(3):
        others = [j for j in range(3) if j != i]
        covariance = np.full((2, 2), sd[i] ** 2) + np.diag(sd[others] ** 2)
        assert found[i] == pytest.approx(multivariate_normal.cdf(mean[i] - mean[others], cov=covariance), abs=2e-3)


@given(arrays(float, (3, 4), elements=st.floats(-2, 2)), arrays(float, (3, 4), elements=st.floats(0.05, 2)))
def test_chances_add_up_and_do_not_depend_on_order_origin_or_unit(mean: np.ndarray, error: np.ndarray) -> None:
    found = chance_largest(mean, error)
    assert found.sum(axis=1) == pytest.approx(1)
    assert chance_largest(mean[:, ::-1], error[:, ::-1])[:, ::-1] == pytest.approx(found, abs=1e-9)
    assert chance_largest(3 * mean + 7, 3 * error) == pytest.approx(found, abs=1e-6)


def test_errors_must_be_above_zero() -> None:
    with pytest.raises(ValueError, match="above 0"):
        chance_largest([[1.0, 2.0]], [[0.0, 1.0]])
