"""Two-way tables of means: row + column + interaction, with known sampling variances and missing cells.

y_rc ~ N(θ_rc, v_rc), θ_rc = μ + a_r + b_c + c_rc, normal effects, μ flat, a grid over the three standard deviations. Given
these, the effects (μ, a, b) are solved at once: the cells' covariance is diagonal plus the two sets of effects, so systems
have 1 + R + C unknowns, never R × C. Means over several cells that are not seen one by
one ("rests") take part as well. Specification: docs/methods/twoway.md. Source: Lindley, D. V. & Smith, A. F. M.
(1972). Bayes estimates for the linear model. Journal of the Royal Statistical Society B 34, 1-41.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

SEED = 20261101
_GRID = 8
_WIDEST = 1.25  # of the spread of the observed means: no single effect can be much wider than all together
_KEEP = 0.999
_MOST_NUMBERS = 4_000_000  # of the systems solved at once: 32 MB
_SMALLEST = 1e-9
_TINY = 1e-300


@dataclass(frozen=True, slots=True)
class TwoWay:
    """Posterior of the cells.

    Attributes
    ----------
    mean, variance : posterior mean and variance of θ_rc, shape (R, C); cells without an answer are predicted.
    draws : posterior draws of θ, shape (D, R, C).
    """

    mean: NDArray[np.float64]
    variance: NDArray[np.float64]
    draws: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rests:
    """Means over cells that are not seen one by one, such as what is left of a row beside its observed cells.

    Attributes
    ----------
    weights : share of every cell in the mean, each (R, C) summing to 1, shape (M, R, C); 0 for observed cells.
    mean, variance : observed means and their known sampling variances, shape (M,).
    """

    weights: NDArray[np.float64]
    mean: NDArray[np.float64]
    variance: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected of every cell without what the cell itself says: a mixture of normals, arrays of shape (K, R, C).

    weight : sums to 1 over K. mean, variance : of the normal of part and cell. Cells without an answer: the posterior.
    """

    weight: NDArray[np.float64]
    mean: NDArray[np.float64]
    variance: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Table:
    """Observed cells, centred: y and v hold 0 and 1 where nothing was observed; rests, centred too."""

    y: NDArray[np.float64]
    v: NDArray[np.float64]
    observed: NDArray[np.bool_]
    rests: Rests
    centre: float
    spread: float


@dataclass(frozen=True, slots=True)
class _Solutions:
    """Gaussian solutions at grid points: log weight, SDs (row, column, interaction), effects (μ, a, b) and their precision."""

    fit: NDArray[np.float64]
    sd: NDArray[np.float64]
    effects: NDArray[np.float64]
    precision: NDArray[np.float64]

    @property
    def weight(self) -> NDArray[np.float64]:
        """Posterior weights of the grid points, adding up to 1."""
        return _weights(self.fit)


def _weights(fit: NDArray[np.float64]) -> NDArray[np.float64]:
    weight = np.exp(fit - fit.max())
    return weight / weight.sum()


def two_way(mean: ArrayLike, variance: ArrayLike, *, draws: int = 4000, seed: int = SEED) -> TwoWay:
    """Fit the two-way model.

    mean, variance : observed means and their known sampling variances, shape (R, C); NaN where nothing was observed.
    """
    table = _centred(mean, variance, None)
    solutions = _with_weight(table)
    covariance = _inverse(solutions.precision)
    centre, within = _cells(table, solutions, covariance)
    weight = solutions.weight[:, None, None]
    total = (weight * centre).sum(axis=0)
    spread = (weight * (within + (centre - total) ** 2)).sum(axis=0)
    return TwoWay(total + table.centre, spread, _draw(table, solutions, covariance, draws, seed) + table.centre)


