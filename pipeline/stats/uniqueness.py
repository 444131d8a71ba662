"""What is an item's own when one factor is fitted, for many correlation matrices of one size at once: Newton's method.

First and second derivatives are exact and come from one eigendecomposition. Specification: docs/methods/reliability.md. Sources:
Jöreskog, K. G. (1967). Psychometrika 32, 443-482; Clarke, M. R. B. (1970). A rapidly convergent method for maximum-likelihood
factor analysis. British Journal of Mathematical and Statistical Psychology 23, 43-52; Harman, H. H. & Jones, W. H. (1966).
Psychometrika 31, 351-368.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

LEAST_UNIQUE: Final = 0.005
"""Smallest part of an item's variance that is its own (as in R's factanal); at it the solution is improper."""
_STEPS: Final = 200
_HALVINGS: Final = 40
_CLOSE: Final = 1e-9
_LEAST: Final = 1e-300

Matrices = NDArray[np.float64]
"""One per row: (B, k, k), or vectors (B, k)."""


@dataclass(frozen=True, slots=True)
class _Curve:
    """Value (B,), slope (B, k) and curvature (B, k, k) of what is made smallest, by the parameters."""

    value: Matrices
    slope: Matrices
    curvature: Matrices


def fitted_uniqueness(r: Matrices, method: str) -> Matrices:
    """Uniquenesses, (B, k), between ``LEAST_UNIQUE`` and 1. r : correlations, (B, k, k), k of at least 3, none singular.

    method : ``ml`` makes the likelihood largest; else the squared residuals off the diagonal are made smallest.
    """
    start = np.clip(0.5 / np.diagonal(np.linalg.inv(r), axis1=1, axis2=2), LEAST_UNIQUE * 2, 0.999)
    if method == "ml":
        return np.exp(_smallest(_likelihood, r, np.log(start), np.log(LEAST_UNIQUE), 0.0))
    return _smallest(_residuals, r, start, LEAST_UNIQUE, 1.0)


def diagonal(values: Matrices) -> Matrices:
    """Diagonal matrices, (B, k, k)."""
    return values[:, :, None] * np.eye(values.shape[1])


def _smallest(curve: Callable[[Matrices, Matrices], _Curve], r: Matrices, start: Matrices, low: float, high: float) -> Matrices:
    """Newton's method with steps halved until the value falls, inside limits; every matrix until it rests."""
    at, found = start.copy(), start.copy()
    rows = np.arange(len(r))
    here = curve(r, at)
    for _ in range(_STEPS):
        step = _step(here, at, low, high)
        moved, after = _lower(curve, r, at, here, step, low, high)
        rest = np.abs(moved - at).max(axis=1) < _CLOSE
        found[rows] = moved
        if rest.all():
            break
        rows, r, at = rows[~rest], r[~rest], moved[~rest]
        here = _Curve(after.value[~rest], after.slope[~rest], after.curvature[~rest])
    return found


def _step(here: _Curve, at: Matrices, low: float, high: float) -> Matrices:
    """Newton's step of the parameters that are free: those at a limit that the slope pushes against stay."""
    free = ~(((at <= low) & (here.slope > 0)) | ((at >= high) & (here.slope < 0)))
    both = free[:, :, None] & free[:, None, :]
    curvature = np.where(both, here.curvature, 0.0) + diagonal(np.where(free, 0.0, 1.0))
    values, vectors = np.linalg.eigh(curvature)
    # Where the value curves down, the step goes down all the same.
    size = np.maximum(np.abs(values), 1e-8 * np.abs(values).max(axis=1, keepdims=True))
    slope = np.where(free, here.slope, 0.0)
    turned = (vectors.swapaxes(1, 2) @ slope[:, :, None])[:, :, 0] / size
    return -np.where(free, (vectors @ turned[:, :, None])[:, :, 0], 0.0)


def _lower(
    curve: Callable[[Matrices, Matrices], _Curve],
    r: Matrices,
    at: Matrices,
    here: _Curve,
    step: Matrices,
    low: float,
    high: float,
) -> tuple[Matrices, _Curve]:
    """The parameters after the step, halved where the value would not fall."""
    share = np.ones((len(at), 1))
    for _ in range(_HALVINGS):
        moved = np.clip(at + share * step, low, high)
        after = curve(r, moved)
        promised = (here.slope * (moved - at)).sum(axis=1)
        bad = after.value > here.value + 1e-4 * np.minimum(promised, 0.0) + 1e-14 * (1 + np.abs(here.value))
        if not bad.any():
            break
        share[bad] /= 2
    else:
        moved = np.where(bad[:, None], at, moved)
        after = curve(r, moved)
    return moved, after


def _likelihood(r: Matrices, logs: Matrices) -> _Curve:
    """Discrepancy by the logarithms of the uniquenesses, the loadings at their best for each."""
    root = np.exp(logs / 2)
    values, u = np.linalg.eigh(r / (root[:, :, None] * root[:, None, :]))
    rest, first = np.maximum(values[:, :-1], _LEAST), values[:, -1:]
    others, own = u[:, :, :-1], u[:, :, -1]
    value = (rest - np.log(rest) - 1).sum(axis=1)
    slope = (others**2 @ (1 - rest)[:, :, None])[:, :, 0]
    turned = others.swapaxes(1, 2)
    with_first = (1 - rest) * (first + rest) / np.maximum(first - rest, _LEAST)
    curvature = ((others * rest[:, None, :]) @ turned) * (others @ turned)
    curvature += ((others * with_first[:, None, :]) @ turned) * (own[:, :, None] * own[:, None, :])
    return _Curve(value, slope, curvature)


def _residuals(r: Matrices, unique: Matrices) -> _Curve:
    """Half of the squared residuals by the uniquenesses, the loadings at their best for each."""
    values, u = np.linalg.eigh(r - diagonal(unique))
    rest, first = values[:, :-1], values[:, -1:]
    others, own = u[:, :, :-1], u[:, :, -1]
    turned = others.swapaxes(1, 2)
    curvature = (others @ turned) ** 2
    with_first = 2 * rest / np.minimum(rest - first, -_LEAST)
    curvature += ((others * with_first[:, None, :]) @ turned) * (own[:, :, None] * own[:, None, :])
    none = np.minimum(first[:, 0], 0.0)  # no factor at all is left: nothing is taken off
    return _Curve(
        (rest**2).sum(axis=1) / 2 + none**2 / 2, -(others**2 @ rest[:, :, None])[:, :, 0] - none[:, None] * own**2, curvature
    )
