"""Shares of staff who name each barrier, per group. Specification: docs/methods/shares.md."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.findings.axes import families, group_facts
from pipeline.instrument.model import Instrument
from pipeline.stats.prediction import SharePrediction, predict
from pipeline.stats.shares import SharePosterior, posterior
from pipeline.tables import BARRIER_FINDINGS, GROUP, Release, group_key

CHOSEN_SHARE = 0.30
"""A barrier counts as a barrier of the group where at least 30 % name it: the least that one would plan for; a convention."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """Counts of persons who tick something, with what is known of them.

    Attributes
    ----------
    frame : rows of the release's barriers or causes with n. facts : of their groups, same index. what : what is ticked.
    known : what is known of every row. found : the shares of current staff.
    """

    frame: pd.DataFrame
    facts: pd.DataFrame
    what: pd.Series
    known: SharePosterior
    found: SharePrediction


def ticked(release: Release, instrument: Instrument, counts: pd.DataFrame, what: str) -> Ticked:
    """Groups of one axis borrow from each other. counts : rows with n, chosen_low, chosen_high and the column ``what``."""
    frame, limits = counts[counts["n"] > 0].reset_index(drop=True), instrument.thresholds
    facts = group_facts(release, frame)
    known = posterior(frame["chosen_low"], frame["chosen_high"], frame["n"], families(facts["axis"], frame[what]))
    found = predict(known, facts["staff"].to_numpy(dtype=float), cut=limits.group_share, interval=limits.interval)
    return Ticked(frame, facts, frame[what], known, found)


def ticked_barriers(release: Release, instrument: Instrument) -> Ticked:
    """The barriers of every published group."""
    return ticked(release, instrument, release.barriers, "option")


def barriers(release: Release, instrument: Instrument, by_option: Ticked | None = None) -> pd.DataFrame:
    """BARRIER_FINDINGS: published group × barrier, estimated share of current staff who name it.

    by_option : ``ticked_barriers``, where it is known already.
    """
    if not (release.barriers["n"] > 0).any():
        return BARRIER_FINDINGS.empty()
    by_option = by_option or ticked_barriers(release, instrument)
    frame, found = by_option.frame, by_option.found
    return BARRIER_FINDINGS.check(
        frame[[*GROUP, "option", "n"]].assign(
            share=found.mean,
            share_low=found.low,
            share_high=found.high,
            raw_share=frame["chosen"].astype("float64") / frame["n"].astype("float64"),
        )
    )


def in_person(release: Release, instrument: Instrument) -> frozenset[str]:
    """Keys of the groups in which a barrier that means "the work has to be done in person" comes first.

    It comes first where at least ``CHOSEN_SHARE`` of the answers name it and it is named as the strongest more often than any
    other barrier, or ticked more often than any other. Intervals count with their middle; a tie is not first.
    """
    kind = {cause.id: cause.kind for cause in instrument.causes}
    kinds = {barrier.id: kind.get(barrier.cause, "none") for barrier in instrument.barriers}
    frame = release.barriers.assign(key=group_key(release.barriers), kind=release.barriers["option"].map(kinds))
    frame = frame[frame["kind"].fillna("none") != "none"]
    if frame.empty:
        return frozenset()
    first = [_comes_first(frame, count) for count in ("strongest", "chosen")]
    named = (_middle(frame, "chosen") / frame["n"].astype(float)).where(frame["kind"] == "in_person", 0.0)
    found = pd.concat(first, axis=1).any(axis=1) & (named.groupby(frame["key"]).max() >= CHOSEN_SHARE)
    return frozenset(found.index[found])


def _comes_first(frame: pd.DataFrame, count: str) -> pd.Series:
    middle, inside = _middle(frame, count), frame["kind"] == "in_person"
    best = middle.where(inside, -np.inf).groupby(frame["key"]).max()
    others = middle.where(~inside, 0.0).groupby(frame["key"]).max()
    return best > others


def _middle(frame: pd.DataFrame, count: str) -> pd.Series:
    """Middle of the interval of a protected count."""
    return (frame[f"{count}_low"].astype(float) + frame[f"{count}_high"].astype(float)) / 2
