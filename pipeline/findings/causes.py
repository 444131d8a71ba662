"""Why a group is not yet convinced: what is low there and worse than elsewhere. Specification: docs/methods/causes.md."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from pipeline.findings.axes import OVERALL, families, group_facts, person_variance, person_variances, predict_shares
from pipeline.findings.barriers import CHOSEN_SHARE
from pipeline.findings.estimate import SPAN
from pipeline.instrument.model import Cause, Instrument
from pipeline.tables import CAUSE_FINDINGS, GROUP, Release, group_key

LOW_MEAN = 50.0
"""A construct is low in itself below the middle of the scale ..."""
UNFAVOURABLE_SHARE = 0.40
"""... or where more than 40 % of persons are below the middle, or ``CHOSEN_SHARE`` name a barrier."""
REASONABLE_Z = 1.0
"""Worse than elsewhere by more than one standard error: about 5-to-1 odds. Candidates for a listening leader, not a test."""


_FIGURES = ["here", "elsewhere", "difference", "error", "low"]


@dataclass(frozen=True, slots=True)
class _Evidence:
    """How much worse a group is than elsewhere, each of shape (G,); NaN where there is no such evidence.

    difference : in SDs of persons. error : its standard error. here, elsewhere : the figures behind it. low : low in itself.
    """

    difference: NDArray[np.float64]
    error: NDArray[np.float64]
    here: NDArray[np.float64]
    elsewhere: NDArray[np.float64]
    low: NDArray[np.bool_]


def causes(release: Release, instrument: Instrument, estimates: pd.DataFrame) -> pd.DataFrame:
    """CAUSE_FINDINGS: published group (not overall) × cause, ranked by how much worse the group is than everybody else."""
    groups = release.groups[release.groups["grouping"] != OVERALL].reset_index(drop=True)
    facts = group_facts(release, groups)
    causal = [cause for cause in instrument.causes if cause.kind not in ("none", "in_person")]
    if groups.empty or not causal or OVERALL not in set(release.groups["grouping"]):
        return CAUSE_FINDINGS.empty()
    construct = _construct_table(release, instrument, estimates, facts)
    barrier = _barrier_table(release, instrument)
    parts = [_cause_rows(groups, facts["key"], cause, construct, barrier) for cause in causal]
    found = pd.concat(parts, ignore_index=True).dropna(subset=["strength"])
    found = found.assign(key=group_key(found), order=found["cause"].map({c.id: i for i, c in enumerate(causal)}))
    found = found.sort_values(["key", "strength", "order"], ascending=[True, False, True], kind="stable")
    found = found.assign(rank=found.groupby("key").cumcount() + 1)
    return CAUSE_FINDINGS.check(found.drop(columns=["key", "order"]))


def _construct_table(release: Release, instrument: Instrument, estimates: pd.DataFrame, facts: pd.DataFrame) -> pd.DataFrame:
    """Group × scale (index key, scale): here, elsewhere, difference in SDs of persons, its error, low."""
    frame = estimates.merge(release.scales, on=[*GROUP, "scale", "n"], validate="one_to_one")
    frame = frame.assign(key=group_key(frame))
    overall = frame[frame["grouping"] == OVERALL].set_index("scale")
    frame = frame[frame["key"].isin(facts["key"]) & frame["comparable"] & frame["scale"].isin(overall.index)]
    axis = frame["key"].map(dict(zip(facts["key"], facts["axis"], strict=True)))
    pairs = sorted(set(zip(axis, frame["scale"], strict=True)))
    known = person_variances(release)
    sds = {pair: np.sqrt(person_variance(known, *pair, SPAN)) for pair in pairs}
    sd = np.array([max(sds[pair], 1e-6) for pair in zip(axis, frame["scale"], strict=True)])
    n, rest = _rest(frame["n"], frame["scale"].map(overall["n"]))
    elsewhere = ((frame["scale"].map(overall["total"]) - frame["total"]) / rest).clip(0, SPAN)
    error = (frame["high"] - frame["low"]) / (2 * ndtri((1 + instrument.thresholds.interval) / 2)) / sd
    unfavourable = (frame["unfavourable_low"] + frame["unfavourable_high"]).astype(float) / 2 / n
    table = pd.DataFrame(
        {
            "here": frame["mean"],
            "elsewhere": elsewhere,
            "difference": _beyond_reluctance((elsewhere - frame["mean"]) / sd, frame, instrument),
            "error": np.sqrt(error**2 + 1 / rest),
            "low": (frame["mean"] < LOW_MEAN) | (unfavourable > UNFAVOURABLE_SHARE),
        }
    )
    return table.set_index([frame["key"], frame["scale"]])


def _beyond_reluctance(difference: pd.Series, frame: pd.DataFrame, instrument: Instrument) -> pd.Series:
    """Differences, for the constructs of willingness less the mean difference of its other constructs.

    Reluctance is measured by these constructs, so in a reluctant group all of them are low whatever the cause; a cause is one
    that stands out among them.
    """
    inside = frame["scale"].isin(instrument.willingness.scales)
    by_group = difference[inside].groupby(frame.loc[inside, "key"])
    total, count = by_group.transform("sum"), by_group.transform("count")
    others = (total - difference[inside]) / (count - 1).where(count > 1)
    return difference.sub(others.reindex(difference.index).fillna(0.0))


def _barrier_table(release: Release, instrument: Instrument) -> pd.DataFrame:
    """Group × cause (index key, cause): the same from the share who named a barrier of the cause."""
    frame = release.causes[release.causes["n"] > 0].reset_index(drop=True)
    if frame.empty:
        return pd.DataFrame(columns=_FIGURES, index=pd.MultiIndex.from_arrays([[], []]))
    facts = group_facts(release, frame)
    limits = instrument.thresholds
    family = families(facts["axis"], frame["cause"])
    found = predict_shares(frame, "chosen", family, facts["staff"], limits.group_share, limits.interval)
    middle = (frame["chosen_low"] + frame["chosen_high"]).astype(float) / 2
    overall = frame.assign(middle=middle)[frame["grouping"] == OVERALL].set_index("cause")
    _, rest = _rest(frame["n"], frame["cause"].map(overall["n"]))
    elsewhere = ((frame["cause"].map(overall["middle"]) - middle) / rest).clip(0, 1)
    common = (frame["cause"].map(overall["middle"]) / frame["cause"].map(overall["n"]).astype(float)).clip(0.01, 0.99)
    sd = np.sqrt(common * (1 - common))
    error = (found.high - found.low) / (2 * ndtri((1 + limits.interval) / 2)) / sd
    table = pd.DataFrame(
        {
            "here": found.mean,
            "elsewhere": elsewhere,
            "difference": (found.mean - elsewhere) / sd,
            "error": np.sqrt(error**2 + 1 / rest),
            "low": found.mean >= CHOSEN_SHARE,
        }
    )
    return table.set_index([facts["key"], frame["cause"]])


def _rest(n: pd.Series, everybody: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Persons in the group and everywhere else; NaN where the group is everybody."""
    here = n.astype("float64")
    rest = everybody.astype("float64") - here
    return here, rest.where(rest > 0)


