"""How much of an outcome's explained variance belongs to each predictor, with the chance that another sample says otherwise.

Specification: docs/methods/drivers.md. Sources: Johnson, J. W. (2000). A heuristic method for estimating the relative weight of
predictor variables in multiple regression. Multivariate Behavioral Research 35, 1-19; Johnson, J. W. (2004). Organizational
Research Methods 7, 283-299 (bootstrap). Decided beforehand: which scales are predictors, and of what.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

DRAWS: Final = 500
_SEED: Final = 2000
_SMALLEST: Final = 1e-6
"""Smallest eigenvalue of the predictors' correlations: below, one of them follows from the others to six digits."""


@dataclass(frozen=True, slots=True)
class RelativeWeights:
    """Parts of R² by predictor.

    Attributes
    ----------
    status : ok; constant where a correlation is not defined; collinear where predictors carry the same information.
    weights : shape (p,), at least 0; NaN unless ok.
    r_squared : their sum; NaN unless ok.
    """

    status: Literal["ok", "constant", "collinear"]
    weights: NDArray[np.float64]
    r_squared: float


def relative_weights(predictors: ArrayLike, outcome: ArrayLike) -> RelativeWeights:
    """Johnson's relative weights. predictors : their correlations, (p, p); outcome : correlations with the outcome, (p,)."""
    between, beside = np.asarray(predictors, dtype=float), np.asarray(outcome, dtype=float)
    weights = johnson(between, beside)
    if not np.isnan(weights).any():
        return RelativeWeights("ok", weights, float(weights.sum()))
    defined = np.isfinite(between).all() and np.isfinite(beside).all()
    return RelativeWeights("collinear" if defined else "constant", weights, np.nan)


def johnson(predictors: NDArray[np.float64], outcome: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights of many sets at once, (..., p); NaN for sets that are not defined or collinear.

    predictors : correlations of the predictors, (..., p, p). outcome : their correlations with the outcome, (..., p).
    """
    defined = np.asarray(np.isfinite(predictors).all(axis=(-2, -1)) & np.isfinite(outcome).all(axis=-1))
    values, vectors = np.linalg.eigh(np.where(defined[..., None, None], predictors, np.eye(predictors.shape[-1])))
    usable = defined & (values > _SMALLEST).all(axis=-1)
    root = np.sqrt(np.where(usable[..., None], values, 1.0))[..., None, :]
    turned = vectors.swapaxes(-2, -1)
    loadings = (vectors * root) @ turned
    slopes = (vectors / root) @ (turned @ np.where(defined[..., None], outcome, 0.0)[..., None])
    weights = (loadings**2 @ slopes**2)[..., 0]
    return np.where(usable[..., None], weights, np.nan)


def correlations_of(values: ArrayLike) -> NDArray[np.float64]:
    """Correlations of the columns of complete rows, (p, p); NaN for columns that do not vary."""
    return correlations_of_sums(products(np.asarray(values, dtype=float)).sum(axis=0))


def bootstrap_weights(values: ArrayLike, draws: int = DRAWS, seed: int = _SEED) -> NDArray[np.float64]:
    """Relative weights in samples of the same people drawn with replacement, (draws, p).

    values : complete rows, the outcome in the last column. The order of the rows does not matter. NaN as in ``johnson``.
    """
    x = np.asarray(values, dtype=float)
    rng = np.random.default_rng(seed)
    # Sorted along an odd direction, so that equal people give equal draws in whatever order they come.
    order = np.argsort((x * rng.normal(size=x.shape[1])).sum(axis=1))[rng.permutation(len(x))]
    return _drawn(products(x)[order], draws, rng)


def bootstrap_blocks(sums: ArrayLike, draws: int = DRAWS, seed: int = _SEED) -> NDArray[np.float64]:
    """The same for people in blocks by lot, of which blocks are drawn: count, sums and products of each, (blocks, 1 + p, 1 + p).

    Sums over people have the same sampling variance, and time and memory do not grow with the number of people.
    """
    return _drawn(np.asarray(sums, dtype=float), draws, np.random.default_rng(seed))


def _drawn(blocks: NDArray[np.float64], draws: int, rng: np.random.Generator) -> NDArray[np.float64]:
    b = len(blocks)
    drawn = rng.integers(0, b, (draws, b)) + b * np.arange(draws)[:, None]
    counts = np.bincount(drawn.ravel(), minlength=draws * b).reshape(draws, b).astype(float)
    found = correlations_of_sums((counts @ blocks.reshape(b, -1)).reshape(draws, *blocks.shape[1:]))
    return johnson(found[:, :-1, :-1], found[:, :-1, -1])


def products(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Every row as a block: one, values, and products, (n, 1 + p, 1 + p), around the means."""
    z = np.column_stack([np.ones(len(values)), _centred(values)])
    return z[:, :, None] * z[:, None, :]


def _centred(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Around the means, so that nothing cancels; columns without two different values become exactly 0."""
    return np.where(np.ptp(x, axis=0) > 0, x - x.mean(axis=0), 0.0) if len(x) else x


def correlations_of_sums(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Correlations from count, sums and products, (..., 1 + p, 1 + p); NaN for columns that do not vary."""
    n = np.maximum(sums[..., :1, :1], 1.0)
    means = sums[..., 1:, :1] / n
    covariance = sums[..., 1:, 1:] / n - means * means.swapaxes(-2, -1)
    spread = np.diagonal(covariance, axis1=-2, axis2=-1)
    # What is left of a column that does not vary in a draw is rounding.
    varies = spread > 1e-12 * np.diagonal(sums[..., 1:, 1:] / n, axis1=-2, axis2=-1)
    sd = np.sqrt(np.where(varies, spread, np.nan))
    return covariance / (sd[..., :, None] * sd[..., None, :])
