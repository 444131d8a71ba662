"""What totals that are known tell about the parts that are not, as far as interval arithmetic goes: cheap, and never too low.

Specification: docs/methods/release.md. Source: Moore, R. E. (1966). Interval Analysis (hull consistency of linear sums).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

_SWEEPS: Final = 12
_LET_OUT: Final = 1e-5


def most(cover: NDArray[np.bool_], totals: NDArray[np.float64]) -> NDArray[np.float64]:
    """The largest possible count of each atom, as far as interval arithmetic tells: never less than the largest there is.

    cover : (G, A). totals : (G,). What is left of a total when the other atoms of it take as little as they can, or as much.
    Infinite for atoms of no group.
    """
    found = np.full(cover.shape[1], np.inf)
    atom, group = np.nonzero(cover.T)
    if not len(atom):
        return found
    first = np.concatenate([[True], atom[1:] != atom[:-1]])
    start, entry, total = np.flatnonzero(first), np.cumsum(first) - 1, totals[group]

    def left(taken: NDArray[np.float64]) -> NDArray[np.float64]:
        """What is left of each total for each of its atoms when the others take so much, entry by entry."""
        taken = taken[entry]
        return total - np.bincount(group, taken, len(totals))[group] + taken

    # Whole numbers add up exactly; of others so much is let out each time that rounding never tightens anything.
    out = 0.0 if (totals == np.rint(totals)).all() else _LET_OUT
    low, high = np.zeros(len(start)), np.minimum.reduceat(total, start) + out
    for _ in range(_SWEEPS):
        before = high
        low = np.maximum(low, np.maximum.reduceat(left(high), start) - out)
        high = np.minimum(high, np.minimum.reduceat(left(low), start) + out)
        if (high == before).all():
            break
    found[atom[start]] = high
    return found
