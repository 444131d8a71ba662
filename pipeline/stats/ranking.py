"""How sure it is that a group is among the highest of its family: never a bare rank.

Specification: docs/methods/ranking.md. Source: Goldstein, H. & Spiegelhalter, D. J. (1996). League tables and their limitations.
Journal of the Royal Statistical Society A 159, 385-443; Lin, R., Louis, T. A., Paddock, S. M. & Ridgeway, G. (2006). Loss
function based ranking in two-stage, hierarchical models. Bayesian Analysis 1, 915-946.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipeline.stats.prediction import current_staff
from pipeline.stats.shares import BINS, EDGES, SharePosterior

SEED = 20261102
DRAWS = 2000


def share_draws(posterior: SharePosterior, staff: ArrayLike, *, draws: int = DRAWS, seed: int = SEED) -> NDArray[np.float64]:
    """Draws of the share of current staff (of the population where staff is NaN), independent between groups, shape (D, G)."""
    rng = np.random.default_rng(seed)
    sizes = current_staff(posterior, staff)
    uniform = rng.random((draws, len(sizes)))
    within = rng.random((draws, len(sizes)))
    found = np.empty((draws, len(sizes)))
    edges = np.searchsorted(posterior.group, np.arange(len(sizes) + 1))
    for number, size in enumerate(sizes):
        rows = slice(edges[number], edges[number + 1])
        cumulative = np.cumsum(posterior.joint[rows])
        cell = np.minimum(np.searchsorted(cumulative, uniform[:, number] * cumulative[-1]), len(cumulative) - 1)
        possible, column = np.divmod(cell, BINS)
        p = EDGES[column] + (EDGES[column + 1] - EDGES[column]) * within[:, number]
        if np.isnan(size):
            found[:, number] = p
        else:
            counted = posterior.count[rows][possible] + rng.binomial(int(size) - int(posterior.n[number]), p)
            found[:, number] = counted / max(size, 1.0)
    return found


def among_highest(draws: NDArray[np.float64], family: ArrayLike, places: int, *, seed: int = SEED) -> NDArray[np.float64]:
    """P(among the ``places`` highest of its family), shape (G,); NaN where the family has no more groups than places.

    draws : shape (D, G). family : number of the family of every group. Ties are broken by lot.
    """
    families = np.asarray(family)
    lot = np.random.default_rng(seed).random(draws.shape)
    found = np.full(len(families), np.nan)
    for number in np.unique(families):
        inside = np.flatnonzero(families == number)
        if len(inside) <= places:
            continue
        order = np.lexsort((lot[:, inside], draws[:, inside]), axis=1)
        highest = order[:, -places:]
        found[inside] = np.bincount(highest.ravel(), minlength=len(inside)) / len(draws)
    return found
