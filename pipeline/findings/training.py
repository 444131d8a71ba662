"""What each group needs to learn, how sure the order is, and how many seats that takes.

Specification: docs/methods/training.md.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from pipeline.findings.axes import OVERALL, families, group_facts, person_variance, person_variances, predict_shares
from pipeline.findings.seats import concerned_staff, concerns_group
from pipeline.instrument.model import Instrument
from pipeline.stats.twoway import SEED, two_way
from pipeline.tables import GROUP, TRAINING_NEEDS, Release

LARGEST = 3
"""Certainty is the chance to be among so many largest gaps of the group: what a training plan can start with."""
GAP_SPAN = 8.0
"""Range of importance minus confidence, both 1-5."""
_DRAWS = 4000


def training_needs(release: Release, instrument: Instrument) -> pd.DataFrame:
    """TRAINING_NEEDS: published group × topic that concerns it, with gap, certainty, share in need and seats."""
    frame = _rated_topics(release, instrument)
    if frame.empty:
        return TRAINING_NEEDS.empty()
    parts = [_axis_gaps(part, release, str(axis), instrument) for axis, part in frame.groupby("axis", sort=True)]
    frame = frame.join(pd.concat(parts).sort_index())
    limits = instrument.thresholds
    family = families(frame["axis"], frame["topic"])
    found = predict_shares(frame, "in_need", family, frame["staff"], limits.group_share, limits.interval)
    firm = frame["certainty"] > limits.firm
    columns = ["topic", "n", "staff", "importance", "confidence", "gap", "gap_low", "gap_high", "raw_gap", "certainty"]
    return TRAINING_NEEDS.check(
        frame[[*GROUP, *columns]].assign(
            borich=frame["importance"] * frame["raw_gap"],
            status=np.where(firm, "firm", "candidate"),
            share=found.mean,
            seats_low=found.count_low,
            seats=np.clip(np.rint(found.count), found.count_low, found.count_high),
            seats_high=found.count_high,
        )
    )


def _rated_topics(release: Release, instrument: Instrument) -> pd.DataFrame:
    """Published group × topic that concerns the group, with mean ratings, raw gap, axis and the staff concerned."""
    frame = release.topics[(release.topics["n"] > 0) & release.topics["grouping"].ne("role_department")]
    frame = frame.reset_index(drop=True)
    if frame.empty:
        return frame
    facts = group_facts(release, frame)
    first = ~facts["key"].duplicated()
    groups = frame[list(GROUP)].assign(members=facts["members"])[first].set_axis(facts["key"][first])
    topics = [topic.id for topic in instrument.topics]
    asked = pd.DataFrame([concerns_group(instrument, group) for _, group in groups.iterrows()], groups.index, topics, dtype=bool)
    staff = concerned_staff(release, groups, instrument)
    number = pd.Index(topics).get_indexer(pd.Index(frame["topic"])), groups.index.get_indexer(pd.Index(facts["key"]))
    n = frame["n"].astype("float64")
    importance, confidence = frame["importance_total"] / n, frame["confidence_total"] / n
    rated = frame.assign(
        axis=facts["axis"],
        key=facts["key"],
        staff=_heads(staff, number, frame["n"]),
        importance=importance,
        confidence=confidence,
        raw_gap=importance - confidence,
    )
    return rated[(number[0] >= 0) & asked.to_numpy()[number[1], number[0]]].reset_index(drop=True)


def _heads(staff: pd.DataFrame, number: tuple[NDArray[np.intp], NDArray[np.intp]], n: pd.Series) -> NDArray[np.float64]:
    """Staff concerned per row; at least those who answered, missing where the roster has nobody of the group."""
    heads = staff.to_numpy(dtype=float)[number[1], number[0]]
    return np.where(heads > 0, np.maximum(heads, n.to_numpy(dtype=float)), np.nan)


def _axis_gaps(part: pd.DataFrame, release: Release, axis: str, instrument: Instrument) -> pd.DataFrame:
    """Gap with interval and certainty for the groups of one axis; columns gap, gap_low, gap_high, certainty."""
    topics, known = part["topic"].unique(), person_variances(release)
    spread = {topic: person_variance(known, axis, f"gap:{topic}", GAP_SPAN) for topic in topics}
    variance = part["topic"].map(spread) / part["n"].astype("float64")
    rows, columns = pd.factorize(part["key"])[0], pd.factorize(part["topic"])[0]
    table = np.full((2, rows.max() + 1, columns.max() + 1), np.nan)
    table[:, rows, columns] = part["raw_gap"], variance
    if axis == OVERALL:
        noise = np.random.default_rng(SEED).standard_normal((_DRAWS, *table.shape[1:]))
        mean, sd, draws = table[0], np.sqrt(table[1]), table[0] + noise * np.sqrt(table[1])
    else:
        fitted = two_way(table[0], table[1], draws=_DRAWS)
        mean, sd, draws = fitted.mean, np.sqrt(fitted.variance), fitted.draws
    reach = ndtri((1 + instrument.thresholds.interval) / 2) * sd[rows, columns]
    gap, largest = mean[rows, columns], chance_among_largest(draws, ~np.isnan(table[0]), LARGEST)
    limits = {"gap": gap, "gap_low": gap - reach, "gap_high": gap + reach}
    bounded = {name: np.clip(values, -GAP_SPAN / 2, GAP_SPAN / 2) for name, values in limits.items()}
    return pd.DataFrame({**bounded, "certainty": largest[rows, columns]}, index=part.index)


def chance_among_largest(draws: NDArray[np.float64], present: NDArray[np.bool_], largest: int) -> NDArray[np.float64]:
    """Share of draws in which a cell is among the ``largest`` of its row's present cells; draws (D, R, C) -> (R, C)."""
    columns = draws.shape[2]
    if columns <= largest:
        return present.astype(float)
    masked = np.where(present, draws, -np.inf)
    last = np.partition(masked, columns - largest, axis=2)[:, :, columns - largest]
    return ((masked >= last[:, :, None]) & present).mean(axis=0)
