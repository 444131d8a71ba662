"""Beta-binomial empirical Bayes: against Beta, against scipy's betabinom summed by brute force, and invariants."""

import numpy as np
import pytest
from scipy.stats import beta, betabinom

from pipeline.stats.shares import BINS, EDGES, FLAT, MIDDLES, posterior, prior_masses

# Bins of .005 stand for p: means agree to a fraction of a bin.
HALF_PERCENT_BIN = 5e-4
EXACT = 1e-9


def means(weights: np.ndarray) -> np.ndarray:
    return weights @ MIDDLES


@pytest.mark.parametrize(("reluctant", "n"), [(0, 10), (3, 12), (40, 100), (820, 820)])
def test_flat_prior_gives_the_beta_posterior(reluctant: int, n: int) -> None:
    found = posterior([reluctant], [reluctant], [n], [FLAT])
    cumulative = np.cumsum(found.weights[0])
    # Beta(S + 1, n - S + 1), compared at every bin edge; three Gauss nodes per bin are all but exact up to a few thousand.
    assert np.abs(cumulative - beta.cdf(EDGES[1:], reluctant + 1, n - reluctant + 1)).max() < 1e-5


def test_prior_masses_are_beta_distributions_with_their_means() -> None:
    masses = prior_masses()
    assert masses.shape == (1600, BINS)
    assert np.allclose(masses.sum(axis=1), 1.0, atol=EXACT)
    # Means run over the 40 slice middles .0125, .0375 ... .9875, each with 40 correlations.
    assert np.allclose(masses @ MIDDLES, np.repeat((np.arange(40) + 0.5) / 40, 40), atol=2.5e-3)


def test_family_agrees_with_betabinom_summed_over_the_same_grid() -> None:
    reluctant, n = np.array([3, 20, 6, 14, 2]), np.array([12, 40, 30, 25, 22])
    slices = (np.arange(40) + 0.5) / 40
    rho = 1 - (1 - slices) ** (1 / 9)
    m, r = (g.ravel()[:, None] for g in np.meshgrid(slices, rho, indexing="ij"))
    kappa = 1 / r - 1
    weight = betabinom.pmf(reluctant, n, m * kappa, (1 - m) * kappa).prod(axis=1)
    weight /= weight.sum()
    expected = weight @ ((m * kappa + reluctant) / (kappa + n))
    found = posterior(reluctant, reluctant, n, np.zeros(5), apart=0)
    assert np.allclose(means(found.weights), expected, atol=HALF_PERCENT_BIN)


def test_a_bounded_count_weighs_its_values_as_the_prior_predictive_does() -> None:
    # Under a flat prior every count 0..n is equally likely: P(S = 0 | S <= 1) = 1/2.
    found = posterior([0], [1], [12], [FLAT])
    assert np.allclose(found.joint.sum(axis=1), [0.5, 0.5], atol=1e-6)
    assert found.count.tolist() == [0, 1]


def test_interval_likelihood_lies_between_its_ends() -> None:
    low, interval, high = (means(posterior([a], [b], [40], [FLAT]).weights)[0] for a, b in [(30, 30), (30, 36), (36, 36)])
    assert low < interval < high


def test_a_group_of_which_nothing_is_known_changes_nobody_else() -> None:
    known = posterior([3, 20, 6], [3, 20, 6], [12, 40, 30], np.zeros(3))
    more = posterior([3, 20, 6, 0], [3, 20, 6, 25], [12, 40, 30, 25], np.zeros(4))
    assert np.allclose(known.weights, more.weights[:3], atol=1e-6)
    # The unknown group is expected where the others are.
    assert 0.15 < means(more.weights)[3] < 0.5


def test_groups_are_pulled_towards_each_other_the_smaller_the_more() -> None:
    found = means(posterior([9, 36, 30], [9, 36, 30], [12, 48, 150], np.zeros(3)).weights)
    assert found[0] < 0.75 and found[1] < 0.75
    assert 0.75 - found[0] > 0.75 - found[1]
    assert found[2] > 0.2


def test_families_do_not_touch_each_other_and_order_does_not_matter() -> None:
    low, n = np.array([3, 20, 6, 14, 2, 9]), np.array([12, 40, 30, 25, 22, 10])
    family = np.array([0, 0, 0, 1, 1, 1])
    together = posterior(low, low, n, family).weights
    apart = [posterior(low[s], low[s], n[s], np.zeros(3)).weights for s in (slice(0, 3), slice(3, 6))]
    assert np.allclose(together, np.concatenate(apart), atol=EXACT)
    order = np.array([4, 0, 5, 3, 1, 2])
    assert np.allclose(posterior(low[order], low[order], n[order], family[order]).weights, together[order], atol=EXACT)


def test_long_intervals_are_thinned_but_keep_their_ends() -> None:
    found = posterior([0], [900], [9000], [FLAT])
    assert len(found.count) == 101
    assert (found.count[0], found.count[-1]) == (0, 900)
    # p is then spread evenly below .1: its mean is .05.
    assert means(found.weights)[0] == pytest.approx(0.05, abs=1e-3)


