"""Families beside the core: topics, barriers, causes, formats, items. Each has its own persons and its own audit, for everybody,
roles and departments only (items: everybody and roles), inside the groups that the core shows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipeline.release.core import three
from pipeline.release.counts import capped, held
from pipeline.release.rows import Marks, counted, sums_of, table_of
from pipeline.release.wave import Guard, Mask, Wave
from pipeline.tables import BARRIERS, CAUSES, FORMATS, ITEMS, TOPICS, Table


def question_tables(wave: Wave, margins: Mask, role_axis: Mask) -> dict[str, pd.DataFrame]:
    """Tables ``topics``, ``barriers``, ``causes``, ``formats``, ``items`` of the release."""
    return {
        "topics": _topics(wave, margins),
        "barriers": _barriers(wave, margins),
        "causes": _causes(wave, margins),
        "formats": _formats(wave, margins),
        "items": _items(wave, role_axis),
    }


def _family(
    wave: Wave,
    table: Table,
    column: str,
    names: Sequence[str],
    persons: Sequence[Mask],
    shown: Sequence[Mask],
    marks: Sequence[Marks],
    *,
    among: Mask,
    partition: bool = False,
    totals: dict[str, np.ndarray] | None = None,
) -> pd.DataFrame:
    """One table: counts of each family, protected across rows and groups."""
    if not names:
        return table.empty()
    counts = capped(counted(wave, shown, persons, marks, partition=partition), wave.instrument.thresholds.cap_share)
    counts = held(counts, sums_of(wave.lattice, among), wave.lattice.rank)
    return table_of(table, wave.lattice, counts, {column: names}, totals)


def _topics(wave: Wave, margins: Mask) -> pd.DataFrame:
    need, names = wave.instrument.thresholds.in_need, list(wave.scores.importance.columns)
    importance, confidence = (part.to_numpy(dtype=float) for part in (wave.scores.importance, wave.scores.confidence))
    answered = ~np.isnan(importance) & ~np.isnan(confidence)
    importance, confidence = np.nan_to_num(importance), np.nan_to_num(confidence)
    wants, lacks = importance >= need.importance_at_least, confidence <= need.confidence_at_most
    marks = [
        {
            "in_need": wants[:, t] & lacks[:, t],
            "gap_positive": importance[:, t] > confidence[:, t],
            "gap_negative": importance[:, t] < confidence[:, t],
        }
        for t in range(len(names))
    ]
    persons = list(answered.T)
    totals = {
        "importance_total": wave.per_group(np.where(answered, importance, 0.0)) if names else np.empty(0),
        "confidence_total": wave.per_group(np.where(answered, confidence, 0.0)) if names else np.empty(0),
    }
    shown = [wave.published(p, margins) for p in persons]
    return _family(wave, TOPICS, "topic", names, persons, shown, marks, among=margins, totals=totals)


def _options(wave: Wave, table: Table, column: str, question: str, margins: Mask, marks: dict[str, Marks]) -> pd.DataFrame:
    """One family per option of a multi-select, over those who ticked at least one option."""
    if not marks:
        return table.empty()
    persons = wave.scores.answered[question].to_numpy(dtype=bool)
    shown = wave.published(persons, margins)
    count = len(marks)
    return _family(wave, table, column, list(marks), [persons] * count, [shown] * count, list(marks.values()), among=margins)


def _ticked(wave: Wave, question: str) -> dict[str, Mask]:
    if question not in wave.scores.chosen:
        return {}
    chosen = wave.scores.chosen[question]
    return {str(option): chosen[option].to_numpy(dtype=bool) for option in chosen.columns}


def _barriers(wave: Wave, margins: Mask) -> pd.DataFrame:
    strongest = wave.scores.strongest.astype("str").to_numpy()
    marks: dict[str, Marks] = {
        option: {"chosen": ticked, "strongest": strongest == option} for option, ticked in _ticked(wave, "barriers").items()
    }
    return _options(wave, BARRIERS, "option", "barriers", margins, marks)


def _formats(wave: Wave, margins: Mask) -> pd.DataFrame:
    marks: dict[str, Marks] = {option: {"chosen": ticked} for option, ticked in _ticked(wave, "formats").items()}
    return _options(wave, FORMATS, "option", "formats", margins, marks)


def _causes(wave: Wave, margins: Mask) -> pd.DataFrame:
    ticked = _ticked(wave, "barriers")
    marks: dict[str, Marks] = {}
    for barrier in wave.instrument.barriers if ticked else ():
        before = marks.get(barrier.cause, {}).get("chosen", np.zeros(len(wave.scores.people), dtype=bool))
        marks[barrier.cause] = {"chosen": before | ticked[barrier.id]}
    return _options(wave, CAUSES, "cause", "barriers", margins, marks)


def _items(wave: Wave, role_axis: Mask) -> pd.DataFrame:
    limits, names = wave.instrument.thresholds, list(wave.scores.items.columns)
    values = wave.scores.items.to_numpy(dtype=float)
    persons = list(~np.isnan(values).T)
    with np.errstate(invalid="ignore"):
        guards = [Guard(column >= limits.person_reluctant_below, limits.unanimity) for column in values.T]
    shown = [wave.published(p, role_axis, [guard]) for p, guard in zip(persons, guards, strict=True)]
    marks = [three(column, limits) for column in values.T]
    return _family(wave, ITEMS, "item", names, persons, shown, marks, among=role_axis, partition=True)
