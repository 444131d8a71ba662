"""The answer key: what is true of every group, computed from the complete answers of all staff, the silent too.

Scores follow the plain definitions (mean of a construct's items that concern the role, 0-100; composites are means of their
constructs), so that nothing here shares code with the programs that are tested against it.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from sample_data.answers import steps
from sample_data.people import People

_DECIMALS: Final = 4
_EXACT: Final = 9  # sums carry binary noise and limits are sharp


def truth(people: People, instrument: Instrument) -> dict[str, Any]:
    """Who is truly reluctant and why, and who truly needs which topic; JSON-serializable. Shares 0-1, scores 0-100."""
    scores = true_scores(people, instrument)
    limits = instrument.thresholds
    reluctant = is_reluctant(scores, instrument)
    facts = people.staff.assign(
        staff=1,
        answers=people.answers,
        reluctant=reluctant,
        willing=(scores[instrument.willingness.id] >= limits.person_willing_from) & ~reluctant,
        ready=scores[instrument.readiness.id] >= limits.person_ready_from,
        **{composite.id: scores[composite.id] for composite in instrument.composites},
        **{scale.id: scores[scale.id] for scale in instrument.scales},
    )
    roles = {role: _group(part, instrument) for role, part in facts.groupby("role", sort=False)}
    departments = {department: _group(part, instrument) for department, part in facts.groupby("department", sort=False)}
    planted = []
    for position, one in enumerate(people.planted):
        entry = (roles if one.plant.kind == "role" else departments)[one.group]
        left = people.world.waves[people.wave].kept_shift.get(position, 1.0)
        entry |= {"planted": one.plant.pattern, "causes": list(one.plant.causes)}
        what = {key: entry[key] for key in ("staff", "answers", "share_reluctant", "truly_reluctant", "share_ready", "causes")}
        planted.append({"kind": one.plant.kind, "id": one.group, "pattern": one.plant.pattern, "shift_left": left, **what})
    cells = [
        {"role": key[0], "department": key[1], **_group(part, instrument)}
        for key, part in facts.groupby(["role", "department"], sort=False)
    ]
    return {
        "world": people.world.id,
        "seed": people.world.seed,
        "wave": people.world.waves[people.wave].id,
        "instrument": instrument.id,
        "planted": planted,
        "overall": _group(facts, instrument),
        "roles": roles,
        "departments": departments,
        "cells": cells,
        "training": training_truth(people, instrument),
    }


def true_scores(people: People, instrument: Instrument) -> pd.DataFrame:
    """Staff × constructs, drivers and composites, 0-100, from complete answers; NaN where no item concerns the role."""
    found: dict[str, NDArray[np.float64]] = {}
    keyed = {item.id: _keyed(people, instrument, item.id, item.answers, item.reverse) for item in instrument.items}
    for scale in instrument.scales:
        found[scale.id] = _mean(np.array([keyed[item.id] for item in instrument.items_of(scale.id)]))
    for composite in instrument.composites:
        found[composite.id] = _mean(np.array([found[scale] for scale in composite.scales]))
    return pd.DataFrame(found).round(_EXACT)


def is_reluctant(scores: pd.DataFrame, instrument: Instrument) -> NDArray[np.bool_]:
    """Willingness below the limit, or intention at or below its own."""
    limits = instrument.thresholds
    low = scores[instrument.willingness.id] < limits.person_reluctant_below
    return (low | (scores[instrument.intention] <= limits.person_intention_at_most)).to_numpy()


def _keyed(people: People, instrument: Instrument, item: str, answers: str, reverse: bool) -> NDArray[np.float64]:
    """Scores 0-100 of one item, higher is better; NaN where it does not concern the role."""
    scale = instrument.answer_scale[answers]
    by_code = {answer.code: answer.score for answer in scale.answers}
    low, high = float(scale.low or 0), float(scale.high or 0)
    points = np.array([np.nan, *(float(by_code[code] or 0) for code in steps(scale))])[people.rated[item].to_numpy()]
    return 100 * ((high - points) if reverse else (points - low)) / (high - low)


def _mean(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean over the first axis of what is there; NaN where nothing is."""
    there = ~np.isnan(rows)
    count = there.sum(axis=0)
    return np.where(count > 0, np.where(there, rows, 0.0).sum(axis=0) / np.maximum(count, 1), np.nan)


def _group(part: pd.DataFrame, instrument: Instrument) -> dict[str, Any]:
    """What is true of one group."""
    scales = [scale.id for scale in instrument.scales]
    share = float(part["reluctant"].mean())
    means = part[[*(composite.id for composite in instrument.composites), *scales]].mean()
    return {
        "staff": len(part),
        "answers": int(part["answers"].sum()),
        "reluctant": int(part["reluctant"].sum()),
        "share_reluctant": round(share, _DECIMALS),
        "truly_reluctant": share > instrument.thresholds.group_share,
        "share_willing": round(float(part["willing"].mean()), _DECIMALS),
        "share_ready": round(float(part["ready"].mean()), _DECIMALS),
        "means": {str(name): None if value != value else round(float(value), _DECIMALS) for name, value in means.items()},
    }


def training_truth(people: People, instrument: Instrument) -> dict[str, Any]:
    """Role -> its largest true gaps (importance - confidence, mean of all staff), planted needs, and people in need."""
    limits, ratings = instrument.thresholds.in_need, instrument.topic_ratings
    found: dict[str, Any] = {}
    for role, members in people.rated.groupby(people.staff["role"], sort=False):
        gaps: dict[str, float] = {}
        need: dict[str, int] = {}
        for topic in instrument.topics:
            if not instrument.topic_concerns(topic, str(role)):
                continue
            importance = _points(instrument, members[f"{topic.id}_importance"], ratings.importance)
            confidence = _points(instrument, members[f"{topic.id}_confidence"], ratings.confidence)
            gaps[topic.id] = round(float((importance - confidence).mean()), _DECIMALS)
            need[topic.id] = int(((importance >= limits.importance_at_least) & (confidence <= limits.confidence_at_most)).sum())
        largest = sorted(gaps, key=lambda topic: (-gaps[topic], topic))[: people.world.topics.planted_gaps]
        planted = list(people.needs.get(str(role), ()))
        found[str(role)] = {"largest_gaps": largest, "planted": planted, "gap": gaps, "in_need": need}
    return found


def _points(instrument: Instrument, positions: pd.Series, answers: str) -> NDArray[np.float64]:
    scale = instrument.answer_scale[answers]
    by_code = {answer.code: answer.score for answer in scale.answers}
    return np.array([np.nan, *(float(by_code[code] or 0) for code in steps(scale))])[positions.to_numpy()]
