"""The change of those who answered in both waves, and where it is another one than that of the group.

Specification: docs/methods/change.md.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import ndtri

from pipeline.findings.axes import OVERALL
from pipeline.findings.estimate import PRIOR_SPREAD, SPAN
from pipeline.instrument.thresholds import Thresholds
from pipeline.stats.change_rule import Rule, flat, judge
from pipeline.stats.family import family
from pipeline.stats.means import NormalMixture
from pipeline.stats.overlap import InBoth, Sample, apart_variance

_NOTHING = 1e-9
_APART = 0.5
"""How far a group may be apart from the others, in SDs of persons."""


def of_family(change: ArrayLike, variance: ArrayLike, sd: float) -> NormalMixture:
    """What the other groups of an axis say of each group's change. sd : of persons, points."""
    return family(change, variance, PRIOR_SPREAD * sd, _APART * sd)


def person_sd(pairs: pd.DataFrame) -> float:
    """How much persons differ within these groups, over both waves, points."""
    return float(np.sqrt((pairs["variance"].mean() + pairs["variance_before"].mean()) / 2))


def linked_changes(pairs: pd.DataFrame, told: pd.DataFrame, limits: Thresholds) -> pd.DataFrame:
    """Columns linked_change, linked_low, linked_high (NaN where not shown), linked_differs; index of ``pairs``.

    pairs : of ``both_waves``. told : low and high of the groups' own changes, same index.
    """
    change = pairs["change_total"] / pairs["n_linked"].where(pairs["n_linked"] > 0)
    reach = ndtri((1 + limits.interval) / 2) * pairs["change_sd"] / np.sqrt(pairs["n_linked"])
    found = pd.DataFrame({"linked_change": change, "linked_low": change - reach, "linked_high": change + reach})
    found = found.clip(-SPAN, SPAN)
    opposite = (told["low"] > 0) & (found["linked_high"] < 0) | (told["high"] < 0) & (found["linked_low"] > 0)
    return found.assign(linked_differs=_apart(pairs, change, limits) | opposite)


def _apart(pairs: pd.DataFrame, change: pd.Series, limits: Thresholds) -> pd.Series:
    """Surely more than half of the smallest change that matters away from the raw change."""
    both = InBoth(pairs["n_linked"], pairs["correlation"])
    first = Sample(pairs["mean_before"], pairs["variance_before"], pairs["n_before"])
    variance = pd.Series(apart_variance(first, Sample(pairs["mean"], pairs["variance"], pairs["n"]), both), index=pairs.index)
    away = change - (pairs["mean"] - pairs["mean_before"])
    rule = Rule(limits.smallest_change / 2, limits.firm, limits.interval)
    found = pd.Series(False, index=pairs.index)
    there = away.notna() & (variance > _NOTHING)
    for (axis, _), rows in pairs[there].groupby(["axis", "scale"], sort=True):
        own, v = away[rows.index].to_numpy(), variance[rows.index].to_numpy()
        alone = axis == OVERALL or len(rows) == 1
        prior = flat(len(rows)) if alone else of_family(own, v, person_sd(rows))
        judged = judge(prior, own, v, rule)
        found[rows.index] = (judged.up > rule.firm) | (judged.down > rule.firm)
    return found
