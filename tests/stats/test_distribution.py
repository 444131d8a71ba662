"""How often values occur: numpy's quantiles, from any parts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.stats.distribution import Distribution

SMALL = st.lists(st.one_of(st.integers(0, 5).map(float), st.floats(0, 1e6), st.just(np.nan)), max_size=40)


def test_values_are_counted_without_those_unknown() -> None:
    found = Distribution.of(np.array([3.0, 1, np.nan, 3]))
    assert (found.values.tolist(), found.times.tolist(), len(found)) == ([1, 3], [1, 2], 3)
    assert found.median == 3 and found.quantile(0.25) == 2
    assert np.isnan(Distribution.of(np.array([np.nan])).median)


@given(SMALL, SMALL, st.sampled_from([0.0, 0.05, 0.5, 0.9, 1.0]))
def test_quantiles_are_numpys_and_parts_add_up(one: list[float], other: list[float], share: float) -> None:
    values = np.array(one + other)
    parts = Distribution.of(np.array(one)) + Distribution.of(np.array(other))
    whole = Distribution.of(values)
    assert (parts.values.tolist(), parts.times.tolist()) == (whole.values.tolist(), whole.times.tolist())
    if len(whole):
        assert parts.quantile(share) == pytest.approx(np.nanquantile(values, share), rel=1e-15)
        assert parts.median == np.nanmedian(values)
