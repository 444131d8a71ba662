"""How many persons are in which cell of a table of which only some margins are known: iterative proportional fitting.

Specification: docs/methods/change.md. Source: Deming, W. E. & Stephan, F. F. (1940). On a least squares adjustment of a sampled
frequency table when the expected marginal totals are known. Annals of Mathematical Statistics 11, 427-444.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

_ROUNDS: Final = 100


def fill(room: ArrayLike, rows: ArrayLike, columns: ArrayLike, total: ArrayLike) -> NDArray[np.float64]:
    """Persons expected in every cell, shape (..., R, C), proportional to ``room`` within what the margins ask for.

    room : how many could be there, (R, C), or (..., R, C) for several tables at once; 0 for cells that hold nobody. rows,
    columns : persons of each row and column, (..., R) and (..., C), NaN where not known; what no room is for is left out.
    total : persons of all cells, (...,); margins that disagree are met nearly.
    """
    wanted = [np.asarray(margin, dtype=float) for margin in (rows, columns, total)]
    cells = np.array(np.broadcast_to(np.asarray(room, dtype=float), (*wanted[0].shape, wanted[1].shape[-1])))
    for _ in range(_ROUNDS):
        cells *= _factor(cells.sum(axis=-1), wanted[0])[..., None]
        cells *= _factor(cells.sum(axis=-2), wanted[1])[..., None, :]
        cells *= _factor(cells.sum(axis=(-2, -1)), wanted[2])[..., None, None]
    return cells


def _factor(now: NDArray[np.float64], wanted: NDArray[np.float64]) -> NDArray[np.float64]:
    """By what to multiply; 1 where nothing is known or nobody can be there."""
    return np.divide(wanted, now, out=np.ones_like(now), where=(now > 0) & ~np.isnan(wanted))
