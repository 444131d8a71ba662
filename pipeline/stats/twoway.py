"""Two-way tables of means: row + column + interaction, with known sampling variances and missing cells.

y_rc ~ N(θ_rc, v_rc), θ_rc = μ + a_r + b_c + c_rc, normal effects, μ flat, a grid over the three standard deviations. Given
these, the effects (μ, a, b) are solved at once (``twoway_systems``): the cells' covariance is diagonal plus the two sets of
effects, so systems have 1 + R + C unknowns, never R × C. Means over several cells that are not seen one by
one ("rests") take part as well. Specification: docs/methods/twoway.md. Source: Lindley, D. V. & Smith, A. F. M.
(1972). Bayes estimates for the linear model. Journal of the Royal Statistical Society B 34, 1-41.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipeline.stats.twoway_systems import Decomposed, Points, Systems, decomposed

SEED = 20261101
_GRID = 8
_WIDEST = 1.25  # of the spread of the observed means: no single effect can be much wider than all together
_KEEP = 0.999
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
class Places:
    """In which rows and columns means over several cells lie.

    rows, columns : share of every row and column in each mean, (M, R) and (M, C), each summing to 1 over them. squares : sum of
    the squared shares of its cells, (M,).
    """

    rows: NDArray[np.float64]
    columns: NDArray[np.float64]
    squares: NDArray[np.float64]

    @staticmethod
    def of(weights: ArrayLike) -> Places:
        """The places of means from the share of every cell in them, shape (M, R, C)."""
        shares = np.asarray(weights, dtype=float)
        return Places(shares.sum(axis=2), shares.sum(axis=1), np.square(shares).sum(axis=(1, 2)))


@dataclass(frozen=True, slots=True)
class Rests:
    """Means over cells that are not seen one by one, such as what is left of a row beside its observed cells.

    Attributes
    ----------
    places : where they lie; not in observed cells.
    mean, variance : observed means and their known sampling variances, shape (M,).
    """

    places: Places
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
    """The grid points that together hold .999 of the weight: weight (K,) adding up to 1, SDs (K, 3), and the systems behind."""

    weight: NDArray[np.float64]
    sd: NDArray[np.float64]
    at: Points
    solved: Decomposed
    systems: Systems


def two_way(mean: ArrayLike, variance: ArrayLike, *, draws: int = 4000, seed: int = SEED) -> TwoWay:
    """Fit the two-way model.

    mean, variance : observed means and their known sampling variances, shape (R, C); NaN where nothing was observed.
    """
    table = _centred(mean, variance, None)
    solutions = _with_weight(table)
    centre, within = _cells(table, solutions)
    weight = solutions.weight[:, None, None]
    total = (weight * centre).sum(axis=0)
    spread = (weight * (within + (centre - total) ** 2)).sum(axis=0)
    return TwoWay(total + table.centre, spread, _draw(table, solutions, draws, seed) + table.centre)


def expected(mean: ArrayLike, variance: ArrayLike, rests: Rests | None = None) -> Expected:
    """What rows, columns and everything else seen say of every cell, its own observation left out.

    mean, variance : as for ``two_way``. Leaving a cell out is exact: given the SDs its own normal likelihood is divided out of
    the posterior, and the weights of the SDs are those that the other observations give.
    """
    table = _centred(mean, variance, rests)
    solutions = _with_weight(table)
    centre, within = _cells(table, solutions)
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
    rests = rests or Rests(Places.of(np.empty((0, *y.shape))), np.empty(0), np.empty(0))
    every = np.concatenate([y[observed], rests.mean])
    if not len(every):
        raise ValueError("a two-way table needs at least one observed cell")
    v = np.where(observed, np.maximum(v, _SMALLEST), 1.0)
    centre = float(every.mean())
    spread = max(float(every.std()), float(np.sqrt(np.concatenate([v[observed], rests.variance]).mean())))
    of_rests = Rests(rests.places, rests.mean - centre, np.maximum(rests.variance, _SMALLEST))
    return _Table(np.where(observed, y - centre, 0.0), v, observed, of_rests, centre, spread)


def _steps(spread: float) -> NDArray[np.float64]:
    """SDs of the grid, finer near zero, shape (8,)."""
    return _WIDEST * spread * ((np.arange(_GRID) + 0.5) / _GRID) ** 2


def _systems(table: _Table, inner: NDArray[np.float64]) -> Systems:
    """What the table says of the effects at every SD of the interaction."""
    rows, columns = table.y.shape
    total_variance = table.v + (inner**2)[:, None, None]
    w = table.observed / total_variance
    precision = np.zeros((len(inner), 1 + rows + columns, 1 + rows + columns))
    a, b = slice(1, 1 + rows), slice(1 + rows, None)
    by_row, by_column = w.sum(axis=2), w.sum(axis=1)
    precision[:, 0, 0] = by_row.sum(axis=1)
    precision[:, 0, a] = precision[:, a, 0] = by_row
    precision[:, 0, b] = precision[:, b, 0] = by_column
    precision[:, a, b], precision[:, b, a] = w, w.transpose(0, 2, 1)
    each = np.arange(1, 1 + rows + columns)
    precision[:, each, each] = np.concatenate([by_row, by_column], axis=1)
    wy = w * table.y
    right = np.concatenate([wy.sum(axis=(1, 2))[:, None], wy.sum(axis=2), wy.sum(axis=1)], axis=1)
    places, mean = table.rests.places, table.rests.mean
    design = np.concatenate([np.ones((len(mean), 1)), places.rows, places.columns], axis=1)
    rest_variance = table.rests.variance + (inner**2)[:, None] * places.squares
    precision += (design.T / rest_variance[:, None, :]) @ design
    right += (mean / rest_variance) @ design
    squares = (wy * table.y).sum(axis=(1, 2)) + (mean**2 / rest_variance).sum(axis=1)
    volume = np.log(total_variance[:, table.observed]).sum(axis=1) + np.log(rest_variance).sum(axis=1)
    return Systems(precision, right, squares, volume, rows)


def _with_weight(table: _Table) -> _Solutions:
    """The grid points that together hold .999 of the weight."""
    steps = _steps(table.spread)
    systems = _systems(table, steps)
    solved = decomposed(systems, steps, steps)
    # A uniform prior on each SD: on a grid of squares the spacing grows with the root.
    root = 0.5 * np.log(steps)
    fit = (solved.fit + root[:, None, None] + root[:, None] + root).ravel()
    weight = _weights(fit)
    order = np.argsort(-weight, kind="stable")
    kept = np.sort(order[: 1 + int(np.searchsorted(np.cumsum(weight[order]), _KEEP))])
    at = Points(*np.unravel_index(kept, solved.fit.shape))
    sd = np.stack([steps[at.row], steps[at.column], steps[at.inner]], axis=1)
    return _Solutions(_weights(fit[kept]), sd, at, solved, systems)


def _weights(fit: NDArray[np.float64]) -> NDArray[np.float64]:
    weight = np.exp(fit - fit.max())
    return weight / weight.sum()


def _cells(table: _Table, solutions: _Solutions) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Posterior mean and variance of every cell at every grid point, each of shape (K, R, C)."""
    kept = _kept(table, solutions.sd[:, 2])
    fitted = _add_effects(solutions.solved.effects(solutions.at), table.y.shape)
    own = np.square(solutions.sd[:, 2])[:, None, None] * (1 - kept)
    return fitted + kept * (table.y - fitted), (1 - kept) ** 2 * solutions.solved.sum_variances(solutions.at) + own


