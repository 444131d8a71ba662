"""How much persons differ within groups, pooled over the organisation. Specification: docs/methods/reliability.md.

Groups' own spreads never cross the wall; what findings need for sampling errors is one pooled figure per measure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.thresholds import Thresholds
from pipeline.tables import SPREAD
from pipeline.tables.tally import Tally

_LEVELS: Final[Mapping[str, tuple[str, ...]]] = {
    "role": ("role",),
    "department": ("department",),
    "role_department": ("role", "department"),
}
_TEN_THOUSAND: Final = 10_000.0


@dataclass(frozen=True, slots=True)
class Pooled:
    """Pooled within-group sum of squares (squared units) with its degrees of freedom."""

    within_ss: float
    df: int


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Of M measures by group: names, (M,); people, sum and squares of each around any centre, (G, M)."""

    names: tuple[str, ...]
    n: NDArray[np.float64]
    total: NDArray[np.float64]
    squares: NDArray[np.float64]

    def only(self, name: str) -> Sums:
        """One of the measures."""
        place = [self.names.index(name)]
        return Sums((name,), self.n[:, place], self.total[:, place], self.squares[:, place])


def spread(tally: Tally, k: int = Thresholds().k) -> pd.DataFrame:
    """SPREAD: grouping × measure, the pooled within-group sum of squares (squared points) with its degrees of freedom.

    Where fewer than k people would stand beside the largest group, the squares would be that group's own: then they are
    taken around the mean of everybody, under the same grouping. A measure that fewer than k people have gets no row.
    """
    rows = []
    for grouping, axes in _LEVELS.items():
        for sums in (scale_sums(tally, *axes), _topic_sums(tally, *axes)):
            for measure, found in pooled_within(sums, k).items():
                rows.append({"grouping": grouping, "measure": measure, **asdict(found)})
    return SPREAD.check(pd.DataFrame(rows)) if rows else SPREAD.empty()


def scale_sums(tally: Tally, *axes: str) -> Sums:
    """Of every scale and composite around 50 points, by levels of the axes."""
    scales = tally.scales
    n, total, squares = (tally.grid.of_levels(part, *axes) for part in (scales.scored, scales.around, scales.squares))
    return Sums(scales.names, n.astype(float), total / _TEN_THOUSAND, squares / _TEN_THOUSAND**2)


def _topic_sums(tally: Tally, *axes: str) -> Sums:
    """Of gaps and then of confidence; both of complete pairs only, so of the same people."""
    topics = tally.topics
    counts = tally.grid.of_levels(topics.counts, *axes).astype(float)
    gap, able = np.zeros(counts.shape[1:]), np.zeros(counts.shape[1:])
    for topic, (wanted, sure) in enumerate(zip(topics.wanted, topics.able, strict=True)):
        gap[topic, : len(wanted), : len(sure)] = np.nan_to_num(wanted[:, None] - sure[None, :])
        able[topic, : len(wanted), : len(sure)] = np.nan_to_num(sure)[None, :]
    n = counts.sum(axis=(2, 3))
    values = [gap, gap**2, able, able**2]
    of_gap, of_gap2, of_able, of_able2 = (np.einsum("gtij,tij->gt", counts, one) for one in values)
    names = (*(f"gap:{topic}" for topic in topics.names), *(f"confidence:{topic}" for topic in topics.names))
    return Sums(names, np.hstack([n, n]), np.hstack([of_gap, of_able]), np.hstack([of_gap2, of_able2]))


def pooled_within(sums: Sums, k: int) -> dict[str, Pooled]:
    """Squares of each measure within groups, as ``spread`` takes them; without measures that fewer than k people have."""
    n = sums.n
    contributing = np.where(n > 1, n, 0.0)
    # Groups of one have no spread; what is left beside the largest group hides it.
    alone = contributing.sum(axis=0) - contributing.max(axis=0, initial=0) < k
    people, everything = n.sum(axis=0), sums.squares.sum(axis=0)
    within = everything - (sums.total**2 / np.maximum(n, 1)).sum(axis=0)
    overall = everything - sums.total.sum(axis=0) ** 2 / np.maximum(people, 1)
    squares = np.maximum(np.where(alone, overall, within), 0.0)
    groups = np.where(alone, 1, (n > 0).sum(axis=0))
    return {name: Pooled(float(squares[m]), int(people[m] - groups[m])) for m, name in enumerate(sums.names) if people[m] >= k}
