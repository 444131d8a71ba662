"""Sets of cells whose totals follow by adding and subtracting published groups, to somebody who knows how many answered where.

The largest number of people that a cell could hold is a weighted sum of published totals (the dual of the linear program). Where
these weights add up to 1 in some cells and 0 in all others, the sum is the total of those cells: a group that nobody published,
whose counts and sums of scores follow all the same. Specification: docs/methods/release.md.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.bounds import UpperBounds
from pipeline.stats.joined import Joined

_SLACK = 1e-6


def derived_sets(cover: NDArray[np.bool_], people: NDArray[np.int64], hidden: NDArray[np.intp], k: int) -> NDArray[np.bool_]:
    """Set × cell: the smallest derivable set around each hidden cell, where it holds fewer than k people.

    cover : group × cell, cells with answers only. people : who answered in each.
    """
    open_ = hidden[~Joined(cover[:, hidden]).can_hold(people[hidden].astype(float), k - _SLACK)]
    found: dict[bytes, NDArray[np.bool_]] = {}
    bounds = UpperBounds(cover, cover @ people, people)
    for cell in open_:
        if bounds.can_hold(int(cell), k - _SLACK):
            continue
        bounds.upper(int(cell))
        weights = bounds.weights() @ cover
        weights = weights if weights[cell] > 0 else -weights
        inside = weights > 0.5
        if np.abs(weights - inside).max() < _SLACK:
            found[inside.tobytes()] = inside
    return np.array(list(found.values()), dtype=bool).reshape(len(found), len(people))
