"""Two-way shrinkage: against a direct dense Gaussian computation, limiting cases, and invariants."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from pipeline.stats.twoway import two_way

NAN = float("nan")
MEAN = np.array([[1.2, 0.4, 2.0, 0.9], [0.8, NAN, 1.1, 0.2], [1.9, 1.0, 2.2, NAN]])
VARIANCE = np.array([[0.04, 0.10, 0.05, 0.02], [0.08, NAN, 0.05, 0.03], [0.02, 0.06, 0.04, NAN]])


def dense(mean: np.ndarray, variance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and variance of all cells from the full covariance matrix, on the same grid; μ ~ N(0, 1e4) stands for flat."""
    seen = np.isfinite(mean).ravel()
    rows, columns = (m.ravel() for m in np.indices(mean.shape))
    y, v = mean.ravel()[seen], variance.ravel()[seen]
    spread = max(y.std(), np.sqrt(v.mean()))
    steps = 1.25 * spread * ((np.arange(8) + 0.5) / 8) ** 2
    fits, means, variances = [], [], []
    for a, b, c in np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), -1).reshape(-1, 3):
        prior = 1e4 + a**2 * np.equal.outer(rows, rows) + b**2 * np.equal.outer(columns, columns) + c**2 * np.eye(len(rows))
        total = prior[np.ix_(seen, seen)] + np.diag(v)
        gain = np.linalg.solve(total, prior[seen]).T
        fits.append(multivariate_normal(np.zeros(len(y)), total).logpdf(y) + 0.5 * np.log([a, b, c]).sum())
        means.append(gain @ y)
        variances.append(np.diag(prior - gain @ prior[seen]))
    weight = np.exp(np.array(fits) - max(fits))
    weight /= weight.sum()
    centre = weight @ np.array(means)
    spreads = weight @ (np.array(variances) + (np.array(means) - centre) ** 2)
    return centre.reshape(mean.shape), spreads.reshape(mean.shape)


def test_agrees_with_the_dense_computation() -> None:
    found = two_way(MEAN, VARIANCE)
    mean, variance = dense(MEAN, VARIANCE)
    # Grid points with the last .001 of the weight are left out, hence not machine precision.
    assert np.allclose(found.mean, mean, atol=2e-3)
    assert np.allclose(found.variance, variance, rtol=2e-2)


def test_draws_have_the_posterior_mean_and_variance() -> None:
    found = two_way(MEAN, VARIANCE, draws=20_000)
    assert found.draws.shape == (20_000, 3, 4)
    assert np.allclose(found.draws.mean(axis=0), found.mean, atol=0.02)
    assert np.allclose(found.draws.var(axis=0), found.variance, rtol=0.08)


def test_the_same_seed_gives_the_same_draws() -> None:
    first, second, other = (two_way(MEAN, VARIANCE, draws=50, seed=s).draws for s in (1, 1, 2))
    assert np.array_equal(first, second)
    assert not np.array_equal(first, other)


def test_precise_cells_keep_their_means() -> None:
    found = two_way(MEAN, np.where(np.isfinite(MEAN), 1e-8, NAN))
    seen = np.isfinite(MEAN)
    assert np.allclose(found.mean[seen], MEAN[seen], atol=1e-4)


def test_missing_cells_are_predicted_from_their_row_and_column() -> None:
    additive = np.add.outer([0.0, 1.0, 2.0, 3.0], [0.0, 0.5, 1.0, 1.5])
    holed = additive.copy()
    holed[3, 3] = NAN
    found = two_way(holed, np.where(np.isfinite(holed), 0.01, NAN))
    assert found.mean[3, 3] == pytest.approx(4.5, abs=0.25)
    assert found.variance[3, 3] > found.variance[0, 0]


def test_transposing_shifting_and_scaling() -> None:
    base = two_way(MEAN, VARIANCE)
    assert np.allclose(two_way(MEAN.T, VARIANCE.T).mean, base.mean.T, atol=1e-9)
    moved = two_way(3 * MEAN + 7, 9 * VARIANCE)
    assert np.allclose(moved.mean, 3 * base.mean + 7, atol=1e-8)
    assert np.allclose(moved.variance, 9 * base.variance, atol=1e-8)


def test_shrinkage_beats_the_raw_table() -> None:
    rng = np.random.default_rng(3)
    raw, shrunk = 0.0, 0.0
    for _ in range(10):
        truth = rng.normal(0, 0.3, (8, 1)) + rng.normal(0, 0.5, (1, 10)) + rng.normal(0, 0.2, (8, 10))
        seen = truth + rng.normal(0, 0.3, truth.shape)
        raw += ((seen - truth) ** 2).mean()
        shrunk += ((two_way(seen, np.full(truth.shape, 0.09), draws=1).mean - truth) ** 2).mean()
    assert shrunk < 0.75 * raw


def test_one_cell_is_its_own_estimate() -> None:
    found = two_way([[1.5]], [[0.04]])
    assert found.mean[0, 0] == pytest.approx(1.5)


def test_an_empty_table_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one observed cell"):
        two_way([[NAN]], [[NAN]])
