"""How many persons are in which cell of a table of which only some margins are known: iterative proportional fitting.

Specification: docs/methods/change.md. Source: Deming, W. E. & Stephan, F. F. (1940). On a least squares adjustment of a sampled
frequency table when the expected marginal totals are known. Annals of Mathematical Statistics 11, 427-444.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

_ROUNDS: Final = 100


def fill(room: ArrayLike, rows: ArrayLike, columns: ArrayLike, total: float) -> NDArray[np.float64]:
    """Persons expected in every cell, shape (R, C), proportional to ``room`` within what the margins ask for.

    room : how many could be there, (R, C); 0 for cells that hold nobody. rows, columns : persons of each row and column, NaN
    where not known; what no room is for is left out. total : persons of all cells; margins that disagree are met nearly.
    """
    cells = np.array(room, dtype=float)
    for _ in range(_ROUNDS):
        cells *= _factor(cells.sum(axis=1), rows)[:, None]
        cells *= _factor(cells.sum(axis=0), columns)
        cells *= _factor(cells.sum(keepdims=True)[0], [total])
    return cells


def _factor(now: NDArray[np.float64], wanted: ArrayLike) -> NDArray[np.float64]:
    """By what to multiply; 1 where nothing is known or nobody can be there."""
    target = np.asarray(wanted, dtype=float)
    return np.divide(target, now, out=np.ones_like(now), where=(now > 0) & ~np.isnan(target))