def expected(mean: ArrayLike, variance: ArrayLike, rests: Rests | None = None) -> Expected:
    """What rows, columns and everything else seen say of every cell, its own observation left out.

    mean, variance : as for ``two_way``. Leaving a cell out is exact: given the SDs its own normal likelihood is divided out of
    the posterior, and the weights of the SDs are those that the other observations give.
    """
    table = _centred(mean, variance, rests)
    solutions = _with_weight(table)
    centre, within = _cells(table, solutions, _inverse(solutions.precision))
    precision = 1.0 / within - table.observed / table.v
    without = (centre / within - table.observed * table.y / table.v) / precision
    reach = 1.0 / precision + table.v
    surprise = 0.5 * (np.log(reach) + (table.y - without) ** 2 / reach) * table.observed
    log_weight = np.log(solutions.weight)[:, None, None] + surprise
    weight = np.exp(log_weight - log_weight.max(axis=0))
    return _by_interaction(solutions.sd[:, 2], weight / weight.sum(axis=0), without + table.centre, 1.0 / precision)


def _by_interaction(
    sd: NDArray[np.float64], weight: NDArray[np.float64], mean: NDArray[np.float64], variance: NDArray[np.float64]
) -> Expected:
    """One normal per SD of the interaction, by its mean and variance: for a given one the others hardly bend the mixture."""
    parts = []
    for level in np.unique(sd):
        same = sd == level
        total = np.maximum(weight[same].sum(axis=0), _TINY)
        share = weight[same] / total
        centre = (share * mean[same]).sum(axis=0)
        parts.append((total, centre, (share * (variance[same] + (mean[same] - centre) ** 2)).sum(axis=0)))
    return Expected(*(np.array(part) for part in zip(*parts, strict=True)))


def _centred(mean: ArrayLike, variance: ArrayLike, rests: Rests | None) -> _Table:
    y, v = np.asarray(mean, dtype=float), np.asarray(variance, dtype=float)
    observed = np.isfinite(y) & np.isfinite(v)
    rests = rests or Rests(np.empty((0, *y.shape)), np.empty(0), np.empty(0))
    every = np.concatenate([y[observed], rests.mean])
    if not len(every):
        raise ValueError("a two-way table needs at least one observed cell")
    v = np.where(observed, np.maximum(v, _SMALLEST), 1.0)
    centre = float(every.mean())
    spread = max(float(every.std()), float(np.sqrt(np.concatenate([v[observed], rests.variance]).mean())))
    of_rests = Rests(rests.weights, rests.mean - centre, np.maximum(rests.variance, _SMALLEST))
    return _Table(np.where(observed, y - centre, 0.0), v, observed, of_rests, centre, spread)


def _grid(spread: float) -> NDArray[np.float64]:
    """All triples of SDs, finer near zero, shape (512, 3)."""
    steps = _WIDEST * spread * ((np.arange(_GRID) + 0.5) / _GRID) ** 2
    return np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(-1, 3)


def _solve(table: _Table, sd: NDArray[np.float64]) -> _Solutions:
    """Effects and posterior weight at every grid point."""
    rows, columns = table.y.shape
    total_variance = table.v + (sd[:, 2] ** 2)[:, None, None]
    w = table.observed / total_variance
    precision = np.zeros((len(sd), 1 + rows + columns, 1 + rows + columns))
    a, b = slice(1, 1 + rows), slice(1 + rows, None)
    by_row, by_column = w.sum(axis=2), w.sum(axis=1)
    precision[:, 0, 0] = w.sum(axis=(1, 2))
    precision[:, 0, a] = precision[:, a, 0] = by_row
    precision[:, 0, b] = precision[:, b, 0] = by_column
    precision[:, a, b], precision[:, b, a] = w, w.transpose(0, 2, 1)
    diagonal = np.concatenate([by_row + sd[:, :1] ** -2, by_column + sd[:, 1:2] ** -2], axis=1)
    inner = np.arange(1, 1 + rows + columns)
    precision[:, inner, inner] = diagonal
    wy = w * table.y
    right = np.concatenate([wy.sum(axis=(1, 2))[:, None], wy.sum(axis=2), wy.sum(axis=1)], axis=1)
    design = _design(table.rests)
    rest_variance = table.rests.variance + sd[:, 2:] ** 2 * np.square(table.rests.weights).sum(axis=(1, 2))
    precision += (design.T / rest_variance[:, None, :]) @ design
    right += (table.rests.mean / rest_variance) @ design
    effects = np.linalg.solve(precision, right[:, :, None])[:, :, 0]
    squares = (wy * table.y).sum(axis=(1, 2)) + (table.rests.mean**2 / rest_variance).sum(axis=1)
    misfit = squares - (right * effects).sum(axis=1)
    volume = (np.log(total_variance) * table.observed).sum(axis=(1, 2)) + np.log(rest_variance).sum(axis=1)
    volume += np.linalg.slogdet(precision)[1]
    volume += 2 * rows * np.log(sd[:, 0]) + 2 * columns * np.log(sd[:, 1])
    # A uniform prior on each SD: on a grid of squares the spacing grows with the root.
    fit = -0.5 * (volume + misfit) + 0.5 * np.log(sd).sum(axis=1)
    return _Solutions(fit, sd, effects, precision)


