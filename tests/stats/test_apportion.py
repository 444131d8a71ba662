"""Whole parts of a whole number."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.stats.apportion import apportion


def test_by_visible_arithmetic() -> None:
    # Quotas 4.8, 3.2, 2.0: rounded down 4, 3, 2; the seat that is left goes to the largest remainder.
    assert apportion(10, [48, 32, 20]).tolist() == [5, 3, 2]
    assert apportion(0, [0, 0]).tolist() == [0, 0]
    assert apportion(3, [1, 1]).tolist() == [2, 1]


@given(st.integers(0, 500), st.lists(st.integers(0, 1000), min_size=1, max_size=30).filter(any))
def test_parts_add_up_and_are_quotas_rounded(total: int, weights: list[int]) -> None:
    parts = apportion(total, weights)
    quota = total * np.array(weights) / sum(weights)
    assert parts.sum() == total and (np.abs(parts - quota) < 1 + 1e-9).all()


def test_nothing_to_share_by_is_refused() -> None:
    with pytest.raises(ValueError):
        apportion(1, [0, 0])
