"""Two by two from margins: arithmetic one can see, the odds ratio itself, invariants."""

import numpy as np
import pytest

from pipeline.stats.two_by_two import both, fewest_both, most_both


def test_without_association_it_is_the_product() -> None:
    assert both([0.5, 0.2], [0.4, 0.9], 1) == pytest.approx([0.2, 0.18])


def test_a_table_one_can_see() -> None:
    # 30 both, 20 and 10 one of them, 40 neither: odds ratio 30·40 / (20·10) = 6.
    assert both([0.5], [0.4], 6) == pytest.approx([0.3])


@pytest.mark.parametrize("odds_ratio", [0.2, 0.99, 1.01, 5.0, 80.0])
def test_the_table_has_the_odds_ratio_and_lies_within_its_bounds(odds_ratio: float) -> None:
    p, q = np.array([0.1, 0.5, 0.9, 0.3]), np.array([0.2, 0.5, 0.8, 0.95])
    x = both(p, q, odds_ratio)
    assert x * (1 - p - q + x) / ((p - x) * (q - x)) == pytest.approx(np.full(4, odds_ratio))
    assert (fewest_both(p, q) <= x).all() and (x <= most_both(p, q)).all()


def test_the_order_of_the_marks_does_not_matter() -> None:
    assert both([0.3], [0.7], 4) == pytest.approx(both([0.7], [0.3], 4))


def test_nobody_and_everybody() -> None:
    assert both([0.0, 1.0], [0.4, 0.4], 5) == pytest.approx([0.0, 0.4])
