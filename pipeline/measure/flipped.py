"""People whose answers run against everybody's. PRIVATE. Specification: docs/methods/alarms.md.

What is needed of a person adds up over scales, and is the same for everybody with the same pattern of answers to a scale.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.measure.lookup import Lookup
from pipeline.measure.patterns import Patterns

CHANCE: Final = 0.005
"""One-sided, per person."""
FEWEST_ITEMS: Final = 10
_NO_SPREAD: Final = 1e-5
"""Share of the squares that rounding leaves where all answers are alike."""
_COLUMNS: Final = 8
_ROWS: Final = 8_192


@dataclass(frozen=True, slots=True, eq=False)
class Profiles:
    """Per scale, what its patterns add: count, sum and squares of answers around 50, sum and squares of the items' means around
    their own mean, products of both, and two columns of nothing, (patterns, 8), float32; by place in the scale's ``Lookup``."""

    tables: Mapping[str, NDArray[np.float32]]


def profiles(of_scales: Mapping[str, Patterns], lookups: Mapping[str, Lookup]) -> Profiles:
    """From the patterns of everybody who is kept: items' means, and what every pattern has to do with them."""
    sums = {scale: _item_sums(found) for scale, found in of_scales.items()}
    total = sum(float(both[1].sum()) for both in sums.values())
    middle = total / max(sum(float(both[0].sum()) for both in sums.values()), 1.0)
    tables = {}
    for scale, found in of_scales.items():
        lookup, (count, answers) = lookups[scale], sums[scale]
        means = answers / np.maximum(count, 1) - middle
        x = found.answers - 50
        there = ~np.isnan(x)
        x, m = np.where(there, x, 0.0), there * means
        table = np.zeros((len(lookup.points), _COLUMNS), dtype=np.float32)
        parts = [there.sum(axis=1), x.sum(axis=1), (x * x).sum(axis=1), m.sum(axis=1), (m * m).sum(axis=1), (x * m).sum(axis=1)]
        table[lookup.places(found.number), : len(parts)] = np.column_stack(parts)
        tables[scale] = table
    return Profiles(tables)


def _item_sums(found: Patterns) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    x, people = found.answers, found.people.astype(float)
    there = ~np.isnan(x)
    return people @ there, people @ np.where(there, x, 0.0)


def looked_and_against(
    numbers: Mapping[str, NDArray], lookups: Mapping[str, Lookup], of: Profiles, scored: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """How many people could be looked at, and how many of them run against the others, (2,).

    numbers : scale -> number of each row's pattern, (n,). scored : who counts, (n,).
    """
    found = np.zeros(2, dtype=np.int64)
    if not numbers:
        return found
    for start in range(0, len(scored), _ROWS):
        rows = slice(start, start + _ROWS)
        sums = np.zeros((len(scored[rows]), _COLUMNS), dtype=np.float32)
        for scale, table in of.tables.items():
            sums += table.take(lookups[scale].places(numbers[scale][rows]), axis=0)
        looked, against = _against(sums)
        found += [np.count_nonzero(looked & scored[rows]), np.count_nonzero(against & scored[rows])]
    return found


def _against(sums: NDArray[np.float32]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    from scipy.special import ndtri

    n, x, xx, m, mm, xm = sums.T[:6]
    size = np.maximum(n, 1)
    answers, means = xx - x * x / size, mm - m * m / size
    looked = (n >= FEWEST_ITEMS) & (answers > _NO_SPREAD * xx) & (means > _NO_SPREAD * mm)
    spread = np.sqrt(np.where(looked, answers * means, 1))
    r = np.clip((xm - x * m / size) / spread, -1, 1)
    limit = np.tanh(np.float32(ndtri(CHANCE)) / np.sqrt(np.maximum(n - 3, 1)))
    return looked, looked & (r < limit)
