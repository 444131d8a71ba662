"""Estimated means of current staff per group and scale. Specification: docs/methods/means.md."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.findings.axes import OVERALL, PersonVariances, group_facts, person_variance, person_variances, rows_by
from pipeline.findings.crossed import CELL, TOTALS, crossing, mean_priors
from pipeline.instrument.model import Instrument, Item
from pipeline.stats.means import NormalMixture, for_current_staff, shrink, side_by_side, unshrunk, updated
from pipeline.tables import ESTIMATES, GROUP, Release

SPAN = 100.0
"""Range of scale scores."""
SHARED_ITEMS = 3
"""A role must share so many items of a scale (all, if it has fewer) and half of them to be compared on it."""
PRIOR_SPREAD = 0.25
"""Median of the prior SD between groups, in SDs of persons: an intraclass correlation of .06."""
_COLUMNS: Final = ("mean", "low", "high", "probability_high")


def estimates(release: Release, instrument: Instrument) -> pd.DataFrame:
    """ESTIMATES: published group × scale, mean of current staff with interval, 0-100."""
    frame = release.scales[release.scales["n"] > 0].reset_index(drop=True)
    facts = group_facts(release, frame)
    if frame.empty:
        return ESTIMATES.empty()
    rated = frame.assign(axis=facts["axis"], staff=facts["staff"], raw_mean=frame["total"] / frame["n"].astype(float))
    variance = _variances(rated, person_variances(release))
    alike: dict[int, list[_Underlying]] = {}
    for part in _underlying(rated, variance, release):
        alike.setdefault(len(part.mixture.centre), []).append(part)
    cuts = rated["scale"].map({scale: _cut(instrument, str(scale)) for scale in rated["scale"].unique()}).to_numpy(dtype=float)
    found = np.empty((len(rated), len(_COLUMNS)))
    for parts in alike.values():
        rows, mixture = np.concatenate([part.rows for part in parts]), side_by_side([part.mixture for part in parts])
        found[rows] = _estimate(rated.iloc[rows], mixture, variance[rows], cuts[rows], instrument)
    full = frame[[*GROUP, "scale", "n"]].assign(**dict(zip(_COLUMNS, found.T, strict=True)), raw_mean=rated["raw_mean"])
    return ESTIMATES.check(full.assign(comparable=_comparable(frame, instrument)))


@dataclass(frozen=True, slots=True)
class _Underlying:
    """Underlying means of the groups of one axis on one scale. rows : numbers of theirs among all rated rows, (G,)."""

    rows: NDArray[np.intp]
    mixture: NormalMixture


def _underlying(rated: pd.DataFrame, variance: NDArray[np.float64], release: Release) -> Iterator[_Underlying]:
    """The underlying means of every axis and scale.

    The groups of one axis borrow from each other, cells from their role, their department and the other cells; the whole
    organisation borrows nothing.
    """
    table = crossing(release)
    shown, (row, column) = table.shown_by(rated, rated["scale"], TOTALS), table.place(rated)
    mean, n = rated["raw_mean"].to_numpy(), rated["n"].to_numpy(dtype=float)
    for (axis, scale), rows in rows_by(rated["axis"], rated["scale"]).items():
        persons = float(variance[rows[0]])
        own = persons / n[rows]
        if axis == CELL:
            prior = mean_priors(shown[scale], table, persons)
            parts = (values[:, row[rows], column[rows]] for values in (prior.weight, prior.mean, prior.variance))
            yield _Underlying(rows, updated(NormalMixture(*parts), mean[rows], own))
        elif axis == OVERALL:
            yield _Underlying(rows, unshrunk(mean[rows], own))
        else:
            yield _Underlying(rows, shrink(mean[rows], own, PRIOR_SPREAD * max(np.sqrt(persons), 1e-6)))


def _estimate(
    rows: pd.DataFrame, underlying: NormalMixture, variance: NDArray[np.float64], cut: NDArray[np.float64], instrument: Instrument
) -> NDArray[np.float64]:
    """``_COLUMNS`` of the groups of ``rows``: mean, limits and P(mean >= cut) of current staff."""
    current = for_current_staff(underlying, rows["raw_mean"], rows["n"], rows["staff"], variance)
    tail = (1 - instrument.thresholds.interval) / 2
    figures = (current.mean, current.limit(tail), current.limit(1 - tail))
    bounded = [np.clip(values, 0.0, SPAN) for values in figures]
    return np.column_stack([*bounded, np.clip(current.above(cut), 0.0, 1.0)])


def _variances(rated: pd.DataFrame, known: PersonVariances) -> NDArray[np.float64]:
    """Variance of persons around the mean of every row's group; for everybody the spread between roles belongs to it."""
    within = {pair: person_variance(known, *pair, SPAN) for pair in set(zip(rated["axis"], rated["scale"], strict=True))}
    roles = rated[rated["axis"] == "role"]
    for scale, rows in roles.groupby("scale").indices.items():
        n, mean = (roles[name].to_numpy(dtype=float)[rows] for name in ("n", "raw_mean"))
        centre = (n * mean).sum() / n.sum()
        if (OVERALL, scale) in within:
            within[OVERALL, scale] += float((n * (mean - centre) ** 2).sum() / n.sum())
    return np.array([within[pair] for pair in zip(rated["axis"], rated["scale"], strict=True)])


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
