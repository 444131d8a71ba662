"""Did it work: confidence where training was held since the earlier wave, beside topics of the same roles without.

Computed from two releases; who took part is not known. Specification: docs/methods/trained.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy.special import ndtri

from pipeline.findings.axes import group_facts, members_of, person_variance, person_variances
from pipeline.findings.before import Before
from pipeline.instrument.model import AnswerScale, Instrument
from pipeline.stats.ancova import Adjusted, adjusted_difference
from pipeline.stats.twoway import two_way
from pipeline.tables import GROUP, NOT_STATED, TRAINED, TRAINED_OVERALL, Release

FEWEST_TRAINED: Final = 2
FEWEST_TOPICS: Final = 2
FEWEST_UNTRAINED: Final = 5
_FEWEST_FREE: Final = 5
_ROLE: Final = "role"
_SPAN: Final = 4.0
"""Width of the range of confidence, 1-5."""


@dataclass(frozen=True, slots=True)
class TrainedFindings:
    """TRAINED and TRAINED_OVERALL."""

    pairs: pd.DataFrame
    overall: pd.DataFrame


def trained(release: Release, instrument: Instrument, before: Before | None) -> TrainedFindings:
    """Both tables; without rows where no list of what was held is given."""
    if before is None or before.held is None:
        return TrainedFindings(TRAINED.empty(), TRAINED_OVERALL.empty())
    same = _same(instrument, before)
    earlier = _started(_confidence(before.release, before.instrument))
    now = _confidence(release, instrument)
    both = earlier[earlier["topic"].isin(same)].merge(now, on=["key", "roles", "topic"], suffixes=("_before", ""))
    both = both.assign(seats=_seats(both, before.held))
    reach = ndtri((1 + instrument.thresholds.interval) / 2) * np.sqrt(both["variance_before"] + both["variance"])
    change = both["confidence"] - both["confidence_before"]
    pairs = both.assign(
        trained=both["seats"].notna(),
        change=change,
        change_low=(change - reach).clip(-_SPAN, _SPAN),
        change_high=(change + reach).clip(-_SPAN, _SPAN),
    )
    return TrainedFindings(TRAINED.check(pairs[[*TRAINED.fields]]), _overall(pairs, release, instrument, before, before.held))


def _same(instrument: Instrument, before: Before) -> set[str]:
    """Topics that both instruments ask alike, without those that the exports asked otherwise."""
    same = same_topics(instrument, before.instrument)
    if before.seen is None:
        return same
    return same - set(before.seen.loc[(before.seen["kind"] == "topic") & ~before.seen["trended"].astype(bool), "id"])


def same_topics(instrument: Instrument, earlier: Instrument) -> set[str]:
    """Topics with the same id and label in both, if confidence was asked with the same answers."""
    asked = [_answers(one.answer_scale.get(one.topic_ratings.confidence)) for one in (instrument, earlier)]
    labels = {topic.id: topic.label for topic in earlier.topics}
    return {topic.id for topic in instrument.topics if asked[0] == asked[1] and labels.get(topic.id) == topic.label}


def _answers(scale: AnswerScale | None) -> list[tuple[str, float | None]]:
    return [] if scale is None else [(answer.label, answer.score) for answer in scale.answers]


def _confidence(release: Release, instrument: Instrument) -> pd.DataFrame:
    """Group of the role axis × topic that concerns it: GROUP, key, roles (a tuple of ids), topic, n, confidence, variance."""
    n = release.topics["n"].astype("float64")
    facts = group_facts(release, release.topics)
    frame = release.topics[[*GROUP, "topic"]].assign(
        **facts[["key", "members", "axis"]], n=n, confidence=release.topics["confidence_total"] / n.where(n > 0)
    )
    frame = frame[(frame["axis"] == _ROLE) & (frame["n"] > 0) & frame["role"].ne(NOT_STATED).fillna(True)]
    groups = frame.drop_duplicates("key")
    roles = {key: members_of(group, _ROLE) for key, (_, group) in zip(groups["key"], groups.iterrows(), strict=True)}
    frame = frame.assign(roles=frame["key"].map(roles))
    concerned = {
        topic.id: {role.id for role in instrument.roles if instrument.topic_concerns(topic, role.id)}
        for topic in instrument.topics
    }
    asked = [bool(concerned.get(topic, set()) & set(own)) for topic, own in zip(frame["topic"], frame["roles"], strict=True)]
    frame = frame[np.array(asked, dtype=bool)].reset_index(drop=True)
    known = person_variances(release)
    persons = {topic: person_variance(known, _ROLE, f"confidence:{topic}", _SPAN) for topic in concerned}
    return frame.assign(variance=frame["topic"].map(persons).astype("float64") / frame["n"])


def _started(frame: pd.DataFrame) -> pd.DataFrame:
    """With start and start_variance: what the two-way model over groups and topics makes of every confidence."""
    if frame.empty:
        return frame.assign(start=0.0, start_variance=0.0)
    (rows, keys), (columns, topics) = pd.factorize(frame["key"], sort=True), pd.factorize(frame["topic"], sort=True)
    table = np.full((2, len(keys), len(topics)), np.nan)
    table[:, rows, columns] = frame["confidence"], frame["variance"]
    fitted = two_way(table[0], table[1], draws=1)
    return frame.assign(start=fitted.mean[rows, columns], start_variance=fitted.variance[rows, columns])


def _seats(pairs: pd.DataFrame, held: pd.DataFrame) -> pd.Series:
    """Seats held for the roles of each pair's group; missing where none were."""
    seats = dict(zip(zip(held["role"], held["topic"], strict=True), held["seats"], strict=True))
    cells = zip(pairs["roles"], pairs["topic"], strict=True)
    sums = [sum(int(seats.get((role, topic), 0)) for role in roles) for roles, topic in cells]
    return pd.Series([total or pd.NA for total in sums], index=pairs.index, dtype="Int64")


