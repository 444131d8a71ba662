"""Families beside the core: topics, barriers, causes, formats, items. Each has its own persons and its own audit, for everybody,
roles and departments only (items: everybody and roles), inside the groups that the core shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from pipeline.release.causes import beside_barriers
from pipeline.release.core import three
from pipeline.release.counts import Counts, capped, held
from pipeline.release.rows import Marks, counted, sums_of, table_of
from pipeline.release.wave import Guard, Mask, Wave, room
from pipeline.tables import BARRIERS, CAUSES, FORMATS, ITEMS, TOPICS, Table

RATINGS: Final = (1.0, 5.0)
"""The lowest and the highest rating of a topic."""


def question_tables(wave: Wave, margins: Mask, role_axis: Mask) -> dict[str, pd.DataFrame]:
    """Tables ``topics``, ``barriers``, ``causes``, ``formats``, ``items`` of the release."""
    return {
        "topics": _topics(wave, margins),
        **_barriers(wave, margins),
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
    counts = _protected(wave, persons, shown, marks, among=among, partition=partition)
    return table_of(table, wave.lattice, counts, {column: names}, totals)


def _protected(
    wave: Wave, persons: Sequence[Mask], shown: Sequence[Mask], marks: Sequence[Marks], *, among: Mask, partition: bool = False
) -> Counts:
    """Counts of the families of one table, protected across rows and groups."""
    counts = capped(counted(wave, shown, persons, marks, partition=partition), wave.instrument.thresholds.cap_share)
    return held(counts, sums_of(wave.lattice, among), wave.lattice.rank)


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
    limits = wave.instrument.thresholds
    guards = [
        [g for part in (importance, confidence) for g in room(np.where(p, part[:, t], np.nan), *RATINGS, limits)]
        for t, p in enumerate(persons)
    ]
    shown = [wave.published(p, margins, g) for p, g in zip(persons, guards, strict=True)]
    return _family(wave, TOPICS, "topic", names, persons, shown, marks, among=margins, totals=totals)


def _ticked(wave: Wave, question: str) -> dict[str, Mask]:
    if question not in wave.scores.chosen:
        return {}
    chosen = wave.scores.chosen[question]
    return {str(option): chosen[option].to_numpy(dtype=bool) for option in chosen.columns}


def _options(wave: Wave, question: str, margins: Mask, marks: Mapping[str, Marks]) -> Counts:
    """One family per option of a multi-select, over those who ticked at least one option."""
    persons = wave.scores.answered[question].to_numpy(dtype=bool)
    shown, count = wave.published(persons, margins), len(marks)
    return _protected(wave, [persons] * count, [shown] * count, list(marks.values()), among=margins)


def _barriers(wave: Wave, margins: Mask) -> dict[str, pd.DataFrame]:
    """Barriers and their causes, which are counted over the same persons."""
    ticked = _ticked(wave, "barriers")
    if not ticked:
        return {"barriers": BARRIERS.empty(), "causes": CAUSES.empty()}
    strongest = wave.scores.strongest.astype("str").to_numpy()
    of_barriers: dict[str, Marks] = {
        option: {"chosen": chosen, "strongest": strongest == option} for option, chosen in ticked.items()
    }
    inside: dict[str, list[str]] = {}
    for barrier in wave.instrument.barriers:
        inside.setdefault(barrier.cause, []).append(barrier.id)
    of_causes: dict[str, Marks] = {
        cause: {"chosen": np.any([ticked[one] for one in options], axis=0)} for cause, options in inside.items()
    }
    barriers, causes = (_options(wave, "barriers", margins, marks) for marks in (of_barriers, of_causes))
    if wave.secondary:
        names = list(ticked)
        numbers = [[names.index(one) for one in options] for options in inside.values()]
        causes = beside_barriers(causes, barriers, numbers, sums_of(wave.lattice, margins))
    return {
        "barriers": table_of(BARRIERS, wave.lattice, barriers, {"option": list(of_barriers)}),
        "causes": table_of(CAUSES, wave.lattice, causes, {"cause": list(of_causes)}),
    }


def _formats(wave: Wave, margins: Mask) -> pd.DataFrame:
    marks: dict[str, Marks] = {option: {"chosen": ticked} for option, ticked in _ticked(wave, "formats").items()}
    if not marks:
        return FORMATS.empty()
    return table_of(FORMATS, wave.lattice, _options(wave, "formats", margins, marks), {"option": list(marks)})


def _items(wave: Wave, role_axis: Mask) -> pd.DataFrame:
    limits, names = wave.instrument.thresholds, list(wave.scores.items.columns)
    values = wave.scores.items.to_numpy(dtype=float)
    persons = list(~np.isnan(values).T)
    with np.errstate(invalid="ignore"):
        guards = [Guard(column >= limits.person_reluctant_below, limits.unanimity) for column in values.T]
    shown = [wave.published(p, role_axis, [guard]) for p, guard in zip(persons, guards, strict=True)]
    marks = [three(column, limits) for column in values.T]
    return _family(wave, ITEMS, "item", names, persons, shown, marks, among=role_axis, partition=True)
