"""Limits of a share, for people drawn from a staff of known size, and what the silent could do to it.

Specification: docs/methods/nonresponse.md. Sources: Wilson, E. B. (1927). JASA 22, 209-212; Cochran, W. G. (1977). Sampling
Techniques, 3rd ed., ch. 2-3 (finite population). Decided beforehand: who belongs to the staff.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

CONFIDENCE: Final = 0.95


@dataclass(frozen=True, slots=True)
class Limits:
    """Lower and upper limit of each share, 0-1."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]


def wilson(count: ArrayLike, n: ArrayLike, population: ArrayLike | None = None, confidence: float = CONFIDENCE) -> Limits:
    """Wilson's interval of count / n; arrays of one shape (or one that fits).

    population : staff that the n are of (NaN = unknown or unlimited); then n counts as n (N - 1) / (N - n), and where all
    answered the interval is the share itself. NaN where n is 0 or exceeds the population.
    """
    from scipy.special import ndtri

    x, size = np.broadcast_arrays(np.asarray(count, dtype=float), np.asarray(n, dtype=float))
    staff = np.broadcast_to(np.nan if population is None else np.asarray(population, dtype=float), x.shape)
    with np.errstate(invalid="ignore", divide="ignore"):
        effective = np.where(np.isnan(staff), size, size * (staff - 1) / (staff - size))
        share = x / size
        z2 = ndtri((1 + confidence) / 2) ** 2 / effective
        centre = (share + z2 / 2) / (1 + z2)
        half = np.sqrt(z2 * (share * (1 - share) + z2 / 4)) / (1 + z2)
        low, high = np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)
    everybody = size == staff
    possible = (size > 0) & ~(size > staff)
    return Limits(*(np.where(possible, np.where(everybody, share, limit), np.nan) for limit in (low, high)))


def silent_what_if(count: ArrayLike, n: ArrayLike, population: ArrayLike, shift: float) -> NDArray[np.float64]:
    """Share of all staff if those who did not answer were ``shift`` (0-1) above those who did; NaN where it is not defined."""
    x, size, staff = (np.asarray(part, dtype=float) for part in (count, n, population))
    with np.errstate(invalid="ignore", divide="ignore"):
        silent = np.clip(staff - size, 0, None)
        share = (x + silent * np.clip(x / size + shift, 0, 1)) / (size + silent)
    return np.where(size > 0, share, np.nan)
