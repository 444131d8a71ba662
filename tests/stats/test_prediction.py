"""Predicted share of current staff: against betabinom, against brute-force simulation, and at the ends."""

import numpy as np
import pytest
from scipy.stats import beta, betabinom

from pipeline.stats.prediction import exceedance, predict, smallest_shift
from pipeline.stats.shares import FLAT, posterior

# p stands in bins of .005; predictions of a few dozen people are smooth over a bin.
BIN = 2e-3


@pytest.mark.parametrize(("reluctant", "n", "staff"), [(8, 20, 35), (30, 60, 100), (1, 12, 60)])
def test_a_single_exact_group_is_beta_binomial(reluctant: int, n: int, staff: int) -> None:
    known = posterior([reluctant], [reluctant], [n], [FLAT])
    found = predict(known, [staff], cut=0.4)
    silent = betabinom(staff - n, reluctant + 1, n - reluctant + 1)
    assert found.mean[0] == pytest.approx((reluctant + silent.mean()) / staff, abs=BIN)
    # P(S + X > .4 N) = P(X > .4 N - S)
    assert found.probability[0] == pytest.approx(silent.sf(np.floor(0.4 * staff) - reluctant), abs=BIN)
    x = np.arange(staff - n + 1)
    inside = x[np.abs(silent.cdf(x) - silent.pmf(x) / 2 - 0.5) <= 0.45]
    assert (found.count_low[0], found.count_high[0]) == (reluctant + inside[0], reluctant + inside[-1])


def test_exactly_forty_percent_is_not_more_than_forty_percent() -> None:
    everybody = posterior([8, 9], [8, 9], [20, 20], [FLAT, FLAT])
    found = predict(everybody, [20, 20], cut=0.4)
    assert found.probability.tolist() == [0.0, 1.0]
    assert found.mean.tolist() == pytest.approx([0.40, 0.45])
    assert (found.low == found.high).all()


def test_without_a_roster_the_share_of_the_population_is_meant() -> None:
    found = predict(posterior([8], [8], [20], [FLAT]), [np.nan], cut=0.4)
    expected = beta(9, 13)
    assert found.mean[0] == pytest.approx(9 / 22, abs=BIN)
    assert [found.low[0], found.high[0]] == pytest.approx([expected.ppf(0.05), expected.ppf(0.95)], abs=BIN)
    assert found.probability[0] == pytest.approx(expected.sf(0.4), abs=1e-4)
    assert np.isnan(found.count[0])


def test_a_shift_of_one_makes_all_of_the_silent_reluctant() -> None:
    known = posterior([8], [8], [20], [FLAT])
    assert predict(known, [50], cut=0.4, shift=1.0).mean[0] == pytest.approx((8 + 30) / 50)
    assert predict(known, [50], cut=0.4, shift=-1.0).mean[0] == pytest.approx(8 / 50)


def test_bounded_counts_agree_with_simulation() -> None:
    # S is known to be 27 to 30 of 30; 20 more are silent. Accept draws of p and S that fall into the interval.
    rng = np.random.default_rng(5)
    p = rng.random(400_000)
    answered = rng.binomial(30, p)
    total = (answered + rng.binomial(20, p))[(answered >= 27)]
    found = predict(posterior([27], [30], [30], [FLAT]), [50], cut=0.9)
    assert found.mean[0] == pytest.approx(total.mean() / 50, abs=BIN)
    assert found.probability[0] == pytest.approx((total > 45).mean(), abs=6e-3)
    assert (found.count_low[0], found.count_high[0]) == (np.quantile(total, 0.05), np.quantile(total, 0.95))


@pytest.mark.parametrize("shift", [-0.3, 0.0, 0.25])
def test_exceedance_is_the_probability_of_predict(shift: float) -> None:
    low, high = np.array([0, 8, 20, 90]), np.array([1, 8, 24, 90])
    n, staff = np.array([12, 20, 40, 200]), np.array([30, 33, np.nan, 200])
    known = posterior(low, high, n, np.zeros(4))
    expected = predict(known, staff, cut=0.4, shift=shift).probability
    assert np.allclose(exceedance(known, staff, cut=0.4, shift=shift), expected, atol=1e-8)


def test_more_reluctant_silent_never_lower_the_chance() -> None:
    known = posterior([8, 3], [8, 4], [20, 15], [0, 0])
    chances = np.array([exceedance(known, [40, 60], cut=0.4, shift=s) for s in np.arange(-1, 1.01, 0.05)])
    assert (np.diff(chances, axis=0) >= -1e-12).all()


def test_smallest_shift_is_the_first_whole_point_that_changes() -> None:
    first = np.array([1, 17, 100, 101])
    found = smallest_shift(lambda points: points >= first, 4)
    assert found.tolist()[:3] == [1, 17, 100]
    assert np.isnan(found[3])


def test_flags_find_groups_and_seldom_err() -> None:
    # Departments of an organisation with 800 answers, 60 % response, truth = current staff.
    rng = np.random.default_rng(11)
    false, flags, clear, found_clear = 0, 0, 0, 0
    for _ in range(60):
        staff = rng.integers(60, 220, 10)
        n = rng.binomial(staff, 0.6)
        p = rng.beta(0.3 * 14, 0.7 * 14, 10)
        reluctant = rng.binomial(n, p)
        truth = (reluctant + rng.binomial(staff - n, p)) / staff
        flag = exceedance(posterior(reluctant, reluctant, n, np.zeros(10)), staff, cut=0.4) > 0.8
        flags, false = flags + flag.sum(), false + (flag & (truth <= 0.4)).sum()
        clear, found_clear = clear + (truth > 0.45).sum(), found_clear + (flag & (truth > 0.45)).sum()
    assert false / flags < 0.08
    assert found_clear / clear > 0.75
