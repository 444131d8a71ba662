"""Signs of careless answers: visible arithmetic, scipy's distance, and invariants."""

import numpy as np
import pytest

from pipeline.stats.careless import (
    contradictions,
    even_odd,
    longest_run,
    mahalanobis_p,
    opposite_pairs,
    profile_correlation,
    response_variability,
)

NAN = np.nan


@pytest.mark.parametrize(
    ("answers", "run"),
    [([1, 1, 2, 2, 2, 3], 3), ([4, NAN, 4, 4], 3), ([NAN, NAN], 0), ([1, 2, 1, 2], 1), ([5] * 7, 7), ([2, 2, NAN, 1, 2], 2)],
)
def test_longest_run_passes_over_blanks(answers: list[float], run: int) -> None:
    assert longest_run([answers]).tolist() == [run]


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
    # Keyed 0-100: first and second of each pair mean the same.
    answers = [[100, 0, 75, 0], [100, 100, 0, 50], [NAN, 0, 0, 75], [75, 25, 50, 50]]
    assert contradictions(answers, [(0, 1), (2, 3)], apart=75).tolist() == [2, 0, 1, 0]
    assert contradictions(answers, [], apart=75).tolist() == [0] * 4


def test_a_reversed_item_is_paired_with_its_nearest_of_the_same_scale() -> None:
    rng = np.random.default_rng(4)
    one, two = rng.normal(0, 1, (2, 500))
    x = np.column_stack([one + 2 * rng.normal(0, 1, 500), one + 0.3 * rng.normal(0, 1, 500), one, two, two])
    scale, reverse = ["a", "a", "a", "b", "b"], [False, False, True, True, True]
    assert opposite_pairs(x, scale, reverse).tolist() == [[2, 1]]
    assert opposite_pairs(-x * [1, 1, -1, 1, 1], scale, reverse).tolist() == []  # they do not go together


def test_a_person_who_took_the_scale_the_wrong_way_round_runs_against_the_profile() -> None:
    rng = np.random.default_rng(5)
    x = np.clip(rng.normal(np.linspace(20, 80, 20), 15, (100, 20)), 0, 100)
    x[7] = 100 - x[7]
    r = profile_correlation(x)
    assert r[7] < -0.5 < 0.5 < np.delete(r, 7).min()
    assert np.isnan(profile_correlation([[50.0, 50.0], [NAN, 1.0]])).all()


def test_variability_is_the_standard_deviation_of_a_persons_answers() -> None:
    found = response_variability([[1, 3, 5, NAN], [2, 2, 2, 2], [4, NAN, NAN, NAN]])
    assert found[:2].tolist() == [2, 0] and np.isnan(found[2])


def test_even_odd_is_the_stepped_up_correlation_over_scales() -> None:
    # Five scales of two items: halves 1..5 and 1, 3, 2, 5, 4; r by numpy, then 2 r / (1 + r).
    odd, even = [1.0, 2, 3, 4, 5], [1.0, 3, 2, 5, 4]
    answers = np.column_stack([odd, even]).ravel()
    r = np.corrcoef(odd, even)[0, 1]
    scale = np.repeat(list("abcde"), 2)
    assert even_odd([answers], scale).tolist() == pytest.approx([2 * r / (1 + r)])
    assert np.isnan(even_odd([answers[:8]], scale[:8])).all()  # four scales
    assert np.isnan(even_odd([np.full(10, 3.0)], scale)).all()
    blank = answers.copy()
    blank[3] = NAN
    assert np.isnan(even_odd([blank], scale)).all()  # four scales are left
