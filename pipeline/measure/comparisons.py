"""Roles and departments compared on both composites, for analysts. Specification: docs/methods/comparisons.md.

It knows only the groups that the release has chosen to show, so it is called when these are known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.measure.figures import Figures, ranked
from pipeline.measure.ranks import AXES
from pipeline.measure.spread import Pooled, Sums, pooled_within, scale_sums
from pipeline.stats.comparisons import brackets, games_howell, hedges_g, omnibus, partial_eta_squared
from pipeline.tables import COMPARISONS, NOT_STATED, PAIRS
from pipeline.tables.tally import Tally

_NO_SPREAD: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Compared:
    """``comparisons`` is COMPARISONS, ``pairs`` is PAIRS."""

    comparisons: pd.DataFrame
    pairs: pd.DataFrame


def compare(figures: Figures, tally: Tally, shown: pd.DataFrame, instrument: Instrument) -> Compared:
    """Tests of all groups and of all pairs. shown : SCALES of the release; the groups in it are compared, and no others."""
    found = []
    for axis in AXES:
        everybody = scale_sums(tally, axis)
        for composite in instrument.composites:
            of = shown[(shown["grouping"] == axis) & (shown["scale"] == composite.id) & (shown[axis] != NOT_STATED)]
            places = [tally.grid.levels[axis].index(name) for name in of[axis]]
            counts = ranked(figures, instrument, axis, composite.id)
            ranks = counts[[figures.levels[axis].index(name) for name in of[axis]]]
            found.append(_compared(everybody.only(composite.id), places, ranks, of, axis, instrument.thresholds.k))
    there = [one for one in found if one is not None]
    if not there:
        return Compared(COMPARISONS.empty(), PAIRS.empty())
    return Compared(
        COMPARISONS.check(pd.concat([one.comparisons for one in there], ignore_index=True)),
        PAIRS.check(pd.concat([one.pairs for one in there], ignore_index=True)),
    )


def _compared(
    everybody: Sums, places: list[int], ranks: NDArray[np.int64], shown: pd.DataFrame, axis: str, k: int
) -> Compared | None:
    """One grouping on one composite; None where the groups cannot be compared. places : levels of the axis that are shown."""
    scale, names = everybody.names[0], shown[axis].tolist()
    size, total, squares = (part[places, 0] for part in (everybody.n, everybody.total, everybody.squares))
    own = total / np.maximum(size, 1)
    within = np.maximum(squares - size * own**2, 0.0)
    # What is left where all are alike is rounding.
    spread = np.where(within > _NO_SPREAD * squares, within, 0.0) / np.maximum(size - 1, 1)
    tests = omnibus(size, own, spread, ranks)
    if tests.status != "ok":
        return None
    n, means = shown["n"].to_numpy(dtype=float), (shown["total"] / shown["n"]).to_numpy(dtype=float)
    # The same pooled figure as in SPREAD, over hidden groups too: one over the shown groups would give theirs away.
    pooled = pooled_within(everybody, k).get(scale, Pooled(np.nan, 1))
    variance = pooled.within_ss / max(pooled.df, 1)
    pairs = games_howell(size, own, spread)
    difference = means[pairs.first] - means[pairs.second]
    welch, kruskal = brackets([tests.welch_p, tests.kruskal_p])
    of = {"grouping": axis, "scale": scale}
    row = {"groups": len(names), "n": int(n.sum()), "welch": welch, "kruskal": kruskal}
    return Compared(
        pd.DataFrame([of | row | {"effect": round(partial_eta_squared(n, means, variance), 2)}]),
        pd.DataFrame(
            of
            | {
                "first": [names[i] for i in pairs.first],
                "second": [names[j] for j in pairs.second],
                "difference": difference.round(2),
                "hedges": hedges_g(difference, variance, pooled.df).round(2),
                "bracket": brackets(pairs.p),
            }
        ),
    )
