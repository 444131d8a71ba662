"""One common factor behind the items of a scale: loadings, and McDonald's omega.

Specification: docs/methods/reliability.md. Sources: Jöreskog, K. G. (1967). Psychometrika 32, 443-482 (maximum likelihood);
Harman, H. H. & Jones, W. H. (1966). Psychometrika 31, 351-368 (minres); McDonald, R. P. (1999). Test theory, ch. 6 (omega).
Decided beforehand: that there is one factor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipeline.stats.uniqueness import LEAST_UNIQUE, fitted_uniqueness
from pipeline.stats.uniqueness import diagonal as _diagonal

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
    return one_factors([np.asarray(covariance, dtype=float)], method)[0]


def one_factors(covariances: Sequence[NDArray[np.float64]], method: Literal["ml", "minres"] = "ml") -> list[OneFactor]:
    """``one_factor`` of many matrices; those of one size are fitted together."""
    found = [_none(len(c)) for c in covariances]
    sizes: dict[int, list[int]] = {}
    for place, c in enumerate(covariances):
        if len(c) >= 2 and np.isfinite(c).all() and (np.diag(c) > 0).all():
            sizes.setdefault(len(c), []).append(place)
    for size, places in sizes.items():
        together = np.stack([covariances[place] for place in places])
        spread = np.sqrt(np.diagonal(together, axis1=1, axis2=2))
        r = _possible(together / (spread[:, :, None] * spread[:, None, :]))
        if size == 2:
            shared = np.maximum(r[:, :1, 1], 0.0)
            loadings, unique = np.sqrt(np.hstack([shared, shared])), 1 - np.hstack([shared, shared])
            improper = r[:, 0, 1] <= 0
        else:
            unique = fitted_uniqueness(r, method)
            loadings = _loadings(r, unique, method)
            improper = unique.min(axis=1) <= LEAST_UNIQUE * 1.001
        for row, place in enumerate(places):
            unit = spread[row] if method == "ml" else np.ones(size)
            found[place] = _model(loadings[row] * unit, unique[row] * unit**2, bool(improper[row]))
    return found


def _none(k: int) -> OneFactor:
    return OneFactor("no_figure", np.full(k, np.nan), np.full(k, np.nan), np.nan, False)


def _model(loadings: NDArray[np.float64], own: NDArray[np.float64], improper: bool) -> OneFactor:
    common = loadings.sum() ** 2
    return OneFactor("ok", -loadings if loadings.sum() < 0 else loadings, own, float(common / (common + own.sum())), improper)


def _possible(r: NDArray[np.float64]) -> NDArray[np.float64]:
    """Correlations with no negative eigenvalue, the nearest by clipping, (B, k, k)."""
    values, vectors = np.linalg.eigh(r)
    mended = (vectors * np.maximum(values, _LEAST_EIGENVALUE)[:, None, :]) @ vectors.swapaxes(1, 2)
    unit = np.sqrt(np.diagonal(mended, axis1=1, axis2=2))
    return np.where((values[:, 0] >= _LEAST_EIGENVALUE)[:, None, None], r, mended / (unit[:, :, None] * unit[:, None, :]))


def _loadings(r: NDArray[np.float64], unique: NDArray[np.float64], method: str) -> NDArray[np.float64]:
    """The loadings at their best for the uniquenesses, (B, k)."""
    if method == "ml":
        root = np.sqrt(unique)
        values, vectors = np.linalg.eigh(r / (root[:, :, None] * root[:, None, :]))
        return root * vectors[:, :, -1] * np.sqrt(np.maximum(values[:, -1:] - 1, 0.0))
    values, vectors = np.linalg.eigh(r - _diagonal(unique))
    return vectors[:, :, -1] * np.sqrt(np.maximum(values[:, -1:], 0.0))