@pytest.mark.parametrize(("low", "high", "n"), [(3, 2, 10), (-1, 2, 10), (3, 11, 10)])
def test_impossible_counts_are_refused(low: int, high: int, n: int) -> None:
    with pytest.raises(ValueError, match="low <= high"):
        posterior([low], [high], [n], [FLAT])


def test_no_groups_give_no_rows() -> None:
    assert posterior([], [], [], []).weights.shape == (0, BINS)


def test_a_group_apart_is_weighed_by_how_well_each_prior_foretells_it() -> None:
    """Prior .9 Beta(20, 60) + .1 flat: the weights are those of the two beta-binomials, arithmetic by scipy."""
    family = beta(20, 60)
    masses = np.diff(family.cdf(EDGES))
    found = posterior([9], [9], [12], [FLAT], {0: masses}, apart=0.1)
    alone, like_others = 0.1 / 13, 0.9 * betabinom.pmf(9, 12, 20, 60)
    expected = (alone * 10 / 14 + like_others * 29 / 92) / (alone + like_others)
    assert means(found.weights)[0] == pytest.approx(expected, abs=1e-3)


def test_a_group_like_the_others_is_hardly_moved_by_the_chance_that_it_is_apart() -> None:
    low, n = np.array([10, 12, 9, 11, 10]), np.full(5, 40)
    with_it, without = (means(posterior(low, low, n, np.zeros(5), apart=a).weights) for a in (0.1, 0.0))
    assert np.abs(with_it - without).max() < 0.01


def grid_evidence(reluctant: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Evidence of every group for 40 means × 40 correlations, by scipy, shape (G, 40, 40)."""
    slices = (np.arange(40) + 0.5) / 40
    rho = 1 - (1 - slices) ** (1 / 9)
    m, kappa = (g[..., None] for g in np.meshgrid(slices, 1 / rho - 1, indexing="ij"))
    return np.moveaxis(betabinom.pmf(reluctant, n, m * kappa, (1 - m) * kappa), 2, 0)


def test_families_of_one_kin_share_their_correlation_and_not_their_mean() -> None:
    reluctant, n = np.array([3, 20, 6, 14, 2, 30, 31, 12, 3]), np.array([12, 40, 30, 25, 22, 50, 40, 16, 20])
    family, kin = np.repeat([0, 1], [5, 4]), np.zeros(9)
    evidence = grid_evidence(reluctant, n)
    slices = (np.arange(40) + 0.5) / 40
    kappa = 1 / (1 - (1 - slices) ** (1 / 9)) - 1
    a, b = slices[:, None] * kappa, (1 - slices[:, None]) * kappa
    expected = np.empty(9)
    for g in range(9):
        own = (family == family[g]) & (np.arange(9) != g)
        # The other family speaks of the correlation alone: its evidence summed over its own mean.
        weight = evidence[own].prod(axis=0) * evidence[family != family[g]].prod(axis=0).mean(axis=0)
        weight = weight * evidence[g]
        expected[g] = (weight * (a + reluctant[g]) / (a + b + n[g])).sum() / weight.sum()
    found = posterior(reluctant, reluctant, n, family, apart=0, kin=kin)
    assert np.allclose(means(found.weights), expected, atol=HALF_PERCENT_BIN)
    alone = posterior(reluctant, reluctant, n, family, apart=0)
    assert np.abs(means(found.weights) - means(alone.weights)).max() > 2 * HALF_PERCENT_BIN


def test_a_family_without_kin_stands_as_before() -> None:
    reluctant, n, family = np.array([3, 20, 6, 14]), np.array([12, 40, 30, 25]), np.array([0, 0, 1, 1])
    alone = posterior(reluctant, reluctant, n, family)
    assert np.allclose(posterior(reluctant, reluctant, n, family, kin=family).joint, alone.joint, atol=EXACT)
    # One family that is its only kin, and kin of groups that stand alone, change nothing either.
    assert np.allclose(
        posterior(reluctant, reluctant, n, np.zeros(4), kin=np.zeros(4)).joint,
        posterior(reluctant, reluctant, n, np.zeros(4)).joint,
        atol=EXACT,
    )


def test_the_order_of_families_and_groups_does_not_matter_among_kin() -> None:
    reluctant, n = np.array([3, 20, 6, 14, 2, 30]), np.array([12, 40, 30, 25, 22, 50])
    family, order = np.array([0, 1, 2, 0, 1, 2]), np.array([4, 2, 0, 5, 3, 1])
    found = posterior(reluctant, reluctant, n, family, kin=np.zeros(6))
    turned = posterior(reluctant[order], reluctant[order], n[order], family[order], kin=np.zeros(6))
    assert np.allclose(turned.weights, found.weights[order], atol=EXACT)