def _cause_rows(
    groups: pd.DataFrame, keys: pd.Series, cause: Cause, construct: pd.DataFrame, barrier: pd.DataFrame
) -> pd.DataFrame:
    """Strength and figures of one cause for every group."""
    scales = [_evidence(construct, keys, scale) for scale in cause.scales]
    answers = _together(scales, len(keys))
    ticks = _evidence(barrier, keys, cause.id)
    difference = np.array([answers.difference, ticks.difference])
    error = np.array([answers.error, ticks.error])
    kinds = (~np.isnan(difference)).sum(axis=0)
    known = np.maximum(kinds, 1)
    strength = np.where(kinds > 0, np.nansum(difference, axis=0) / known, np.nan)
    uncertainty = np.sqrt(np.nansum(error**2, axis=0)) / known
    certain = strength > REASONABLE_Z * uncertainty
    return groups[[*GROUP]].assign(
        cause=cause.id,
        strength=strength,
        score=answers.here,
        score_elsewhere=answers.elsewhere,
        chosen=ticks.here,
        chosen_elsewhere=ticks.elsewhere,
        shown=(answers.low | ticks.low) & certain,
    )


def _evidence(table: pd.DataFrame, keys: pd.Series, name: str) -> _Evidence:
    """Evidence of one scale or one cause's barriers, in the order of ``keys``."""
    inside = table[table.index.get_level_values(1) == name].droplevel(1)
    here = inside.reindex(keys)
    difference, error, own, elsewhere = (here[c].to_numpy(dtype=float) for c in ("difference", "error", "here", "elsewhere"))
    return _Evidence(difference, error, own, elsewhere, here["low"].eq(True).to_numpy(dtype=bool))


def _together(scales: list[_Evidence], groups: int) -> _Evidence:
    """Several scales of one cause: their mean difference, with errors as if they moved together; the figures of the lowest."""
    if not scales:
        missing = np.full(groups, np.nan)
        return _Evidence(missing, missing, missing, missing, np.zeros(groups, dtype=bool))
    here = np.array([scale.here for scale in scales])
    elsewhere = np.array([scale.elsewhere for scale in scales])
    known = ~np.isnan(here)
    count = known.sum(axis=0)
    lowest = np.where(known, here, np.inf).argmin(axis=0), np.arange(groups)
    mean = [
        np.where(count > 0, np.nansum(np.array(values), axis=0) / np.maximum(count, 1), np.nan)
        for values in ([s.difference for s in scales], [s.error for s in scales])
    ]
    return _Evidence(mean[0], mean[1], here[lowest], elsewhere[lowest], np.any([s.low for s in scales], axis=0))
