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

from pipeline.instrument.model import Thresholds
from pipeline.tables import SPREAD, Scores

_LEVELS: Final[Mapping[str, tuple[str, ...]]] = {
    "role": ("role",),
    "department": ("department",),
    "role_department": ("role", "department"),
}


@dataclass(frozen=True, slots=True)
class Pooled:
    """Pooled within-group sum of squares (squared units) with its degrees of freedom."""

    within_ss: float
    df: int


def spread(scores: Scores, k: int = Thresholds().k) -> pd.DataFrame:
    """SPREAD: grouping × measure, the pooled within-group sum of squares (squared points) with its degrees of freedom.

    Where fewer than k people would stand beside the largest group, the squares would be that group's own: then they are
    taken around the mean of everybody, under the same grouping. A measure that fewer than k people have gets no row.
    """
    gaps = (scores.importance - scores.confidence).add_prefix("gap:")
    # Both of complete pairs only, so of the same people: nobody is in one figure of a topic and not in the other.
    confidence = scores.confidence.where(scores.importance.notna()).add_prefix("confidence:")
    measures = pd.concat([scores.scales, gaps, confidence], axis=1)
    rows = []
    for grouping, columns in _LEVELS.items():
        groups = scores.people.groupby(list(columns), sort=False).ngroup().to_numpy()
        for measure in measures.columns:
            found = pooled_within(measures[measure].to_numpy(dtype=float), groups, k)
            if found is not None:
                rows.append({"grouping": grouping, "measure": measure, **asdict(found)})
    return SPREAD.check(pd.DataFrame(rows)) if rows else SPREAD.empty()


def pooled_within(values: NDArray[np.float64], groups: NDArray[np.integer], k: int) -> Pooled | None:
    """Squares of one measure within groups (numbered from 0; NaN = no value), as ``spread`` takes them; None below k values."""
    there = ~np.isnan(values)
    x, group = values[there], groups[there].astype(np.int64)
    if len(x) < k:
        return None
    sizes = np.bincount(group)
    # Groups of one have no spread; what is left beside the largest group hides it.
    contributing = sizes[sizes > 1]
    if contributing.sum() - contributing.max(initial=0) < k:
        group, sizes = np.zeros(len(x), dtype=np.int64), np.array([len(x)])
    means = np.bincount(group, weights=x) / np.maximum(sizes, 1)
    return Pooled(float(((x - means[group]) ** 2).sum()), len(x) - int((sizes > 0).sum()))
