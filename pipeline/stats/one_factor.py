"""One common factor behind the items of a scale: loadings, and McDonald's omega.

Specification: docs/methods/reliability.md. Sources: Jöreskog, K. G. (1967). Psychometrika 32, 443-482 (maximum likelihood);
Clarke, M. R. B. (1970). British Journal of Mathematical and Statistical Psychology 23, 43-52 (second derivatives);
Harman, H. H. & Jones, W. H. (1966). Psychometrika 31, 351-368 (minres); McDonald, R. P. (1999). Test theory, ch. 6 (omega).
Decided beforehand: that there is one factor.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

LEAST_UNIQUE: Final = 0.005
"""Smallest part of an item's variance that is its own (as in R's factanal); at it the solution is improper."""
_LEAST_EIGENVALUE: Final = 1e-6
_MOST_STEPS: Final = 200
_FLAT: Final = 1e-12  # of a gradient
_DOWN: Final = 1e-4  # how much of what the slope promises a step must bring
_SMALLEST_STEP: Final = 1e-10
_LEAST_CURVATURE: Final = 1e-6  # beside the largest
_ROUNDING: Final = 1e-14
_TINY: Final = 1e-300


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


@dataclass(frozen=True, slots=True)
class _Surface:
    """What is minimised at some point: its value, gradient (k,) and second derivatives (k, k)."""

    value: float
    gradient: NDArray[np.float64]
    curvature: NDArray[np.float64]


def _minimum(
    surface: Callable[[NDArray[np.float64]], _Surface], start: NDArray[np.float64], low: float, high: float
) -> NDArray[np.float64]:
    """Where the surface is lowest between ``low`` and ``high``: Newton's steps, the values that push against a limit held there.

    Where it curves downwards the steps follow the size of the curvature, and a step that leads up is halved.
    """
    at, here = start, surface(start)
    for _ in range(_MOST_STEPS):
        held = ((at <= low) & (here.gradient > 0)) | ((at >= high) & (here.gradient < 0))
        free = np.flatnonzero(~held)
        if np.abs(here.gradient[free]).max(initial=0.0) < _FLAT:
            break
        values, vectors = np.linalg.eigh(here.curvature[np.ix_(free, free)])
        scale = np.maximum(np.abs(values), _LEAST_CURVATURE * np.abs(values).max())
        step = np.zeros(len(at))
        step[free] = -vectors @ ((vectors.T @ here.gradient[free]) / scale)
        size = 1.0
        while size > _SMALLEST_STEP:
            there = np.clip(at + size * step, low, high)
            found = surface(there)
            if found.value <= here.value + _DOWN * float(here.gradient @ (there - at)) + _ROUNDING:
                break
            size /= 2
        else:
            break
        at, here = there, found
    return at


def _maximum_likelihood(r: NDArray[np.float64]) -> NDArray[np.float64]:
    """Uniquenesses that maximise the likelihood, the loadings at their best for each; by their logarithms (Clarke 1970)."""

    def discrepancy(log_unique: NDArray[np.float64]) -> _Surface:
        root = np.exp(log_unique / 2)
        values, vectors = np.linalg.eigh(r / np.outer(root, root))
        rest, others, top = np.maximum(values[:-1], _TINY), vectors[:, :-1], vectors[:, -1]
        apart = (1 - rest) * (rest + values[-1]) / np.maximum(values[-1] - rest, _TINY)
        curvature = ((others * rest) @ others.T) * (others @ others.T) + np.outer(top, top) * ((others * apart) @ others.T)
        return _Surface(float((rest - np.log(rest) - 1).sum()), np.square(others) @ (1 - rest), curvature)

    return np.exp(_minimum(discrepancy, np.log(_start(r)), float(np.log(LEAST_UNIQUE)), 0.0))


def _least_squares(r: NDArray[np.float64]) -> NDArray[np.float64]:
    """Uniquenesses that leave the smallest squared residuals off the diagonal, the loadings at their best for each."""

    def residual(unique: NDArray[np.float64]) -> _Surface:
        reduced = r - np.diag(unique)
        values, vectors = np.linalg.eigh(reduced)
        if values[-1] <= 0:
            return _Surface(float((reduced**2).sum() / 2), -np.diag(reduced), np.eye(len(r)))
        # What the factor leaves of the reduced matrix; its derivative by each uniqueness is the residual on the diagonal.
        rest, others, top = values[:-1], vectors[:, :-1], vectors[:, -1]
        apart = 2 * rest / np.minimum(rest - values[-1], -_TINY)
        curvature = (others @ others.T) ** 2 + np.outer(top, top) * ((others * apart) @ others.T)
        return _Surface(float((rest**2).sum() / 2), -np.square(others) @ rest, curvature)

    return _minimum(residual, _start(r), LEAST_UNIQUE, 1.0)


def _loadings(r: NDArray[np.float64], unique: NDArray[np.float64], method: str) -> NDArray[np.float64]:
    if method == "ml":
        root = np.sqrt(unique)
        values, vectors = np.linalg.eigh(r / np.outer(root, root))
        return root * vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0.0))
    values, vectors = np.linalg.eigh(r - np.diag(unique))
    return vectors[:, -1] * np.sqrt(max(values[-1], 0.0))
