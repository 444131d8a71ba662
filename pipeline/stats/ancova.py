"""Did those who got something change more than others that started alike? Weighted analysis of covariance within blocks.

Random-effects meta-regression: DerSimonian-Laird for what differs beyond sampling error, Knapp-Hartung for the interval.
Specification: docs/methods/trained.md. Sources: Rubin, D. B. (1977). Assignment to treatment group on the basis of a covariate.
Journal of Educational Statistics 2, 1-26; DerSimonian, R. & Laird, N. (1986). Controlled Clinical Trials 7, 177-188; Knapp, G. &
Hartung, J. (2003). Improved tests for a random effects meta-regression with a single covariate. Statistics in Medicine 22,
2693-2710.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

_FLAT = 1e-9  # a column with less of itself left, beside the others, says nothing of its own


@dataclass(frozen=True, slots=True)
class Adjusted:
    """What the treated units have more than others of their block with the same covariates, in the unit of the outcome.

    Attributes
    ----------
    difference, se : estimate and its standard error. low, high : limits of the interval. df : degrees of freedom.
    tau2 : variance of units beyond their sampling error.
    """

    difference: float
    se: float
    low: float
    high: float
    df: int
    tau2: float


@dataclass(frozen=True, slots=True)
class _Fit:
    """Weighted least squares: coefficients, inverse of X'WX, weighted squares of the residuals."""

    beta: NDArray[np.float64]
    inverse: NDArray[np.float64]
    squares: float


def adjusted_difference(
    outcome: ArrayLike, variance: ArrayLike, treated: ArrayLike, covariates: ArrayLike, block: ArrayLike, interval: float = 0.9
) -> Adjusted | None:
    """Fit outcome = block + covariates + treated, weighted by 1 / (variance + tau2).

    outcome, variance : shape (N,); variance > 0 is what sampling adds to each. treated : boolean, (N,). covariates : (N, C).
    block : any labels, (N,). None where the treated cannot be told from blocks and covariates, or no degree of freedom is left.
    """
    y, v, t = np.asarray(outcome, dtype=float), np.asarray(variance, dtype=float), np.asarray(treated, dtype=float)
    design = np.column_stack([_within(column, block) for column in (*np.asarray(covariates, dtype=float).T, t)])
    kept = _independent(design)
    if not kept or kept[-1] != design.shape[1] - 1:
        return None
    labels = np.unique(np.asarray(block), return_inverse=True)[1]
    blocks = np.eye(labels.max() + 1)[labels]
    x = np.column_stack([blocks, design[:, kept]])
    df = len(y) - x.shape[1]
    if df < 1:
        return None
    tau2 = _tau2(y, v, x, df)
    fit = _least_squares(y, 1 / (v + tau2), x)
    se = float(np.sqrt(fit.squares / df * fit.inverse[-1, -1]))
    reach = _t_quantile((1 + interval) / 2, df) * se
    estimate = float(fit.beta[-1])
    return Adjusted(estimate, se, estimate - reach, estimate + reach, df, tau2)


def _within(column: NDArray[np.float64], block: ArrayLike) -> NDArray[np.float64]:
    """The column around its mean in each block; with effects of blocks beside it this changes no other coefficient."""
    labels = np.unique(np.asarray(block), return_inverse=True)[1]
    means = np.bincount(labels, weights=column) / np.bincount(labels)
    return column - means[labels]


def _independent(design: NDArray[np.float64]) -> list[int]:
    """Columns that say something beside those before them; the last one only if it does beside all others."""
    kept: list[int] = []
    for position in range(design.shape[1]):
        column, beside = design[:, position], design[:, kept]
        left = column - beside @ np.linalg.lstsq(beside, column, rcond=None)[0] if kept else column
        size = np.abs(column).max(initial=0.0)
        if size > _FLAT and np.abs(left).max(initial=0.0) > _FLAT * max(size, 1.0):
            kept.append(position)
    return kept


def _least_squares(y: NDArray[np.float64], weight: NDArray[np.float64], x: NDArray[np.float64]) -> _Fit:
    weighted = x * weight[:, None]
    inverse = np.asarray(np.linalg.inv(weighted.T @ x), dtype=float)
    beta = inverse @ (weighted.T @ y)
    return _Fit(beta, inverse, float((weight * (y - x @ beta) ** 2).sum()))


def _tau2(y: NDArray[np.float64], v: NDArray[np.float64], x: NDArray[np.float64], df: int) -> float:
    """DerSimonian and Laird's moment estimate with covariates; never negative."""
    w = 1 / v
    fit = _least_squares(y, w, x)
    scale = w.sum() - np.trace(fit.inverse @ (x.T @ (x * (w**2)[:, None])))
    return max(0.0, float((fit.squares - df) / scale))


def _t_quantile(probability: float, df: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(df, probability))
