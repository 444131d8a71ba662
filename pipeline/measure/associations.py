"""Which barriers go together with not being convinced, compared within roles. Specification: docs/methods/associations.md."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument, Thresholds
from pipeline.stats.comparisons import adjust, brackets
from pipeline.stats.mantel_haenszel import MantelHaenszel, mantel_haenszel
from pipeline.tables import ASSOCIATIONS, Scores

QUESTION: Final = "barriers"
_FEWEST_IN_A_CELL: Final = 2
"""Counts of nobody and of one person are not told anywhere."""


def associations(scores: Scores, instrument: Instrument) -> pd.DataFrame:
    """ASSOCIATIONS: common odds ratio over roles of every barrier that may be told, adjusted for their number."""
    if QUESTION not in scores.chosen:
        return ASSOCIATIONS.empty()
    no_cause = {cause.id for cause in instrument.causes if cause.kind == "none"}
    barriers = [b.id for b in instrument.barriers if b.cause not in no_cause and b.id in scores.chosen[QUESTION]]
    answered = scores.answered[QUESTION].to_numpy(dtype=bool)
    tables = tables_by_role(scores, barriers, answered)
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
    n = int(answered.sum())
    rows = [{"option": b, "n": n, **_row(one, str(p))} for (b, one), p in zip(found.items(), told, strict=True)]
    return ASSOCIATIONS.check(pd.DataFrame(rows))


def tables_by_role(scores: Scores, barriers: list[str], answered: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Ticked × not yet convinced in every role, (barriers, roles, 2, 2), yes before no. answered : who counts."""
    ticked = scores.chosen[QUESTION][barriers].to_numpy(dtype=bool)[answered]
    reluctant = (scores.standing == "reluctant").to_numpy()[answered]
    role = pd.factorize(scores.people["role"].to_numpy()[answered])[0]
    found = np.zeros((len(barriers), int(role.max(initial=-1)) + 1, 2, 2), dtype=np.int64)
    for stratum in range(found.shape[1]):
        for column, side in enumerate((reluctant, ~reluctant)):
            inside = ticked[(role == stratum) & side]
            found[:, stratum, 0, column] = inside.sum(axis=0)
            found[:, stratum, 1, column] = len(inside) - found[:, stratum, 0, column]
    return found


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
