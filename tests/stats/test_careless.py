"""Signs of careless answers: visible arithmetic, scipy's distance, and invariants."""

import numpy as np
import pytest

from pipeline.stats.careless import (
    contradictions,
    longest_run,
    opposite_pairs,
    response_variability,
)
from pipeline.stats.distance import Usual, mahalanobis_p
from pipeline.stats.even_odd import even_odd
from pipeline.stats.moments import moments
from pipeline.stats.pair_sums import pair_sums

NAN = np.nan


def steps(people: list[list[int]], dtype: type = np.uint8) -> np.ndarray:
    """Items × people, from one list per person; 0 = no answer."""
    return np.array(people, dtype=dtype).T


@pytest.mark.parametrize(
    ("answers", "run"),
    [([1, 1, 2, 2, 2, 3], 3), ([4, 0, 4, 4], 3), ([0, 0], 0), ([1, 2, 1, 2], 1), ([5] * 300, 300), ([2, 2, 0, 1, 2], 2)],
)
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_longest_run_passes_over_blanks(answers: list[int], run: int, dtype: type) -> None:
    assert longest_run(steps([answers], dtype)).tolist() == [run]


def test_mahalanobis_is_scipys_distance_against_chi_square() -> None:
    from scipy.spatial.distance import mahalanobis
    from scipy.stats import chi2

    rng = np.random.default_rng(1)
    x = rng.normal(0, 1, (300, 1)) + rng.normal(0, 1, (300, 12))
    inverse, mean = np.linalg.inv(np.cov(x, rowvar=False)), x.mean(axis=0)
    expected = [chi2.sf(mahalanobis(row, mean, inverse) ** 2, 12) for row in x]
    assert mahalanobis_p(x) == pytest.approx(expected)


def test_mahalanobis_of_a_person_with_blanks_is_that_of_the_items_answered() -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(0, 1, (400, 1)) + rng.normal(0, 1, (400, 14))
    blank = x.copy()
    blank[0, 11:] = NAN
    # One blank person of 400 hardly moves the covariances, so the figure is near that of the 11 items alone.
    assert mahalanobis_p(blank)[0] == pytest.approx(mahalanobis_p(x[:, :11])[0], abs=0.02)
    blank[1, 5:] = NAN
    assert np.isnan(mahalanobis_p(blank)[1])  # five answers


def test_mahalanobis_does_not_depend_on_unit_direction_or_order() -> None:
    rng = np.random.default_rng(3)
    x = rng.integers(1, 6, (250, 11)).astype(float)
    x[rng.random(x.shape) < 0.04] = NAN
    order = rng.permutation(250)
    turned = (6 - x) * 25
    assert mahalanobis_p(turned[order], 8) == pytest.approx(mahalanobis_p(x, 8)[order], nan_ok=True)


@pytest.mark.parametrize("x", [np.empty((0, 3)), np.full((30, 12), 3.0), np.full((30, 12), NAN), np.ones((5, 12))])
def test_no_distance_where_nothing_can_be_told(x: np.ndarray) -> None:
    assert np.isnan(mahalanobis_p(x)).all()


def test_contradictions_are_counted_where_both_were_answered() -> None:
    # Steps of 25 points: first and second of each pair mean the same; three steps are 75 points.
    answers = steps([[5, 1, 4, 1], [5, 5, 1, 3], [0, 1, 1, 4], [4, 2, 3, 3]])
    assert contradictions(answers, [(0, 1), (2, 3)], apart=3).tolist() == [2, 0, 1, 0]
    assert contradictions(answers, [], apart=3).tolist() == [0] * 4
    assert not contradictions(answers, [(0, 1)], apart=300).any()


def test_a_reversed_item_is_paired_with_its_nearest_of_the_same_scale() -> None:
    rng = np.random.default_rng(4)
    one, two = rng.normal(0, 1, (2, 500))
    x = np.column_stack([one + 2 * rng.normal(0, 1, 500), one + 0.3 * rng.normal(0, 1, 500), one, two, two])
    scale, reverse = ["a", "a", "a", "b", "b"], [False, False, True, True, True]
    assert opposite_pairs(moments(x).covariance, scale, reverse).tolist() == [[2, 1]]
    assert opposite_pairs(moments(-x * [1, 1, -1, 1, 1]).covariance, scale, reverse).tolist() == []  # they do not go together


def test_variability_is_the_standard_deviation_of_a_persons_answers() -> None:
    found = response_variability(steps([[1, 3, 5, 0], [2, 2, 2, 2], [4, 0, 0, 0]]))
    assert found[:2].tolist() == [2, 0] and np.isnan(found[2])
    assert response_variability(steps([[1, 3, 5]]), unit=0.25).tolist() == [0.5]
    assert response_variability(steps([[100, 300, 500]], np.uint16)).tolist() == [200]


def test_even_odd_is_the_stepped_up_correlation_over_scales() -> None:
    # Five scales of two items: halves 1..5 and 1, 3, 2, 5, 4; r by numpy, then 2 r / (1 + r).
    odd, even = [1, 2, 3, 4, 5], [1, 3, 2, 5, 4]
    answers = np.column_stack([odd, even]).ravel().tolist()
    r = np.corrcoef(odd, even)[0, 1]
    scale = [name for name in "abcde" for _ in range(2)]
    assert even_odd(steps([answers]), scale).tolist() == pytest.approx([2 * r / (1 + r)])
    assert np.isnan(even_odd(steps([answers[:8]]), scale[:8])).all()  # four scales
    assert np.isnan(even_odd(steps([[3] * 10]), scale)).all()
    blank = [*answers[:3], 0, *answers[4:]]
    assert np.isnan(even_odd(steps([blank]), scale)).all()  # four scales are left


def test_means_of_halves_are_exact_where_items_are_left_out() -> None:
    """Halves of three and two items; numpy's correlation of plain means over what was answered."""
    rng = np.random.default_rng(6)
    scale = [name for name in "abcdef" for _ in range(5)]
    answers = rng.integers(0, 8, (30, 400)).astype(np.uint8)
    means = np.array([[_mean(answers[5 * s + half : 5 * s + 5 : 2, 7]) for s in range(6)] for half in (0, 1)])
    r = np.corrcoef(means[:, ~np.isnan(means).any(axis=0)])[0, 1]
    assert even_odd(answers, scale)[7] == pytest.approx(max(2 * r / (1 + r), -1))
    wide = even_odd(np.where(answers > 0, answers.astype(np.uint16) + 3000, 0).astype(np.uint16), scale)
    assert wide == pytest.approx(even_odd(answers, scale), nan_ok=True)


def _mean(answers: np.ndarray) -> float:
    given = answers[answers > 0]
    return float(given.mean()) if len(given) else NAN


@pytest.mark.parametrize("blank", [0.0, 0.03, 0.5])
def test_who_is_unusual_is_the_same_in_whole_numbers_and_in_single_precision(blank: float) -> None:
    rng = np.random.default_rng(7)
    x = np.clip(np.rint(3 + rng.normal(0, 0.8, (9_000, 1)) + rng.normal(0, 1, (9_000, 20))), 1, 5)
    x[:100] = rng.integers(1, 6, (100, 20))  # these answer at random
    x[rng.random(x.shape) < blank] = NAN
    given = np.nan_to_num(x).astype(np.uint8).T
    sums = pair_sums(given)
    with np.errstate(invalid="ignore"):
        for p in (0.001, 0.05):
            found = Usual.of(sums.mean, sums.covariance).unusual(given, p, 10)
            assert np.array_equal(found, mahalanobis_p(x) < p) and 0 < found.sum() < 9_000