def _design(rests: Rests) -> NDArray[np.float64]:
    """How the effects (μ, a, b) enter every rest, shape (M, 1 + R + C)."""
    ones = np.ones((len(rests.mean), 1))
    return np.concatenate([ones, rests.weights.sum(axis=2), rests.weights.sum(axis=1)], axis=1)


def _with_weight(table: _Table) -> _Solutions:
    """The grid points that together hold .999 of the weight; large tables are looked at a few points at a time."""
    grid = _grid(table.spread)
    few = max(1, _MOST_NUMBERS // (1 + sum(table.y.shape)) ** 2)
    weight = _weights(np.concatenate([_solve(table, grid[at : at + few]).fit for at in range(0, len(grid), few)]))
    order = np.argsort(-weight, kind="stable")
    kept = np.sort(order[: 1 + int(np.searchsorted(np.cumsum(weight[order]), _KEEP))])
    return _solve(table, grid[kept])


def _inverse(precision: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.linalg.inv(precision).astype(np.float64)


def _cells(
    table: _Table, solutions: _Solutions, covariance: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Posterior mean and variance of every cell at every grid point, each of shape (K, R, C)."""
    kept = _kept(table, solutions)
    fitted = _add_effects(solutions.effects, table.y.shape)
    own = np.square(solutions.sd[:, 2])[:, None, None] * (1 - kept)
    return fitted + kept * (table.y - fitted), (1 - kept) ** 2 * _sum_variances(covariance, table.y.shape) + own


def _kept(table: _Table, solutions: _Solutions) -> NDArray[np.float64]:
    """How much of a cell's deviation from row + column is kept as its interaction, shape (K, R, C); 0 where not observed."""
    inner = (solutions.sd[:, 2] ** 2)[:, None, None]
    return table.observed * inner / (inner + table.v)


def _add_effects(effects: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.float64]:
    rows = shape[0]
    return effects[:, :1, None] + effects[:, 1 : 1 + rows, None] + effects[:, None, 1 + rows :]


def _sum_variances(covariance: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Variance of μ + a_r + b_c, shape (K, R, C)."""
    rows = shape[0]
    a, b = slice(1, 1 + rows), slice(1 + rows, None)
    own = np.diagonal(covariance, axis1=1, axis2=2)
    by_row = own[:, a] + 2 * covariance[:, 0, a]
    by_column = own[:, b] + 2 * covariance[:, 0, b]
    return own[:, :1, None] + by_row[:, :, None] + by_column[:, None, :] + 2 * covariance[:, a, b]


def _draw(table: _Table, solutions: _Solutions, covariance: NDArray[np.float64], draws: int, seed: int) -> NDArray[np.float64]:
    """Posterior draws of the cells: a grid point, then the effects, then the interactions."""
    rng = np.random.default_rng(seed)
    counts = rng.multinomial(draws, solutions.weight)
    point = np.repeat(np.arange(len(counts)), counts)
    root = np.linalg.cholesky(covariance)[point]
    noise = rng.standard_normal((draws, covariance.shape[1]))
    effects = solutions.effects[point] + np.matmul(root, noise[:, :, None])[:, :, 0]
    fitted = _add_effects(effects, table.y.shape)
    kept = _kept(table, solutions)[point]
    own = np.sqrt((solutions.sd[point, 2] ** 2)[:, None, None] * (1 - kept))
    return fitted + kept * (table.y - fitted) + own * rng.standard_normal(fitted.shape)
