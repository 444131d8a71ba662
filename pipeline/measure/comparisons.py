"""Roles and departments compared on both composites, for analysts. Specification: docs/methods/comparisons.md.

It needs rows for its tests, and knows only the groups that the release has chosen to show; so the release calls it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from pipeline.instrument.model import Instrument
from pipeline.measure.spread import Pooled, pooled_within
from pipeline.stats.comparisons import brackets, games_howell, hedges_g, omnibus, partial_eta_squared
from pipeline.tables import COMPARISONS, NOT_STATED, PAIRS, Scores

AXES: Final = ("role", "department")


@dataclass(frozen=True, slots=True)
class Compared:
    """``comparisons`` is COMPARISONS, ``pairs`` is PAIRS."""

    comparisons: pd.DataFrame
    pairs: pd.DataFrame


def compare(scores: Scores, shown: pd.DataFrame, instrument: Instrument) -> Compared:
    """Tests of all groups and of all pairs. shown : SCALES of the release; the groups in it are compared, and no others."""
    found = []
    for axis in AXES:
        for composite in instrument.composites:
            of = shown[(shown["grouping"] == axis) & (shown["scale"] == composite.id) & (shown[axis] != NOT_STATED)]
            found.append(_compared(scores, of, axis, composite.id, instrument.thresholds.k))
    there = [one for one in found if one is not None]
    if not there:
        return Compared(COMPARISONS.empty(), PAIRS.empty())
    return Compared(
        COMPARISONS.check(pd.concat([one.comparisons for one in there], ignore_index=True)),
        PAIRS.check(pd.concat([one.pairs for one in there], ignore_index=True)),
    )


def _compared(scores: Scores, shown: pd.DataFrame, axis: str, scale: str, k: int) -> Compared | None:
    """One grouping on one composite; None where the groups cannot be compared."""
    names = shown[axis].tolist()
    everybody = scores.scales[scale].to_numpy(dtype=float)
    group = pd.Index(names).get_indexer(scores.people[axis])
    inside = (group >= 0) & ~np.isnan(everybody)
    values, member = everybody[inside], group[inside]
    tests = omnibus(values, member)
    if tests.status != "ok":
        return None
    n, means = shown["n"].to_numpy(dtype=float), (shown["total"] / shown["n"]).to_numpy(dtype=float)
    # The same pooled figure as in SPREAD, over hidden groups too: one over the shown groups would give theirs away.
    pooled = pooled_within(everybody, pd.factorize(scores.people[axis])[0], k) or Pooled(np.nan, 1)
    variance = pooled.within_ss / max(pooled.df, 1)
    size = np.bincount(member)
    own = np.bincount(member, weights=values) / size
    pairs = games_howell(size, own, np.bincount(member, weights=(values - own[member]) ** 2) / (size - 1))
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
