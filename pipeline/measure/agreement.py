"""How far the people of one group agree, over all groups of the organisation. Specification: docs/methods/agreement.md.

Only a median and a share over groups leave this side: a group's own agreement is a spread, and spreads of groups are never shown.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.stats.agreement import uniform_variance, within_group_agreement
from pipeline.tables import AGREEMENT, NOT_STATED
from pipeline.tables.coded import NO_ANSWER
from pipeline.tables.tally import Tally

AGREEING: Final = 0.70
"""The usual convention for calling a mean a group's view (LeBreton & Senter 2008)."""
FEWEST_GROUPS: Final = 5
"""A median of fewer groups would be one group's own figure, or nearly."""


def agreement(tally: Tally, instrument: Instrument) -> pd.DataFrame:
    """AGREEMENT: roles and departments × scale; only scales of at least two items, over groups with k answers."""
    rows = []
    for grouping in ("role", "department"):
        n, total, squares = _of_levels(tally, grouping)
        for scale in instrument.scales:
            items = instrument.items_of(scale.id)
            if len(items) < 2:
                continue
            null = [_null_variance(instrument, item.answers) for item in items]
            columns = [tally.items.names.index(item.id) for item in items]
            own, sums, both = (part[:, columns] for part in (n, total, squares))
            found = within_group_agreement(own, sums, both, null, instrument.thresholds.k)
            found = found[~np.isnan(found)]
            if len(found) >= FEWEST_GROUPS:
                row = {"grouping": grouping, "scale": scale.id, "groups": len(found), "median_rwg": float(np.median(found))}
                rows.append(row | {"share_agreeing": float((found >= AGREEING).mean())})
    return AGREEMENT.check(pd.DataFrame(rows)) if rows else AGREEMENT.empty()


def _of_levels(tally: Tally, axis: str) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Number, sum and squares of the answers to each item around 50, by level of an axis that is stated, (levels, C)."""
    counts = tally.grid.of_levels(tally.items.counts, axis)[[name != NOT_STATED for name in tally.grid.levels[axis]]]
    around = np.zeros(counts.shape[1:])
    for column, values in enumerate(tally.items.values):
        around[column, : len(values)] = values - 50
    given = ~np.isnan(around)
    given[:, : NO_ANSWER + 1] = False
    around = np.where(given, around, 0.0)
    return (
        np.einsum("lci,ci->lc", counts, given.astype(float)),
        np.einsum("lci,ci->lc", counts, around),
        np.einsum("lci,ci->lc", counts, around**2),
    )


def _null_variance(instrument: Instrument, answers: str) -> float:
    """Variance of an answer on 0-100 if all options were equally likely."""
    scale = instrument.answer_scale[answers]
    low, high = float(scale.low or 0), float(scale.high or 1)
    return uniform_variance([(answer.score - low) / (high - low) * 100 for answer in scale.answers if answer.score is not None])
