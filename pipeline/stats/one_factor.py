"""One common factor behind the items of a scale: loadings, and McDonald's omega.

Specification: docs/methods/reliability.md. Sources: Jöreskog, K. G. (1967). Psychometrika 32, 443-482 (maximum likelihood);
Harman, H. H. & Jones, W. H. (1966). Psychometrika 31, 351-368 (minres); McDonald, R. P. (1999). Test theory, ch. 6 (omega).
Decided beforehand: that there is one factor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

LEAST_UNIQUE: Final = 0.005
"""Smallest part of an item's variance that is its own (as in R's factanal); at it the solution is improper."""
_LEAST_EIGENVALUE: Final = 1e-6


@dataclass(frozen=True, slots=True)
class OneFactor:
    """The one-factor model of k items, or that there is none.

    Attributes
    ----------
    status : ``ok`` or ``no_figure`` (fewer than two items, an item that does not vary, a covariance missing).
    loadings : in the unit of the items (minres: of correlations), shape (k,); their sum is not negative.
    uniqueness : variance of each item that the factor does not explain, same unit squared, shape (k,).
    omega : share of the variance of the sum of the items that the factor explains.
    improper : an item seems to have no variance of its own (Heywood case), or, of two items, they do not go together.
    """

    status: Literal["ok", "no_figure"]
    loadings: NDArray[np.float64]
    uniqueness: NDArray[np.float64]
    omega: float
    improper: bool


def one_factor(covariance: ArrayLike, method: Literal["ml", "minres"] = "ml") -> OneFactor:
    """Fit one factor to a k × k covariance (or correlation) matrix.

    method : ``ml`` maximum likelihood, omega on the covariances; ``minres`` least squares of the correlations off the diagonal,
    omega on the correlations. Pairwise covariances may not be those of any one set of people: then the nearest correlations
    that can be are taken.
    """
    c = np.asarray(covariance, dtype=float)
    k = len(c)
    if k < 2 or not np.isfinite(c).all() or not (np.diag(c) > 0).all():
        return OneFactor("no_figure", np.full(k, np.nan), np.full(k, np.nan), np.nan, False)
    spread = np.sqrt(np.diag(c))
    r = _possible(c / np.outer(spread, spread))
    if k == 2:
        shared = max(r[0, 1], 0.0)
        loadings, unique, improper = np.full(2, np.sqrt(shared)), np.full(2, 1 - shared), r[0, 1] <= 0
    else:
        unique = _maximum_likelihood(r) if method == "ml" else _least_squares(r)
        loadings = _loadings(r, unique, method)
        improper = bool((unique <= LEAST_UNIQUE * 1.001).any())
    if loadings.sum() < 0:
        loadings = -loadings
    unit = spread if method == "ml" else np.ones(k)
    loadings, own = loadings * unit, unique * unit**2
    common = loadings.sum() ** 2
    return OneFactor("ok", loadings, own, float(common / (common + own.sum())), bool(improper))


def _possible(r: NDArray[np.float64]) -> NDArray[np.float64]:
    """Correlations with no negative eigenvalue, the nearest by clipping."""
    values, vectors = np.linalg.eigh(r)
    if values[0] >= _LEAST_EIGENVALUE:
        return r
    mended = (vectors * np.maximum(values, _LEAST_EIGENVALUE)) @ vectors.T
    unit = np.sqrt(np.diag(mended))
    return mended / np.outer(unit, unit)


def _start(r: NDArray[np.float64]) -> NDArray[np.float64]:
    """Half of what the other items leave unexplained, as factanal begins."""
    return np.clip(0.5 / np.diag(np.linalg.inv(r)), LEAST_UNIQUE * 2, 0.999)


def _minimum(value_and_gradient, start: NDArray[np.float64]) -> NDArray[np.float64]:
    from scipy.optimize import minimize

    bounds = [(LEAST_UNIQUE, 1.0)] * len(start)
    options = {"ftol": 1e-14, "gtol": 1e-9, "maxiter": 500}
    return minimize(value_and_gradient, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options).x


def _maximum_likelihood(r: NDArray[np.float64]) -> NDArray[np.float64]:
    """Uniquenesses that maximise the likelihood, the loadings at their best for each."""

    def discrepancy(unique: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        root = np.sqrt(unique)
        values, vectors = np.linalg.eigh(r / np.outer(root, root))
        rest = np.maximum(values[:-1], 1e-300)
        loadings = root * vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0.0))
        implied = np.outer(loadings, loadings) + np.diag(unique)
        return float((rest - np.log(rest) - 1).sum()), np.diag(implied - r) / unique**2

    return _minimum(discrepancy, _start(r))


def _least_squares(r: NDArray[np.float64]) -> NDArray[np.float64]:
    """Uniquenesses that leave the smallest squared residuals off the diagonal, the loadings at their best for each."""

    def residual(unique: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        values, vectors = np.linalg.eigh(r - np.diag(unique))
        # What the factor leaves of the reduced matrix; its derivative by each uniqueness is the residual on the diagonal.
        left = (vectors[:, :-1] * values[:-1]) @ vectors[:, :-1].T if values[-1] > 0 else r - np.diag(unique)
        return float((left**2).sum() / 2), -np.diag(left)

    return _minimum(residual, _start(r))


def _loadings(r: NDArray[np.float64], unique: NDArray[np.float64], method: str) -> NDArray[np.float64]:
    if method == "ml":
        root = np.sqrt(unique)
        values, vectors = np.linalg.eigh(r / np.outer(root, root))
        return root * vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0.0))
    values, vectors = np.linalg.eigh(r - np.diag(unique))
    return vectors[:, -1] * np.sqrt(max(values[-1], 0.0))
