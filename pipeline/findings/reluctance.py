"""Which groups are not yet convinced, how sure that is, and what would change it. Specification: docs/methods/reluctance.md."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from pipeline.findings.axes import families, group_facts
from pipeline.findings.barriers import in_person
from pipeline.instrument.model import Instrument, Thresholds
from pipeline.stats.intervals import silent_what_if, wilson
from pipeline.stats.prediction import current_staff, exceedance, predict, smallest_shift
from pipeline.stats.shares import SharePosterior, posterior
from pipeline.tables import GROUP, RELUCTANCE, Release, group_key

LABELS = ("none", "unknown", "watch", "priority")
"""From least to most worried."""
NAMED_CAUSES = 2
_POINT = 0.01


def reluctance(release: Release, instrument: Instrument, estimates: pd.DataFrame, cause_findings: pd.DataFrame) -> pd.DataFrame:
    """RELUCTANCE: published group, estimated share of staff not yet convinced, label, tipping point, quadrant and causes."""
    frame = release.willingness[release.willingness["n"] > 0].reset_index(drop=True)
    if frame.empty:
        return RELUCTANCE.empty()
    facts = group_facts(release, frame)
    limits = instrument.thresholds
    staff = facts["staff"].to_numpy(dtype=float)
    known = posterior(frame["reluctant_low"], frame["reluctant_high"], frame["n"], families(facts["axis"]))
    found = predict(known, staff, cut=limits.group_share, interval=limits.interval)
    n = frame["n"].astype("float64")
    named = _named_causes(facts["key"], cause_findings, instrument)
    exact = frame["reluctant"].notna().to_numpy()
    # Where a roster counts fewer staff than answered, all of them did.
    margin = wilson(frame["reluctant_low"], n, np.maximum(staff, n))
    return RELUCTANCE.check(
        frame[[*GROUP, "n"]].assign(
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
            label=[LABELS[rank] for rank in label_ranks(known, staff, limits, 0)],
            tipping_point=tipping_points(known, staff, limits),
            quadrant=_quadrants(facts["key"], estimates, instrument),
            blocked=named["blocked"],
            in_person=facts["key"].isin(in_person(release, instrument)),
            causes=named["causes"],
        )
    )


def label_of(probability: ArrayLike, probability_shifted: ArrayLike, limits: Thresholds) -> NDArray[np.int64]:
    """Rank in ``LABELS`` from P(share > cut) and the same with the silent ``limits.silent_shift`` more reluctant."""
    p, shifted = np.asarray(probability, dtype=float), np.asarray(probability_shifted, dtype=float)
    calm = (p <= limits.none_at_most) & (shifted <= limits.watch)
    return np.select([p > limits.priority, p > limits.watch, calm], [3, 2, 0], default=1).astype(np.int64)


def label_ranks(known: SharePosterior, staff: ArrayLike, limits: Thresholds, points: ArrayLike) -> NDArray[np.int64]:
    """Rank in ``LABELS`` of every group when the silent are ``points`` (whole points) more reluctant, shape (G,)."""
    shift = np.asarray(points, dtype=float) * _POINT
    chances = [exceedance(known, staff, cut=limits.group_share, shift=s) for s in (shift, shift + limits.silent_shift)]
    return label_of(chances[0], chances[1], limits)


def tipping_points(known: SharePosterior, staff: ArrayLike, limits: Thresholds) -> NDArray[np.float64]:
    """Points by which the silent must be more reluctant for a more worried label; negative for ``priority`` to end.

    NaN where no shift changes the label, and where nobody is silent or staff is unknown.
    """
    groups = len(known.n)
    now = label_ranks(known, staff, limits, 0)
    worse = smallest_shift(lambda points: label_ranks(known, staff, limits, points) > now, groups)
    better = -smallest_shift(lambda points: label_ranks(known, staff, limits, -points) < now, groups)
    silent = np.nan_to_num(current_staff(known, staff) - known.n) > 0
    return np.where(silent, np.where(now == LABELS.index("priority"), better, worse), np.nan)


def _quadrants(keys: pd.Series, estimates: pd.DataFrame, instrument: Instrument) -> pd.Series:
    """Where each group stands; ``undecided`` unless both means are clearly above or clearly below the limit."""
    limits = instrument.thresholds
    chance = estimates.assign(key=group_key(estimates)).pivot(index="key", columns="scale", values="probability_high")
    axes = [keys.map(chance[part.id]) if part.id in chance else keys.map({}) for part in instrument.composites]
    ready, willing = (axis.astype("float64").to_numpy() for axis in axes)
    high_ready, low_ready = ready > limits.priority, ready < limits.none_at_most
    high_willing, low_willing = willing > limits.priority, willing < limits.none_at_most
    conditions = [high_ready & high_willing, low_ready & high_willing, high_ready & low_willing, low_ready & low_willing]
    names = ["ready_willing", "willing_not_ready", "ready_not_willing", "neither"]
    return pd.Series(np.select(conditions, names, default="undecided"), index=keys.index)


def _named_causes(keys: pd.Series, cause_findings: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Columns causes (at most two ids, joined) and blocked (the first one blocks), one row per key."""
    blocking = {cause.id for cause in instrument.causes if cause.blocks}
    shown = cause_findings[cause_findings["shown"]].sort_values("rank", kind="stable")
    by_group = shown["cause"].groupby(group_key(shown)).agg(list).to_dict()
    lists = [by_group.get(key, [])[:NAMED_CAUSES] for key in keys]
    return pd.DataFrame(
        {"causes": [";".join(names) for names in lists], "blocked": [bool(n) and n[0] in blocking for n in lists]},
        index=keys.index,
    )
