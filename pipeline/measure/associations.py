"""Which barriers go together with not being convinced, compared within roles. Specification: docs/methods/associations.md."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.instrument.thresholds import Thresholds
from pipeline.stats.comparisons import adjust, brackets
from pipeline.stats.mantel_haenszel import MantelHaenszel, mantel_haenszel
from pipeline.tables import ASSOCIATIONS
from pipeline.tables.tally import Tally

QUESTION: Final = "barriers"
_FEWEST_IN_A_CELL: Final = 2
"""Counts of nobody and of one person are not told anywhere."""


def associations(tally: Tally, instrument: Instrument) -> pd.DataFrame:
    """ASSOCIATIONS: common odds ratio over roles of every barrier that may be told, adjusted for their number."""
    if QUESTION not in tally.options:
        return ASSOCIATIONS.empty()
    options = tally.options[QUESTION]
    no_cause = {cause.id for cause in instrument.causes if cause.kind == "none"}
    barriers = [b.id for b in instrument.barriers if b.cause not in no_cause and b.id in options.names]
    tables = tables_by_role(tally, barriers)
    found = {
        barrier: one
        for barrier, table in zip(barriers, tables, strict=True)
        if _may_be_told(table.sum(axis=0), instrument.thresholds)
        and np.isfinite((one := mantel_haenszel(table)).low)
        and one.strata > 0
    }
    if not found:
        return ASSOCIATIONS.empty()
    told = brackets(adjust([one.p for one in found.values()], "bh"))
    n = int(options.answered.sum())
    rows = [{"option": b, "n": n, **_row(one, str(p))} for (b, one), p in zip(found.items(), told, strict=True)]
    return ASSOCIATIONS.check(pd.DataFrame(rows))


def tables_by_role(tally: Tally, barriers: list[str]) -> NDArray[np.int64]:
    """Ticked × not yet convinced in every role where somebody answered the question, (barriers, roles, 2, 2), yes before no."""
    options, grid = tally.options[QUESTION], tally.grid
    answered, chosen = grid.of_levels(options.answered, "role"), grid.of_levels(options.chosen, "role")
    roles = answered.sum(axis=1) > 0
    ticked = chosen[roles][:, :, [options.names.index(barrier) for barrier in barriers]].transpose(2, 0, 1)
    both = np.stack([ticked, answered[roles] - ticked], axis=2)
    # Not yet convinced against everybody else.
    return np.stack([both[..., 0], both[..., 1:].sum(axis=-1)], axis=-1)


def _may_be_told(table: NDArray[np.int64], limits: Thresholds) -> bool:
    """Whether the table over all roles may be told of. table : (2, 2), ticked × not yet convinced."""
    margins = np.concatenate([table.sum(axis=0), table.sum(axis=1)])
    if margins.min() < limits.k or table.min() < _FEWEST_IN_A_CELL:
        return False
    return bool((table[:, 0] / table.sum(axis=1)).max() <= 1 - limits.cap_share)


def _row(found: MantelHaenszel, bracket: str) -> dict[str, float | str | bool]:
    ratio, low, high = (float(f"{value:.1e}") for value in (found.odds_ratio, found.low, found.high))
    return {
        "odds_ratio": ratio,
        "low": low,
        "high": high,
        "bracket": bracket,
        "goes_together": bracket != "not" and ratio > 1,
    }
