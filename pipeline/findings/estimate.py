"""Estimated means of current staff per group and scale. Specification: docs/methods/means.md."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.findings.axes import OVERALL, PersonVariances, group_facts, person_variance, person_variances
from pipeline.findings.crossed import CELL, Crossing, crossing, mean_priors
from pipeline.instrument.model import Instrument, Item
from pipeline.stats.means import NormalMixture, for_current_staff, shrink, unshrunk, updated
from pipeline.tables import ESTIMATES, GROUP, Release

SPAN = 100.0
"""Range of scale scores."""
SHARED_ITEMS = 3
"""A role must share so many items of a scale (all, if it has fewer) and half of them to be compared on it."""
PRIOR_SPREAD = 0.25
"""Median of the prior SD between groups, in SDs of persons: an intraclass correlation of .06."""


def estimates(release: Release, instrument: Instrument) -> pd.DataFrame:
    """ESTIMATES: published group × scale, mean of current staff with interval, 0-100."""
    frame = release.scales[release.scales["n"] > 0].reset_index(drop=True)
    facts = group_facts(release, frame)
    if frame.empty:
        return ESTIMATES.empty()
    rated = frame.assign(axis=facts["axis"], staff=facts["staff"], raw_mean=frame["total"] / frame["n"].astype(float))
    known, table = person_variances(release), crossing(release)
    parts = []
    for (axis, scale), part in rated.groupby(["axis", "scale"], sort=True):
        variance = _variance(known, rated, str(axis), str(scale))
        if axis == CELL:
            underlying = _of_cells(part, rated[rated["scale"] == scale], variance, release, table)
        else:
            underlying = _of_axis(part, variance, str(axis))
        parts.append(_estimate(part, underlying, variance, _cut(instrument, str(scale)), instrument))
    found = pd.concat(parts).sort_index()
    full = frame[[*GROUP, "scale", "n"]].join(found).assign(raw_mean=rated["raw_mean"])
    return ESTIMATES.check(full.assign(comparable=_comparable(frame, instrument)))


def _of_axis(part: pd.DataFrame, variance: float, axis: str) -> NormalMixture:
    """Underlying means of the groups of one axis, which borrow from each other; the whole organisation borrows nothing."""
    mean, own = part["raw_mean"].to_numpy(), variance / part["n"].to_numpy(dtype=float)
    return unshrunk(mean, own) if axis == OVERALL else shrink(mean, own, PRIOR_SPREAD * max(np.sqrt(variance), 1e-6))


def _of_cells(part: pd.DataFrame, of_scale: pd.DataFrame, variance: float, release: Release, table: Crossing) -> NormalMixture:
    """Underlying means of published cells, which borrow from their role, their department and the other cells."""
    rows, columns = table.place(part)
    prior = mean_priors(release, of_scale, table, variance)
    mixture = NormalMixture(*(values[:, rows, columns] for values in (prior.weight, prior.mean, prior.variance)))
    return updated(mixture, part["raw_mean"], variance / part["n"].to_numpy(dtype=float))


def _estimate(part: pd.DataFrame, underlying: NormalMixture, variance: float, cut: float, instrument: Instrument) -> pd.DataFrame:
    """Mean, limits and P(mean >= cut) of current staff for the groups of one axis on one scale."""
    current = for_current_staff(underlying, part["raw_mean"], part["n"], part["staff"], variance)
    tail = (1 - instrument.thresholds.interval) / 2
    columns = {"mean": current.mean, "low": current.limit(tail), "high": current.limit(1 - tail)}
    bounded = {name: np.clip(values, 0.0, SPAN) for name, values in columns.items()}
    return pd.DataFrame({**bounded, "probability_high": np.clip(current.above(cut), 0.0, 1.0)}, index=part.index)


def _variance(known: PersonVariances, rated: pd.DataFrame, axis: str, scale: str) -> float:
    """Variance of persons around the group's mean; for the whole organisation the spread between roles belongs to it."""
    within = person_variance(known, axis, scale, SPAN)
    if axis != OVERALL:
        return within
    roles = rated[(rated["axis"] == "role") & (rated["scale"] == scale)]
    if roles.empty:
        return within
    n = roles["n"].astype(float)
    centre = (n * roles["raw_mean"]).sum() / n.sum()
    return within + float((n * (roles["raw_mean"] - centre) ** 2).sum() / n.sum())


def _cut(instrument: Instrument, scale: str) -> float:
    limits = instrument.thresholds
    return limits.person_ready_from if scale == instrument.readiness.id else limits.person_willing_from


def _comparable(frame: pd.DataFrame, instrument: Instrument) -> pd.Series:
    """Whether the group's role shares enough items of the scale with the others; true for groups not of one role."""
    pairs = frame[["role", "scale"]].drop_duplicates().dropna()
    answer = {(role, scale): shares_enough(instrument, role, scale) for role, scale in pairs.itertuples(index=False)}
    keys = zip(frame["role"], frame["scale"], strict=True)
    return pd.Series([answer.get((role, scale), True) for role, scale in keys], index=frame.index)


def shares_enough(instrument: Instrument, role: str, scale: str) -> bool:
    """Whether a role is asked at least 3 items and at least half of the items of a scale or composite."""
    items = _items(instrument, scale)
    shared = sum(instrument.applies_to(item, role) for item in items)
    return shared >= min(SHARED_ITEMS, len(items)) and 2 * shared >= len(items)


def _items(instrument: Instrument, scale: str) -> tuple[Item, ...]:
    parts = next((composite.scales for composite in instrument.composites if composite.id == scale), (scale,))
    return tuple(item for part in parts for item in instrument.items_of(part))
