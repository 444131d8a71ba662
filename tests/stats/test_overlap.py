"""Partially overlapping samples: the published examples, R where the samples share nobody or everybody, and simulation."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.stats.overlap import InBoth, Sample, apart_variance, overlap_t, overlap_variance, overlap_z

# Derrick, Toher & White (2017), The Quantitative Methods for Psychology 13(2), 120-126: two groups, half of each in both.
ALONE_A, BOTH_A = [20, 21, 16, 18, 14, 12, 14, 17], [14, 15, 18, 20, 11, 19, 14, 15]
ALONE_B, BOTH_B = [10, 16, 18, 16, 15, 14, 13, 10], [15, 10, 15, 17, 13, 19, 12, 13]


def sample(*parts: list[int]) -> Sample:
    values = np.concatenate(parts)
    return Sample(values.mean(), values.var(ddof=1), len(values))


def correlation(first: list[int], second: list[int]) -> float:
    return float(np.corrcoef(first, second)[0, 1])


def test_the_published_example_of_means() -> None:
    a, b = sample(ALONE_A, BOTH_A), sample(ALONE_B, BOTH_B)
    both = InBoth(8, correlation(BOTH_A, BOTH_B))
    equal = overlap_t(b, a, both, equal_variances=True)
    assert equal.difference == 2 and equal.df == 18.5
    assert equal.p == pytest.approx(0.02597, abs=5e-6)  # published: .026
    own = overlap_t(b, a, both)
    assert own.statistic == pytest.approx(2.4191, abs=1e-4) and own.df == pytest.approx(18.4223, abs=1e-4)
    assert round(float(own.p), 3) == 0.026
    back = overlap_t(a, b, both)
    assert back.difference == -2 and back.p == own.p


def test_the_published_example_of_shares() -> None:
    # Derrick et al. (2015): 15 in both, of whom 8 + 1 and 8 + 3 say yes; 5 of 9 only in the first, 6 of 6 only in the second.
    first = [1] * 9 + [0] * 6
    second = [1] * 8 + [0] + [1] * 3 + [0] * 3
    one, two = 14 / 24, 17 / 21
    samples = Sample(one, one * (1 - one), 24), Sample(two, two * (1 - two), 21)
    both = InBoth(15, correlation(first, second))
    found = overlap_z(*samples, both)
    assert round(float(found.p), 3) == 0.053 and np.isinf(found.df)
    percent = [Sample(100 * part.mean, 1e4 * part.variance, part.n) for part in samples]
    again = overlap_z(*percent, both, unit=100)
    assert again.p == pytest.approx(found.p) and again.standard_error == pytest.approx(100 * found.standard_error)


def test_nobody_in_both_is_welch_as_in_r() -> None:
    # R: r <- t.test(c(10,16,18,16,15,14,13,10, 9,11), c(20,21,16,18,14,12,14,17)); r$statistic; r$parameter; r$p.value
    found = overlap_t(sample(ALONE_A), sample([*ALONE_B, 9, 11]), InBoth())
    assert [float(found.statistic), float(found.df), float(found.p)] == pytest.approx(
        [-2.242565786, 15.06953208, 0.04038599005], rel=1e-8
    )
    unknown = overlap_t(sample(ALONE_A), sample([*ALONE_B, 9, 11]), InBoth(np.nan, np.nan))
    assert unknown.p == found.p


def test_everybody_in_both_is_the_paired_t_as_in_r() -> None:
    # R: r <- t.test(c(15,10,15,17,13,19,12,13), c(14,15,18,20,11,19,14,15), paired = TRUE)
    found = overlap_t(sample(BOTH_A), sample(BOTH_B), InBoth(8, correlation(BOTH_A, BOTH_B)))
    assert [float(found.statistic), float(found.df), float(found.p)] == pytest.approx([-1.820930936, 7, 0.1114164679], rel=1e-8)


def test_variances_one_can_see() -> None:
    ten = Sample(50.0, 100.0, 10)
    assert overlap_variance(ten, ten, InBoth()) == pytest.approx(20)
    assert overlap_variance(ten, ten, InBoth(10, 1.0)) == pytest.approx(0)
    assert overlap_variance(ten, ten, InBoth(5, 0.6)) == pytest.approx(20 - 2 * 0.6 * 100 * 5 / 100)
    assert apart_variance(ten, ten, InBoth(10, 0.6)) == 0 and np.isnan(apart_variance(ten, ten, InBoth()))
    with pytest.raises(ValueError, match="in both"):
        overlap_variance(ten, ten, InBoth(11, 0.6))


@pytest.mark.parametrize(("n1", "n2", "shared"), [(30, 24, 12), (40, 15, 15)])
def test_variances_are_those_of_made_up_people(n1: int, n2: int, shared: int) -> None:
    rng = np.random.default_rng(5)
    sd1, sd2, r, tries = 20.0, 16.0, 0.6, 40_000
    first = rng.standard_normal((tries, n1)) * sd1
    second = rng.standard_normal((tries, n2)) * sd2
    second[:, :shared] = sd2 * (r * first[:, :shared] / sd1) + np.sqrt(1 - r**2) * second[:, :shared]
    samples, both = (Sample(0, sd1**2, n1), Sample(0, sd2**2, n2)), InBoth(shared, r)
    raw = second.mean(axis=1) - first.mean(axis=1)
    linked = second[:, :shared].mean(axis=1) - first[:, :shared].mean(axis=1)
    assert raw.var() == pytest.approx(float(overlap_variance(*samples, both)), rel=0.03)
    assert (linked - raw).var() == pytest.approx(float(apart_variance(*samples, both)), rel=0.03)


def test_false_alarms_are_as_many_as_said() -> None:
    """Size at .05 with estimated variances and correlation, people as in a small department."""
    rng = np.random.default_rng(11)
    n1, n2, shared, tries = 22, 18, 12, 6000
    first, second = rng.standard_normal((tries, n1)), rng.standard_normal((tries, n2))
    second[:, :shared] = 0.6 * first[:, :shared] + 0.8 * second[:, :shared]
    one, two = first[:, :shared], second[:, :shared]
    r = ((one - one.mean(axis=1, keepdims=True)) * (two - two.mean(axis=1, keepdims=True))).mean(axis=1)
    r = r / (one.std(axis=1) * two.std(axis=1))
    samples = [Sample(part.mean(axis=1), part.var(axis=1, ddof=1), part.shape[1]) for part in (first, second)]
    size = float((overlap_t(*samples, InBoth(shared, r)).p < 0.05).mean())
    assert 0.035 < size < 0.058
    blind = float((overlap_t(*samples, InBoth()).p < 0.05).mean())
    assert blind < 0.03
