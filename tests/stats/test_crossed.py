"""Two-way expectations of cells: leaving out, rests and shares, each against a direct computation; lme4's values."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import multivariate_normal, norm

from pipeline.stats.crossed import Counts, cell_priors
from pipeline.stats.means import NormalMixture, updated
from pipeline.stats.shares import EDGES, MIDDLES
from pipeline.stats.twoway import Places, Rests, expected, two_way

NAN = float("nan")
MEAN = np.array([[1.2, 0.4, 2.0, 0.9], [0.8, NAN, 1.1, 0.2], [1.9, 1.0, 2.2, NAN]])
VARIANCE = np.array([[0.04, 0.10, 0.05, 0.02], [0.08, NAN, 0.05, 0.03], [0.02, 0.06, 0.04, NAN]])
REFERENCE = Path(__file__).parents[1] / "reference" / "twoway_cells.csv"
WITHIN = 0.7797252
"""Variance of persons within the cells of the reference survey."""
NO_RESTS = Counts(*(np.empty(0, dtype=np.int64) for _ in range(3)))


def moments(found) -> tuple[np.ndarray, np.ndarray]:
    mean = (found.weight * found.mean).sum(axis=0)
    return mean, (found.weight * (found.variance + (found.mean - mean) ** 2)).sum(axis=0)


def dense(design: np.ndarray, y: np.ndarray, v: np.ndarray, spread: float) -> np.ndarray:
    """Posterior mean of all 12 cells (3 × 4) from ``y ~ N(design @ cells, v)``, the full covariance matrix, on the same grid."""
    rows, columns = (m.ravel() for m in np.indices((3, 4)))
    steps = 1.25 * spread * ((np.arange(8) + 0.5) / 8) ** 2
    fits, means = [], []
    for a, b, c in np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), -1).reshape(-1, 3):
        prior = 1e4 + a**2 * np.equal.outer(rows, rows) + b**2 * np.equal.outer(columns, columns) + c**2 * np.eye(12)
        total = design @ prior @ design.T + np.diag(v)
        fits.append(multivariate_normal(np.zeros(len(y)), total).logpdf(y) + 0.5 * np.log([a, b, c]).sum())
        means.append(prior @ design.T @ np.linalg.solve(total, y))
    weight = np.exp(np.array(fits) - max(fits))
    return (weight / weight.sum()) @ np.array(means)


def test_leaving_a_cell_out_is_fitting_without_it() -> None:
    mean, _ = moments(expected(MEAN, VARIANCE))
    seen = np.isfinite(MEAN)
    spread = max(MEAN[seen].std(), np.sqrt(VARIANCE[seen].mean()))
    for cell in [(0, 0), (1, 2), (2, 1)]:
        keep = seen.copy()
        keep[cell] = False
        design = np.eye(12)[keep.ravel()]
        # Grid points with the last .001 of the weight are left out.
        assert mean[cell] == pytest.approx(dense(design, MEAN[keep], VARIANCE[keep], spread).reshape(3, 4)[cell], abs=0.01)


def test_own_answers_come_back_by_their_likelihood() -> None:
    """Expectation × own likelihood = the posterior that sees everything."""
    found = expected(MEAN, VARIANCE)
    seen = np.isfinite(MEAN)
    prior = NormalMixture(*(part[:, seen] for part in (found.weight, found.mean, found.variance)))
    assert updated(prior, MEAN[seen], VARIANCE[seen]).mean == pytest.approx(two_way(MEAN, VARIANCE).mean[seen], abs=0.01)


def test_a_rest_tells_of_its_hidden_cells_together() -> None:
    weights = np.zeros((1, 3, 4))
    weights[0, 1, 1] = 0.25
    weights[0, 2, 3] = 0.75
    rests = Rests(Places.of(weights), np.array([2.5]), np.array([0.05]))
    found, _ = moments(expected(MEAN, VARIANCE, rests))
    seen = np.isfinite(MEAN)
    y, v = np.append(MEAN[seen], 2.5), np.append(VARIANCE[seen], 0.05)
    direct = dense(np.vstack([np.eye(12)[seen.ravel()], weights.reshape(1, -1)]), y, v, max(y.std(), np.sqrt(v.mean())))
    without, _ = moments(expected(MEAN, VARIANCE))
    # A hidden cell's own effect is not updated by its rest, so it lies between being told nothing and the direct computation.
    assert without[2, 3] < found[2, 3] < direct.reshape(3, 4)[2, 3] + 0.01


def test_agrees_with_lme4() -> None:
    """lmer(y ~ 1 + (1|role) + (1|dept) + (1|role:dept)) on 1,331 answers in 63 cells: predict() per cell."""
    cells = pd.read_csv(REFERENCE)
    place = cells["role"].to_numpy(), cells["department"].to_numpy()
    y, v = np.full((12, 10), NAN), np.full((12, 10), NAN)
    y[place], v[place] = cells["mean"], WITHIN / cells["n"]
    found = two_way(y, v, draws=1).mean[place]
    assert np.corrcoef(found, cells["blup"])[0, 1] > 0.995
    assert np.sqrt(((found - cells["blup"]) ** 2).mean()) < 0.02


def test_priors_of_shares_are_the_normal_mixture_on_the_angle() -> None:
    n = np.array([[40, 30], [25, 0]])
    counts = Counts(np.array([[8, 9], [5, 0]]), np.array([[8, 9], [5, 0]]), n)
    found = cell_priors(counts, NO_RESTS, Places.of(np.empty((0, 2, 2))))
    assert found.sum(axis=2) == pytest.approx(np.ones((2, 2)))
    y = np.where(n > 0, np.arcsin(np.sqrt((counts.low + 0.375) / (n + 0.75))), NAN)
    mixture = expected(y, np.where(n > 0, 1 / (4 * n + 2), NAN))
    angles = np.arcsin(np.sqrt(EDGES))
    part = [np.diff(norm.cdf(angles, m[1, 1], np.sqrt(v[1, 1]))) for m, v in zip(mixture.mean, mixture.variance, strict=True)]
    direct = sum(w[1, 1] * p / p.sum() for w, p in zip(mixture.weight, part, strict=True))
    assert found[1, 1] == pytest.approx(direct, abs=1e-12)


def test_cells_are_expected_where_their_row_and_column_are() -> None:
    rng = np.random.default_rng(4)
    n = np.full((6, 5), 200)
    level = np.add.outer(np.linspace(-0.2, 0.2, 6), np.linspace(-0.1, 0.1, 5)) + 0.6
    count = rng.binomial(n, np.sin(level) ** 2)
    n[0, 0] = n[5, 4] = 0
    found = cell_priors(Counts(count * (n > 0), count * (n > 0), n), NO_RESTS, Places.of(np.empty((0, 6, 5)))) @ MIDDLES
    assert found[0, 0] == pytest.approx(np.sin(level[0, 0]) ** 2, abs=0.06)
    assert found[5, 4] == pytest.approx(np.sin(level[5, 4]) ** 2, abs=0.06)


def test_a_cells_own_answers_do_not_move_its_prior() -> None:
    n = np.full((4, 4), 60)
    count = np.full((4, 4), 15)
    other = count.copy()
    other[1, 1] = 40
    first, second = (cell_priors(Counts(c, c, n), NO_RESTS, Places.of(np.empty((0, 4, 4)))) @ MIDDLES for c in (count, other))
    # Only through the grid, whose steps follow the spread of the table.
    assert second[1, 1] == pytest.approx(first[1, 1], abs=0.01)
    assert second[1, 0] > first[1, 0]
