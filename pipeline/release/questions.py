"""Families beside the core: topics, barriers, causes, formats, comment topics, items. Each has its own persons and its own audit,
for everybody, roles and departments only (items: everybody and roles), inside the groups that the core shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.thresholds import Thresholds
from pipeline.release.causes import beside_barriers
from pipeline.release.core import THREE
from pipeline.release.counts import Counts, capped, held
from pipeline.release.rows import Marks, counted, sums_of, table_of
from pipeline.release.wave import Guard, Mask, Wave, in_points, room, rounded
from pipeline.tables import BARRIERS, CAUSES, COMMENT_TOPICS, FORMATS, ITEMS, TOPICS
from pipeline.tables.responses import COMMENTS, WROTE
from pipeline.tables.tally import Counts as People

RATINGS: Final = (1.0, 5.0)
"""The lowest and the highest rating of a topic."""


def question_tables(wave: Wave, margins: Mask, role_axis: Mask) -> dict[str, pd.DataFrame]:
    """Tables ``topics``, ``barriers``, ``causes``, ``formats``, ``comments``, ``items`` of the release."""
    return {
        "topics": _topics(wave, margins),
        **_barriers(wave, margins),
        "formats": _formats(wave, margins),
        "comments": _comments(wave, margins),
        "items": _items(wave, role_axis),
    }


def _protected(wave: Wave, shown: Mask, persons: People, marks: Marks, *, among: Mask, partition: bool = False) -> Counts:
    """Counts of the families of one table, protected across rows and groups. shown, persons, marks : as of ``counted``."""
    counts = capped(counted(wave, shown, persons, marks, partition=partition), wave.instrument.thresholds.cap_share)
    return held(counts, sums_of(wave.lattice, among), wave.lattice.rank)


def _topics(wave: Wave, margins: Mask) -> pd.DataFrame:
    pairs, limits = wave.tally.topics, wave.instrument.thresholds
    names = list(pairs.names)
    if not names:
        return TOPICS.empty()
    wanted = values_by_code(pairs.wanted, pairs.counts.shape[2])[:, :, None]
    able = values_by_code(pairs.able, pairs.counts.shape[3])[:, None, :]
    wants, lacks = wanted >= limits.in_need.importance_at_least, able <= limits.in_need.confidence_at_most
    kinds = {"in_need": wants & lacks, "gap_positive": wanted > able, "gap_negative": wanted < able}
    marks = {name: (pairs.counts * kind).sum(axis=(2, 3)) for name, kind in kinds.items()}
    persons = pairs.counts.sum(axis=(2, 3))
    totals = [rounded((pairs.counts * np.nan_to_num(part)).sum(axis=(2, 3))) for part in (wanted, able)]
    shown = [
        wave.published(n, margins, [guard for total in totals for guard in room(total[:, topic], n, *RATINGS, limits)])
        for topic, n in enumerate(persons.T)
    ]
    counts = _protected(wave, np.stack(shown, axis=1), persons, marks, among=margins)
    importance, confidence = (in_points(wave.per_group(total)) for total in totals)
    sums = {"importance_total": importance, "confidence_total": confidence}
    return table_of(TOPICS, wave.lattice, counts, {"topic": names}, sums)


def values_by_code(values: Sequence[NDArray[np.float64]], codes: int) -> NDArray[np.float64]:
    """Value of every code of every column, (C, codes); NaN where a code stands for none."""
    found = np.full((len(values), codes), np.nan)
    for column, own in enumerate(values):
        found[column, : len(own)] = own
    return found


def _options(wave: Wave, answered: People, marks: Marks, margins: Mask) -> Counts:
    """One family per option of a multi-select, over those who ticked at least one option. answered : per atom, (A,)."""
    families = next(iter(marks.values())).shape[1]
    shown = wave.published(answered, margins)
    return _protected(wave, _times(shown, families), _times(answered, families), marks, among=margins)


def _times(column: NDArray[Any], families: int) -> NDArray[Any]:
    return np.repeat(column[:, None], families, axis=1)


def _barriers(wave: Wave, margins: Mask) -> dict[str, pd.DataFrame]:
    """Barriers and their causes, which are counted over the same persons."""
    tally = wave.tally
    ticked = tally.options.get("barriers")
    if ticked is None or not ticked.names:
        return {"barriers": BARRIERS.empty(), "causes": CAUSES.empty()}
    answered, names = ticked.answered.sum(axis=1), list(ticked.names)
    of_barriers = {
        "chosen": ticked.chosen.sum(axis=1),
        "strongest": np.stack([tally.strongest[barrier] for barrier in names], axis=1),
    }
    of_causes = {"chosen": np.stack(list(tally.causes.values()), axis=1)}
    barriers, causes = (_options(wave, answered, marks, margins) for marks in (of_barriers, of_causes))
    if wave.secondary:
        cause_of = {barrier.id: barrier.cause for barrier in wave.instrument.barriers}
        numbers = [[i for i, name in enumerate(names) if cause_of[name] == cause] for cause in tally.causes]
        causes = beside_barriers(causes, barriers, numbers, sums_of(wave.lattice, margins))
    return {
        "barriers": table_of(BARRIERS, wave.lattice, barriers, {"option": names}),
        "causes": table_of(CAUSES, wave.lattice, causes, {"cause": list(tally.causes)}),
    }


def _formats(wave: Wave, margins: Mask) -> pd.DataFrame:
    ticked = wave.tally.options.get("formats")
    if ticked is None or not ticked.names:
        return FORMATS.empty()
    counts = _options(wave, ticked.answered.sum(axis=1), {"chosen": ticked.chosen.sum(axis=1)}, margins)
    return table_of(FORMATS, wave.lattice, counts, {"option": list(ticked.names)})


def _comments(wave: Wave, margins: Mask) -> pd.DataFrame:
    """One family per comment topic, over those who left a comment. That they did is told here only, so neither they nor those
    who did not may be few."""
    written = wave.tally.options.get(COMMENTS)
    if written is None:
        return COMMENT_TOPICS.empty()
    names, writers = written.names[: written.names.index(WROTE)], written.answered.sum(axis=1)
    silent = Guard(wave.everybody - writers, wave.k, none_fits=True)
    shown = wave.published(writers, margins, [silent], k=wave.instrument.thresholds.comment_writers)
    marks = {"chosen": written.chosen.sum(axis=1)[:, : len(names)]}
    counts = _protected(wave, _times(shown, len(names)), _times(writers, len(names)), marks, among=margins)
    return table_of(COMMENT_TOPICS, wave.lattice, counts, {"comment_topic": names})


def _items(wave: Wave, role_axis: Mask) -> pd.DataFrame:
    limits, items = wave.instrument.thresholds, wave.tally.items
    if not items.names:
        return ITEMS.empty()
    values = values_by_code(items.values, items.counts.shape[2])
    kinds = three(values, limits)
    marks = {name: (items.counts * kind).sum(axis=2) for name, kind in kinds.items()}
    persons = sum(marks.values())
    not_low = persons - marks["unfavourable"]
    shown = [
        wave.published(n, role_axis, [Guard(guarded, limits.unanimity)]) for n, guarded in zip(persons.T, not_low.T, strict=True)
    ]
    counts = _protected(wave, np.stack(shown, axis=1), persons, marks, among=role_axis, partition=True)
    return table_of(ITEMS, wave.lattice, counts, {"item": list(items.names)})


def three(values: NDArray[np.float64], limits: Thresholds) -> dict[str, Mask]:
    """Which answers, 0-100, are favourable, neutral and unfavourable; none of these where there is no value."""
    high, low = limits.person_willing_from, limits.person_reluctant_below
    return dict(zip(THREE, (values >= high, (values >= low) & (values < high), values < low), strict=True))
