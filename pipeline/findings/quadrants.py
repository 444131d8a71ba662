"""Ready and willing: how many of each group's staff are both, one, or neither. Specification: docs/methods/reluctance.md."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.findings.axes import OVERALL, families, group_facts, predict_shares
from pipeline.instrument.model import Instrument
from pipeline.stats.two_by_two import both, fewest_both, most_both
from pipeline.tables import GROUP, QUADRANT_FINDINGS, Release, group_key

_HALDANE = 0.5  # added to every count, so that none is zero
QUADRANTS = ("ready_willing", "willing_not_ready", "ready_not_willing", "neither")


def quadrant_shares(release: Release, instrument: Instrument) -> pd.DataFrame:
    """QUADRANT_FINDINGS: published group × answer, estimated share of current staff.

    Where the release counts the four answers of a group they are predicted from these counts; else they follow from how many are
    ready and how many are willing, going together as among all staff, and their limits hold whatever goes together there.
    """
    frame = release.quadrants[release.quadrants["n"] > 0].reset_index(drop=True)
    if frame.empty:
        return QUADRANT_FINDINGS.empty()
    facts = group_facts(release, frame)
    counted = np.all([frame[name].notna() for name in QUADRANTS], axis=0)
    from_counts = _from_counts(frame, facts, instrument)
    from_margins = from_counts if counted.all() else _from_margins(release, frame, facts, instrument)
    n = frame["n"].astype("float64")
    parts = [
        frame[[*GROUP, "n"]].assign(
            quadrant=quadrant,
            staff=facts["staff"],
            basis=np.where(counted, "counts", "margins"),
            **{
                name: np.where(counted, *(part[quadrant][name] for part in (from_counts, from_margins)))
                for name in ("share", "share_low", "share_high")
            },
            raw_low=frame[f"{quadrant}_low"] / n,
            raw_high=frame[f"{quadrant}_high"] / n,
        )
        for quadrant in QUADRANTS
    ]
    return QUADRANT_FINDINGS.check(pd.concat(parts, ignore_index=True))


Shares = dict[str, dict[str, NDArray[np.float64]]]
"""Quadrant -> share, share_low, share_high of every group."""


def _from_counts(frame: pd.DataFrame, facts: pd.DataFrame, instrument: Instrument) -> Shares:
    limits, family = instrument.thresholds, families(facts["axis"])
    found = predict_shares(frame, QUADRANTS, family, facts["staff"], limits.group_share, limits.interval)
    total = np.sum([one.mean for one in found.values()], axis=0)
    return {name: {"share": one.mean / total, "share_low": one.low, "share_high": one.high} for name, one in found.items()}


def _from_margins(release: Release, frame: pd.DataFrame, facts: pd.DataFrame, instrument: Instrument) -> Shares:
    ready, willing = (_favourable(release, frame, facts, part.id, instrument) for part in instrument.composites)
    ratio = _odds_ratio(frame)
    turned = {
        "ready_willing": (ready, willing),
        "willing_not_ready": (_others(ready), willing),
        "ready_not_willing": (ready, _others(willing)),
        "neither": (_others(ready), _others(willing)),
    }
    same_side = {"ready_willing", "neither"}
    return {
        name: {
            "share": both(first.mean, second.mean, ratio if name in same_side else 1 / ratio),
            "share_low": fewest_both(first.low, second.low),
            "share_high": most_both(first.high, second.high),
        }
        for name, (first, second) in turned.items()
    }


@dataclass(frozen=True, slots=True)
class _Margin:
    """Share of current staff on one side of one composite, with its limits, each of shape (G,)."""

    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def _favourable(release: Release, frame: pd.DataFrame, facts: pd.DataFrame, composite: str, instrument: Instrument) -> _Margin:
    """Share who are ready (or willing) in the groups of ``frame``; anything from none to all where the scale is not shown."""
    limits, scales = instrument.thresholds, release.scales[release.scales["scale"] == composite]
    told = scales.set_index(group_key(scales)).reindex(facts["key"])
    n = told["n"].fillna(frame["n"].set_axis(told.index)).astype("int64").reset_index(drop=True)
    counts = pd.DataFrame(
        {
            "n": n,
            "favourable_low": told["favourable_low"].fillna(0).astype("int64").to_numpy(),
            "favourable_high": told["favourable_high"].reset_index(drop=True).fillna(n).astype("int64"),
        }
    )
    family = families(facts["axis"])
    found = predict_shares(counts, ["favourable"], family, facts["staff"], limits.group_share, limits.interval)["favourable"]
    return _Margin(found.mean, found.low, found.high)


def _others(margin: _Margin) -> _Margin:
    return _Margin(1 - margin.mean, 1 - margin.high, 1 - margin.low)


def _odds_ratio(frame: pd.DataFrame) -> float:
    """How being ready and being willing go together among all staff; 1 where that is not told."""
    overall = frame[frame["grouping"] == OVERALL]
    if overall.empty or overall[list(QUADRANTS)].isna().any(axis=None):
        return 1.0
    ready_willing, willing, ready, neither = (float(overall[name].iloc[0]) + _HALDANE for name in QUADRANTS)
    return ready_willing * neither / (willing * ready)


def standing(keys: pd.Series, estimates: pd.DataFrame, instrument: Instrument) -> pd.Series:
    """Where each group as a whole stands; ``undecided`` unless both means are clearly above or clearly below the limit.

    keys : of the groups. estimates : ESTIMATES.
    """
    limits = instrument.thresholds
    chance = estimates.assign(key=group_key(estimates)).pivot(index="key", columns="scale", values="probability_high")
    axes = [keys.map(chance[part.id]) if part.id in chance else keys.map({}) for part in instrument.composites]
    ready, willing = (axis.astype("float64").to_numpy() for axis in axes)
    high_ready, low_ready = ready > limits.priority, ready < limits.none_at_most
    high_willing, low_willing = willing > limits.priority, willing < limits.none_at_most
    conditions = [high_ready & high_willing, low_ready & high_willing, high_ready & low_willing, low_ready & low_willing]
    return pd.Series(np.select(conditions, QUADRANTS, default="undecided"), index=keys.index)