def _overall(
    pairs: pd.DataFrame, release: Release, instrument: Instrument, before: Before, list_held: pd.DataFrame
) -> pd.DataFrame:
    """TRAINED_OVERALL, one row."""
    held = pairs["trained"].to_numpy(dtype=bool)
    found = _adjusted(pairs, instrument.thresholds.interval)
    cells = zip(pairs.loc[held, "roles"], pairs.loc[held, "topic"], strict=True)
    shown = {(role, topic) for roles, topic in cells for role in roles}
    listed = set(zip(list_held["role"], list_held["topic"], strict=True))
    asked = {topic.id for topic in (*instrument.topics, *before.instrument.topics)}
    row = {
        "earlier": before.wave,
        "n_before": _answered(before.release),
        "n": _answered(release),
        "trained": held.sum(),
        "topics": pairs.loc[held, "topic"].nunique(),
        "untrained": (~held).sum(),
        "not_shown": len(listed - shown),
        "not_same": ";".join(sorted(asked - _same(instrument, before))) or None,
        "change_trained": _mean_change(pairs[held]),
        "change_untrained": _mean_change(pairs[~held]),
        "difference": np.nan if found is None else found.difference,
        "difference_low": np.nan if found is None else found.low,
        "difference_high": np.nan if found is None else found.high,
        "status": "too_few" if found is None else "compared",
    }
    return TRAINED_OVERALL.check(pd.DataFrame([row]))


def _answered(release: Release) -> int:
    groups = release.groups
    return int(groups.loc[groups["grouping"] == "overall", "n"].sum())


def _mean_change(pairs: pd.DataFrame) -> float:
    """Mean over pairs, weighted with the answers of both waves; NaN without pairs."""
    weight = 1 / (1 / pairs["n_before"] + 1 / pairs["n"])
    return float((weight * pairs["change"]).sum() / weight.sum()) if len(pairs) else np.nan


def _adjusted(pairs: pd.DataFrame, interval: float) -> Adjusted | None:
    """The adjusted difference; None where there are too few pairs to compare."""
    held = pairs["trained"].astype(bool)
    some, none = pairs["key"].isin(pairs.loc[held, "key"]), pairs["key"].isin(pairs.loc[~held, "key"])
    with_others, others = pairs[held & none], pairs[~held & some]
    enough = len(with_others) >= FEWEST_TRAINED and with_others["topic"].nunique() >= FEWEST_TOPICS
    if not enough or len(others) < FEWEST_UNTRAINED:
        return None
    variance = pairs["variance"] + pairs["start_variance"]
    covariates = pairs[["start", "confidence_before"]].to_numpy(dtype=float)
    found = adjusted_difference(pairs["confidence"], variance, held, covariates, pairs["key"], interval)
    return found if found is not None and found.df >= _FEWEST_FREE else None
