"""Which groups are not yet convinced, how sure that is, and what would change it. Specification: docs/methods/reluctance.md."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from pipeline.findings.axes import OVERALL, families, group_facts, predict_shares
from pipeline.findings.barriers import in_person
from pipeline.findings.causes import named_causes
from pipeline.findings.crossed import CELL, COUNTS, crossing, share_priors
from pipeline.findings.quadrants import standing
from pipeline.instrument.model import Instrument
from pipeline.instrument.thresholds import Thresholds
from pipeline.stats.intervals import silent_what_if, wilson
from pipeline.stats.prediction import Exceedances, SharePrediction, current_staff, exceedances, predict, smallest_shift
from pipeline.stats.ranking import among_highest, share_draws
from pipeline.stats.shares import SharePosterior, posterior
from pipeline.tables import GROUP, RELUCTANCE, Release

LABELS = ("none", "unknown", "watch", "priority")
"""From least to most worried."""
LOWEST = 3
"""P(among the three lowest) stands in the place of a rank."""
_POINT = 0.01
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Told:
    """The published groups whose willingness is shown. frame : of the release, rows with n. facts : of their groups. known : what
    is known of the share not yet convinced of every row."""

    frame: pd.DataFrame
    facts: pd.DataFrame
    known: SharePosterior


def told_of(release: Release) -> Told:
    """What a release tells of those who are not yet convinced."""
    frame = release.willingness[release.willingness["n"] > 0].reset_index(drop=True)
    facts = group_facts(release, frame)
    return Told(frame, facts, not_convinced(release, frame, facts))


def reluctance(
    release: Release,
    instrument: Instrument,
    estimates: pd.DataFrame,
    cause_findings: pd.DataFrame,
    told: Told | None = None,
) -> pd.DataFrame:
    """RELUCTANCE: published group, estimated share of staff not yet convinced, label, tipping point, quadrant and causes.

    told : ``told_of`` the release, where it is known already.
    """
    told = told or told_of(release)
    frame, facts, known = told.frame, told.facts, told.known
    if frame.empty:
        return RELUCTANCE.empty()
    limits = instrument.thresholds
    staff = facts["staff"].to_numpy(dtype=float)
    stricter = not_convinced(release, frame, facts, "not_willing")
    found = predict(known, staff, cut=limits.group_share, interval=limits.interval)
    ranks, otherwise = (label_ranks(part, staff, limits, 0) for part in (known, stricter))
    n = frame["n"].astype("float64")
    named = _beside_the_label(facts["key"], cause_findings, instrument)
    exact = frame["reluctant"].notna().to_numpy()
    # Where a roster counts fewer staff than answered, all of them did.
    margin = wilson(frame["reluctant_low"], n, np.maximum(staff, n))
    return RELUCTANCE.check(
        frame[[*GROUP, "n"]]
        .join(_nearest_win(frame, facts, found, limits))
        .assign(
            staff=facts["staff"],
            share=found.mean,
            share_low=found.low,
            share_high=found.high,
            raw_share=frame["reluctant"].astype("float64") / n,
            raw_low=frame["reluctant_low"] / n,
            raw_high=frame["reluctant_high"] / n,
            margin_low=np.where(exact, margin.low, np.nan),
            margin_high=np.where(exact, margin.high, np.nan),
            what_if=np.where(exact, silent_what_if(frame["reluctant_low"], n, staff, limits.silent_shift), np.nan),
            probability=np.clip(found.probability, 0.0, 1.0),
            label=[LABELS[rank] for rank in ranks],
            model=facts["axis"].map({OVERALL: "alone", CELL: "two_way"}).fillna("one_way"),
            label_stricter=[LABELS[rank] for rank in otherwise],
            depends_on_cut=ranks != otherwise,
            among_lowest=among_highest(share_draws(known, staff), families(facts["axis"]), LOWEST),
            tipping_point=tipping_points(known, staff, limits),
            quadrant=standing(facts["key"], estimates, instrument),
            blocked=named["blocked"],
            in_person=facts["key"].isin(in_person(release, instrument)),
            causes=named["causes"],
        )
    )


def not_convinced(
    release: Release, frame: pd.DataFrame, facts: pd.DataFrame, cut: Literal["reluctant", "not_willing"] = "reluctant"
) -> SharePosterior:
    """What is known of the share not yet convinced of every row of ``frame`` (WILLINGNESS of published groups).

    cut : ``not_willing`` counts whoever is undecided with them. Groups of one axis borrow from each other, cells from their role
    and their department.
    """
    low, high = frame["reluctant_low"], frame["reluctant_high"]
    if cut == "not_willing":
        low, high = frame["n"] - frame["willing_high"], frame["n"] - frame["willing_low"]
    family = families(facts["axis"])
    cells = np.flatnonzero(frame["grouping"].eq(CELL))
    if not len(cells):
        return posterior(low, high, frame["n"], family)
    table = crossing(release)
    counts = frame[[*GROUP, "n"]].assign(low=low, high=high)
    rows, columns = table.place(frame)
    prior = share_priors(table.shown(counts, COUNTS), table, (rows[cells], columns[cells]))
    return posterior(low, high, frame["n"], family, dict(zip(cells.tolist(), prior, strict=True)))


def _nearest_win(frame: pd.DataFrame, facts: pd.DataFrame, found: SharePrediction, limits: Thresholds) -> pd.DataFrame:
    """Shares who are undecided and willing, and how many people a shift would take."""
    family, staff = families(facts["axis"]), facts["staff"]
    shares = predict_shares(frame, ("undecided", "willing"), family, staff, limits.group_share, limits.interval)
    undecided = shares["undecided"]
    over = np.ceil(found.count - limits.group_share * np.maximum(staff, frame["n"].astype("float64")) - _ROUNDING)
    return pd.DataFrame(
        {
            "undecided": undecided.mean,
            "undecided_low": undecided.low,
            "undecided_high": undecided.high,
            "willing": shares["willing"].mean,
            "to_convince": pd.Series(np.maximum(over, 0.0), index=frame.index).astype("Int64"),
        },
        index=frame.index,
    )


def label_of(probability: ArrayLike, probability_shifted: ArrayLike, limits: Thresholds) -> NDArray[np.int64]:
    """Rank in ``LABELS`` from P(share > cut) and the same with the silent ``limits.silent_shift`` more reluctant."""
    p, shifted = np.asarray(probability, dtype=float), np.asarray(probability_shifted, dtype=float)
    calm = (p <= limits.none_at_most) & (shifted <= limits.watch)
    return np.select([p > limits.priority, p > limits.watch, calm], [3, 2, 0], default=1).astype(np.int64)


def label_ranks(known: SharePosterior, staff: ArrayLike, limits: Thresholds, points: ArrayLike) -> NDArray[np.int64]:
    """Rank in ``LABELS`` of every group when the silent are ``points`` (whole points) more reluctant, shape (G,)."""
    return _ranks(exceedances(known, staff, cut=limits.group_share), limits, points)


def _ranks(chance: Exceedances, limits: Thresholds, points: ArrayLike) -> NDArray[np.int64]:
    shift = np.asarray(points, dtype=float) * _POINT
    return label_of(chance.at(shift), chance.at(shift + limits.silent_shift), limits)


def tipping_points(known: SharePosterior, staff: ArrayLike, limits: Thresholds) -> NDArray[np.float64]:
    """Points by which the silent must be more reluctant for a more worried label; negative for ``priority`` to end.

    NaN where no shift changes the label, and where nobody is silent or staff is unknown.
    """
    groups, chance = len(known.n), exceedances(known, staff, cut=limits.group_share)
    now = _ranks(chance, limits, 0)
    worse = smallest_shift(lambda points: _ranks(chance, limits, points) > now, groups)
    better = -smallest_shift(lambda points: _ranks(chance, limits, -points) < now, groups)
    silent = np.nan_to_num(current_staff(known, staff) - known.n) > 0
    return np.where(silent, np.where(now == LABELS.index("priority"), better, worse), np.nan)


def _beside_the_label(keys: pd.Series, cause_findings: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Columns causes (at most two ids, joined) and blocked (the first one blocks), one row per key."""
    blocking = {cause.id for cause in instrument.causes if cause.blocks}
    found = named_causes(cause_findings)
    by_group = found["cause"].groupby(found["key"]).agg(list).to_dict()
    lists = [by_group.get(key, []) for key in keys]
    return pd.DataFrame(
        {"causes": [";".join(names) for names in lists], "blocked": [bool(n) and n[0] in blocking for n in lists]},
        index=keys.index,
    )
