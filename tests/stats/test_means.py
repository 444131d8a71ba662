"""Shrunken means: against DerSimonian-Laird (R metafor), visible arithmetic, and invariants."""

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm

from pipeline.stats.means import for_current_staff, others, shrink, unshrunk, updated

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "stats" / "eb_means_variances.csv"
NAN = float("nan")

# The grid averages over the spread between groups, the reference plugs in one value: ten groups on a 1-5 scale.
GRID_AGAINST_PLUG_IN = 0.02


def der_simonian_laird(mean: np.ndarray, variance: np.ndarray) -> tuple[float, float]:
    """(τ², μ), DerSimonian & Laird (1986), Controlled Clinical Trials 7, 177-188."""
    w = 1 / variance
    q = (w * (mean - np.average(mean, weights=w)) ** 2).sum()
    tau2 = max(0.0, (q - (len(mean) - 1)) / (w.sum() - (w**2).sum() / w.sum()))
    return tau2, float(np.average(mean, weights=1 / (variance + tau2)))


def test_grid_agrees_with_the_reference_program() -> None:
    if not REFERENCE.exists():
        pytest.skip("the shared reference data are not on this machine")
    mean, variance = np.loadtxt(REFERENCE, delimiter=",").T
    tau2, centre = der_simonian_laird(mean, variance)
    # R: metafor::rma(yi, vi, method = "DL")
    assert tau2 == pytest.approx(0.0549370, abs=1e-7)
    assert centre == pytest.approx(3.199397, abs=1e-6)
    blup = centre + tau2 / (tau2 + variance) * (mean - centre)
    assert np.abs(shrink(mean, variance, scale=0.25).mean - blup).max() < GRID_AGAINST_PLUG_IN


def test_given_each_spread_the_posterior_is_the_textbook_formula() -> None:
    y, v = np.array([10.0, 20.0]), np.array([4.0, 4.0])
    found = shrink(y, v, scale=1.0)
    tau2 = np.tan(np.pi / 2 * (np.arange(60) + 0.5) / 60) ** 2
    # Two groups of equal precision: μ = 15, each pulled towards it by v / (v + τ²).
    pull = 4 / (4 + tau2)
    assert np.allclose(found.centre[:, 0], pull * 15 + (1 - pull) * 10)
    assert np.allclose(found.variance[:, 0], (1 - pull) * 4 + pull**2 * (4 + tau2) / 2)


def test_one_group_alone_is_not_shrunk() -> None:
    found = shrink([61.0], [9.0], scale=5.0)
    assert found.mean[0] == pytest.approx(61.0)
    assert found.sd[0] == pytest.approx(3.0)


def test_equal_means_stay_and_noisy_means_move_more() -> None:
    assert np.allclose(shrink([50.0, 50.0, 50.0], [4.0, 1.0, 9.0], scale=5.0).mean, 50.0)
    found = shrink([40.0, 60.0, 50.0, 50.0], [1.0, 25.0, 4.0, 4.0], scale=5.0).mean
    assert found[0] - 40 < 60 - found[1]


def test_adding_a_constant_shifts_and_a_unit_scales() -> None:
    y, v = np.array([40.0, 55.0, 47.0]), np.array([9.0, 4.0, 6.0])
    base = shrink(y, v, scale=5.0)
    moved = shrink(10 * y + 3, 100 * v, scale=50.0)
    assert np.allclose(moved.mean, 10 * base.mean + 3)
    assert np.allclose(moved.sd, 10 * base.sd)


def test_only_the_silent_part_is_shrunk() -> None:
    y, n, staff = np.array([40.0, 60.0, 50.0, 52.0]), np.array([10, 30, 30, 20]), np.array([20.0, 30.0, NAN, 15.0])
    theta = shrink(y, 100 / n, scale=5.0)
    found = for_current_staff(theta, y, n, staff, 100.0)
    # f = 1/2: half of the answered mean, half of the underlying mean.
    assert found.mean[0] == pytest.approx((40 + theta.mean[0]) / 2)
    # Everybody answered (or more than the roster knows): nothing is left to estimate.
    assert [found.mean[1], found.sd[1]] == pytest.approx([60.0, 0.0], abs=1e-9)
    assert [found.mean[3], found.sd[3]] == pytest.approx([52.0, 0.0], abs=1e-9)
    # No roster: the underlying mean.
    assert found.mean[2] == pytest.approx(theta.mean[2])


def test_unshrunk_staff_mean_has_the_finite_population_error() -> None:
    n, staff, variance = 60, 100, 400.0
    found = for_current_staff(unshrunk([55.0], [variance / n]), [55.0], [n], [staff], variance)
    # s² / n × (1 - n / N)
    assert found.sd[0] ** 2 == pytest.approx(variance / n * (1 - n / staff))
    assert found.limit(0.05)[0] == pytest.approx(norm.ppf(0.05, 55, found.sd[0]), abs=1e-6)
    assert found.above(54.0)[0] == pytest.approx(norm.sf(54.0, 55, found.sd[0]))


def test_certain_means_are_above_or_not() -> None:
    found = for_current_staff(unshrunk([62.5, 62.4], [1.0, 1.0]), [62.5, 62.4], [10, 10], [10, 10], 400.0)
    assert found.above(62.5).tolist() == [1.0, 0.0]
    assert found.limit(0.95).tolist() == pytest.approx([62.5, 62.4])


def test_shrinking_the_silent_beats_the_raw_mean_and_plain_shrinkage() -> None:
    # Current staff, 60 % response, small groups; intervals of 90 % cover.
    rng = np.random.default_rng(7)
    errors, covered = np.zeros(3), []
    for _ in range(80):
        staff = rng.integers(17, 60, 20)
        n = np.round(staff * 0.6)
        theta = rng.normal(55, 6, 20)
        y, silent = rng.normal(theta, 20 / np.sqrt(n)), rng.normal(theta, 20 / np.sqrt(staff - n))
        truth = (n * y + (staff - n) * silent) / staff
        plain = shrink(y, 400 / n, scale=5.0)
        current = for_current_staff(plain, y, n, staff, 400.0)
        errors += [((guess - truth) ** 2).mean() for guess in (y, plain.mean, current.mean)]
        covered.append((current.limit(0.05) <= truth) & (truth <= current.limit(0.95)))
    assert errors[2] < min(errors[0], errors[1])
    assert 0.86 < np.mean(covered) < 0.94


def test_the_others_and_a_group_s_own_mean_together_are_the_shrunken_mean() -> None:
    mean, variance = np.array([3.0, -1.0, 8.0, 2.0]), np.array([4.0, 9.0, 1.0, 16.0])
    whole = shrink(mean, variance, scale=5)
    built = updated(others(mean, variance, scale=5), mean, variance)
    assert built.mean == pytest.approx(whole.mean) and built.sd == pytest.approx(whole.sd)
    assert built.above(2.0) == pytest.approx(whole.above(2.0))
    moved = others(np.array([3.0, -1.0, 80.0, 2.0]), variance, scale=5)
    assert moved.mean[2] == pytest.approx(others(mean, variance, scale=5).mean[2])  # its own mean says nothing of it
    # Two groups: the other one's mean, and twice the spread between them beside its own variance.
    pair = others([0.0, 10.0], [4.0, 4.0], scale=1e-9)
    assert pair.mean == pytest.approx([10, 0]) and pair.sd**2 == pytest.approx([4, 4], rel=1e-3)
