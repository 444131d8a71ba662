"""Rated topics of published groups: means, raw gaps and the staff whom they concern. Specification: docs/methods/training.md."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.findings.axes import group_facts
from pipeline.findings.concerned import concerned_staff, concerns_group
from pipeline.instrument.model import Instrument
from pipeline.tables import GROUP, Release


def rated_topics(release: Release, instrument: Instrument) -> pd.DataFrame:
    """Published group × topic that concerns the group, of everybody, roles and departments.

    Columns of the release's topics and: axis, key, members, heads (staff on the roster whom it concerns, NaN without one), staff
    (the same, at least those who answered; NaN where there are none), importance, confidence, raw_gap.
    """
    frame = release.topics[(release.topics["n"] > 0) & release.topics["grouping"].ne("role_department")]
    frame = frame.reset_index(drop=True)
    if frame.empty:
        return frame
    facts = group_facts(release, frame)
    first = ~facts["key"].duplicated()
    groups = frame[list(GROUP)].assign(members=facts["members"])[first].set_axis(facts["key"][first])
    topics = [topic.id for topic in instrument.topics]
    asked = pd.DataFrame([concerns_group(instrument, group) for _, group in groups.iterrows()], groups.index, topics, dtype=bool)
    number = pd.Index(topics).get_indexer(pd.Index(frame["topic"])), groups.index.get_indexer(pd.Index(facts["key"]))
    heads = concerned_staff(release, groups, instrument).to_numpy(dtype=float)[number[1], number[0]]
    n = frame["n"].astype("float64")
    importance, confidence = frame["importance_total"] / n, frame["confidence_total"] / n
    rated = frame.assign(
        axis=facts["axis"],
        key=facts["key"],
        members=facts["members"],
        heads=heads,
        staff=at_least_answers(heads, frame["n"]),
        importance=importance,
        confidence=confidence,
        raw_gap=importance - confidence,
    )
    return rated[(number[0] >= 0) & asked.to_numpy()[number[1], number[0]]].reset_index(drop=True)


def at_least_answers(heads: NDArray[np.float64], n: pd.Series) -> NDArray[np.float64]:
    """Staff concerned; at least those who answered, missing where the roster has nobody."""
    return np.where(heads > 0, np.maximum(heads, n.to_numpy(dtype=float)), np.nan)