def _kept(table: _Table, sd: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much of a cell's deviation from row + column is kept as its interaction, shape (K, R, C); 0 where not observed."""
    inner = (sd**2)[:, None, None]
    return table.observed * inner / (inner + table.v)


def _add_effects(effects: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.float64]:
    rows = shape[0]
    return effects[:, :1, None] + effects[:, 1 : 1 + rows, None] + effects[:, None, 1 + rows :]


def _draw(table: _Table, solutions: _Solutions, draws: int, seed: int) -> NDArray[np.float64]:
    """Posterior draws of the cells: a grid point, then the effects, then the interactions."""
    rng = np.random.default_rng(seed)
    counts = rng.multinomial(draws, solutions.weight)
    root, centre = np.linalg.cholesky(_covariance(solutions)), solutions.solved.effects(solutions.at)
    noise = rng.standard_normal((draws, centre.shape[1]))
    found = rng.standard_normal((draws, *table.y.shape))
    kept = _kept(table, solutions.sd[:, 2])
    own = np.sqrt((solutions.sd[:, 2] ** 2)[:, None, None] * (1 - kept))
    ends = np.cumsum(counts)
    for point, (start, end) in enumerate(zip(ends - counts, ends, strict=True)):
        fitted = _add_effects(centre[point] + noise[start:end] @ root[point].T, table.y.shape)
        found[start:end] *= own[point]
        found[start:end] += fitted + kept[point] * (table.y - fitted)
    return found


def _covariance(solutions: _Solutions) -> NDArray[np.float64]:
    """Posterior covariance of the effects at every grid point, shape (K, 1 + R + C, 1 + R + C)."""
    precision = solutions.systems.precision[solutions.at.inner]
    rows, columns = solutions.systems.rows, precision.shape[1] - 1 - solutions.systems.rows
    each = np.arange(1, 1 + rows + columns)
    precision[:, each, each] += np.repeat(solutions.sd[:, :2] ** -2, [rows, columns], axis=1)
    return np.linalg.inv(precision).astype(np.float64)
