"""Alpha for ordered answers: of the correlations that normal tendencies behind the answers would have.

Specification: docs/methods/reliability.md. Sources: Olsson, U. (1979). Psychometrika 44, 443-460 (two-step estimate); Drezner,
Z. &
Wesolowsky, G. O. (1990). Journal of Statistical Computation and Simulation 35, 101-107 (bivariate normal); Zumbo, B. D.,
Gadermann,
A. M. & Zeisser, C. (2007). Journal of Modern Applied Statistical Methods 6, 21-29 (ordinal alpha). Decided beforehand: that
answers
are ordered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipeline.stats.reliability import MIN_ANSWERS

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(48)
_FAR: Final = 8.0  # a threshold beyond everybody
_LARGEST: Final = 0.999
_STEPS: Final = 40


@dataclass(frozen=True, slots=True)
class OrdinalAlpha:
    """Alpha of the polychoric correlations, or that there is none.

    Attributes
    ----------
    status : ``ok`` or ``no_figure`` (fewer than two items with two answers, or fewer than 50 joint answers of two of them).
    alpha : standardised alpha of the correlations; NaN without a figure.
    correlations : polychoric correlations, shape (k, k); NaN where too few answered both.
    """

    status: Literal["ok", "no_figure"]
    alpha: float
    correlations: NDArray[np.float64]


def ordinal_alpha(answers: ArrayLike, people: ArrayLike | None = None) -> OrdinalAlpha:
    """Ordinal alpha of persons × items, keyed in one direction, NaN = no answer. people : how many each row stands for."""
    r = polychoric(answers, people=people)
    k = len(r)
    if k < 2 or np.isnan(r).any():
        return OrdinalAlpha("no_figure", np.nan, r)
    mean = (r.sum() - k) / (k * (k - 1))
    spread = 1 + (k - 1) * mean
    return OrdinalAlpha("ok", float(k * mean / spread) if spread > 0 else np.nan, r)


def polychoric(answers: ArrayLike, fewest: int = MIN_ANSWERS, people: ArrayLike | None = None) -> NDArray[np.float64]:
    """Polychoric correlations, shape (k, k), each pair from the people who answered both; NaN below ``fewest`` of them.

    Thresholds come from all answers to an item; each correlation is then the most likely one, given these. people : how many
    each row stands for (default: one).
    """
    codes, options = _codes(np.asarray(answers, dtype=float))
    k = codes.shape[1]
    times = np.ones(len(codes)) if people is None else np.asarray(people, dtype=float)
    given = codes >= 0
    cuts = [_thresholds(np.bincount(codes[given[:, j], j], times[given[:, j]], options[j]).astype(float)) for j in range(k)]
    r = np.full((k, k), np.nan)
    np.fill_diagonal(r, np.where(options >= 2, 1.0, np.nan))
    for i in range(k):
        for j in range(i):
            both = given[:, i] & given[:, j]
            if min(options[i], options[j]) >= 2 and times[both].sum() >= fewest:
                pair = codes[both, i].astype(np.int64) * options[j] + codes[both, j]
                table = np.bincount(pair, times[both], int(options[i] * options[j])).reshape(options[i], options[j])
                r[i, j] = r[j, i] = _most_likely(table.astype(float), cuts[i], cuts[j])
    return r


def _codes(x: NDArray[np.float64]) -> tuple[NDArray[np.int16], NDArray[np.int64]]:
    """Answers as 0, 1, 2 … in their order, -1 where blank; and how many options each item has."""
    codes = np.full(x.shape, -1, dtype=np.int16)
    options = np.zeros(x.shape[1], dtype=np.int64)
    for j in range(x.shape[1]):
        there = ~np.isnan(x[:, j])
        values, position = np.unique(x[there, j], return_inverse=True)
        codes[there, j], options[j] = position, len(values)
    return codes, options


def _thresholds(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    from scipy.special import ndtri

    share = np.cumsum(counts) / max(counts.sum(), 1)
    return np.concatenate([[-_FAR], np.clip(ndtri(share[:-1]), -_FAR, _FAR), [_FAR]])


def _most_likely(table: NDArray[np.float64], rows: NDArray[np.float64], columns: NDArray[np.float64]) -> float:
    """The correlation that makes a table of counts most likely, by Fisher's scoring with halved steps."""
    n = table.sum()
    rho, best = 0.0, -np.inf
    step = _start(table)
    for _ in range(_STEPS):
        trial = float(np.clip(rho + step, -_LARGEST, _LARGEST))
        chance = np.maximum(_cells(_upper(rows, columns, trial)), 1e-12)
        likely = float((table * np.log(chance)).sum())
        if likely < best:
            step /= 2
            continue
        rho, best = trial, likely
        slope = _cells(_density(rows, columns, rho))
        step = float((table / chance * slope).sum() / (n * (slope**2 / chance).sum()))
        if abs(step) < 1e-9:
            break
    return rho


def _start(table: NDArray[np.float64]) -> float:
    """Plain correlation of the codes, as a first step from 0."""
    row, column = np.indices(table.shape)
    w = table / table.sum()
    a, b = row - (w * row).sum(), column - (w * column).sum()
    spread = np.sqrt((w * a**2).sum() * (w * b**2).sum())
    return float(np.clip((w * a * b).sum() / spread, -0.9, 0.9)) if spread > 0 else 0.0


def _cells(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    return corners[1:, 1:] - corners[:-1, 1:] - corners[1:, :-1] + corners[:-1, :-1]


def _upper(rows: NDArray[np.float64], columns: NDArray[np.float64], rho: float) -> NDArray[np.float64]:
    """P(both below their thresholds) at every pair of thresholds: the integral over the correlation, from 0 to ``rho``."""
    from scipy.special import ndtr

    angle = np.arcsin(rho) / 2 * (_NODES + 1)
    h, k = rows[:, None, None], columns[None, :, None]
    power = -(h**2 + k**2 - 2 * h * k * np.sin(angle)) / (2 * np.cos(angle) ** 2)
    return np.outer(ndtr(rows), ndtr(columns)) + np.exp(power) @ _WEIGHTS * np.arcsin(rho) / 2 / (2 * np.pi)


def _density(rows: NDArray[np.float64], columns: NDArray[np.float64], rho: float) -> NDArray[np.float64]:
    """Density of two normal tendencies at every pair of thresholds: the slope of ``_upper`` by the correlation."""
    h, k = rows[:, None], columns[None, :]
    rest = 1 - rho**2
    return np.exp(-(h**2 + k**2 - 2 * rho * h * k) / (2 * rest)) / (2 * np.pi * np.sqrt(rest))
