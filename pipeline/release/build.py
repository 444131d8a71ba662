"""The release: what crosses the wall. Counts and sums of groups that are safe to show, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.errors import NothingToRelease, Problem
from pipeline.instrument.model import Instrument
from pipeline.release.counts import all_or_none, protected, protected_partition
from pipeline.release.lattice import Group, Lattice, build_lattice
from pipeline.release.organisation import shown_organisation
from pipeline.release.protect import Candidates, Measure, choose
from pipeline.tables import (
    BARRIERS,
    CAUSES,
    CELLS,
    FORMATS,
    GROUP,
    GROUPS,
    ITEMS,
    QUADRANTS,
    SCALES,
    TOPICS,
    WILLINGNESS,
    Organisation,
    Release,
    Scores,
    Table,
)

_PRIORITY = {"overall": 3, "role": 2, "department": 2, "role_group": 2, "department_group": 2}
"""Cells (0) are given up before roll-ups (1), these before margins (2)."""
_CELL = "role_department"
_ROLE_AXIS = frozenset({"overall", "role", "role_rollup", "role_group"})

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Wave:
    """One wave on its way out: scores, lattice, and which respondent belongs to which group, (G, P) boolean."""

    scores: Scores
    lattice: Lattice
    instrument: Instrument
    inside: Mask
    secondary: bool

    @property
    def k(self) -> int:
        return self.instrument.thresholds.k

    def candidates(self, keep: Mask) -> tuple[Candidates, NDArray[np.intp], int]:
        """Groups to choose from among ``keep``, and the number of the joined atom of every respondent."""
        cover = self.lattice.cover[keep]
        alive = ~self.lattice.empty
        joined, number = np.unique(cover[:, alive], axis=1, return_inverse=True)
        joined_atom = np.full(len(alive), -1)
        joined_atom[alive] = number.ravel()
        groupings = [group.grouping for group, kept in zip(self.lattice.groups, keep, strict=True) if kept]
        priority = np.array([_PRIORITY.get(g, 0 if g == _CELL else 1) for g in groupings])
        fixed = np.array([g == "overall" for g in groupings])
        return Candidates(joined, priority, fixed), joined_atom[self.lattice.atom_of], joined.shape[1]

    def published(self, contributes: Mask, eligible: Mask, extra: Mapping[int, Mask] | None = None) -> Mask:
        """Which of the ``eligible`` groups can be shown for the persons who contribute; shape (G,).

        extra : smallest total -> persons of whom every shown or derivable group must hold so many.
        """
        candidates, atom, atoms = self.candidates(eligible)
        inside = self.inside[eligible]

        def measure(persons: Mask, threshold: int) -> Measure:
            per_atom = np.bincount(atom[persons], minlength=atoms)
            return Measure(inside.astype(np.int64) @ persons.astype(np.int64), per_atom, threshold)

        measures = [measure(contributes, self.k)]
        measures += [measure(contributes & persons, threshold) for threshold, persons in (extra or {}).items()]
        chosen = choose(candidates, measures, np.ones(int(eligible.sum()), dtype=bool), secondary=self.secondary)
        shown = np.zeros(len(eligible), dtype=bool)
        shown[eligible] = chosen
        return shown


def build_release(
    scores: Scores,
    roster: pd.DataFrame | None,
    instrument: Instrument,
    organisation: Organisation,
    *,
    secondary: bool = True,
) -> Release:
    """The protected release of one wave.

    secondary : False leaves out secondary suppression, so that a test can show what it is for.
    raises : NothingToRelease where even the whole organisation has fewer than k answers.
    """
    n, k = len(scores.people), instrument.thresholds.k
    if n < k:
        raise NothingToRelease(
            Problem(
                f"{n} answers could be scored; at least {k} are needed to show anything",
                fix="wait for more answers, or lower `thresholds.k` (5 to 30) before the first wave is closed",
            )
        )
    lattice = build_lattice(scores.people, roster, instrument)
    wave = _Wave(scores, lattice, instrument, lattice.cover[:, lattice.atom_of], secondary)
    everybody = np.ones(n, dtype=bool)
    not_reluctant = (scores.standing != "reluctant").to_numpy()
    core = wave.published(everybody, np.ones(len(lattice.groups), dtype=bool), {instrument.thresholds.unanimity: not_reluctant})
    margins = core & np.array([group.grouping != _CELL for group in lattice.groups])
    role_axis = core & np.array([group.grouping in _ROLE_AXIS for group in lattice.groups])
    groups, scales, items = _groups(wave, core), _scales(wave, core), _items(wave, role_axis)
    return Release(
        groups=groups,
        cells=_cells(wave, core),
        scales=scales,
        willingness=_willingness(wave, core),
        quadrants=_quadrants(wave, core),
        topics=_topics(wave, margins),
        barriers=_barriers(wave, margins),
        causes=_causes(wave, margins),
        formats=_formats(wave, margins),
        items=items,
        organisation=shown_organisation(organisation, groups, scales, items),
        roster=roster,
    )


def _keys(groups: tuple[Group, ...], shown: Mask) -> pd.DataFrame:
    chosen = [group for group, is_shown in zip(groups, shown, strict=True) if is_shown]
    return pd.DataFrame(
        {name: [getattr(group, name) for group in chosen] for name in GROUP}, index=pd.RangeIndex(len(chosen))
    ).astype("str")


def _groups(wave: _Wave, shown: Mask) -> pd.DataFrame:
    frame = _keys(wave.lattice.groups, shown)
    n = wave.inside[shown].sum(axis=1)
    staff = wave.lattice.cover[shown].astype(float) @ np.nan_to_num(wave.lattice.staff)
    known = (~np.isnan(wave.lattice.staff).any()) & (staff > 0)
    members = [";".join(group.members) for group, s in zip(wave.lattice.groups, shown, strict=True) if s]
    frame = frame.assign(
        n=n,
        staff=pd.Series(np.where(known, staff, np.nan)).astype("Int64"),
        response_rate=np.where(known, np.minimum(1.0, n / np.where(known, staff, 1.0)), np.nan),
        members=pd.Series([m or None for m in members], dtype="str"),
    )
    return GROUPS.check(frame)


def _cells(wave: _Wave, shown: Mask) -> pd.DataFrame:
    lattice = wave.lattice
    state = np.where(lattice.empty, "none_on_roster", "too_few").astype(object)
    for group, is_shown in zip(lattice.groups, shown, strict=True):
        if is_shown and group.grouping == _CELL:
            state[group.atoms] = "published"
    return CELLS.check(pd.DataFrame({"role": lattice.roles, "department": lattice.departments, "state": state}))


def _three(values: NDArray[np.float64], instrument: Instrument) -> dict[str, Mask]:
    """Favourable, neutral and unfavourable scores, 0-100."""
    high, low = instrument.thresholds.person_willing_from, instrument.thresholds.person_reluctant_below
    with np.errstate(invalid="ignore"):
        return {"favourable": values >= high, "neutral": (values >= low) & (values < high), "unfavourable": values < low}


def _rows(wave: _Wave, shown: Mask, persons: Mask, marks: Mapping[str, Mask], *, partition: bool) -> pd.DataFrame:
    """Group columns, n and protected counts of the shown groups, over the persons who contribute."""
    inside = wave.inside[shown] & persons
    n = inside.sum(axis=1)
    counts = {name: (inside & mark).sum(axis=1) for name, mark in marks.items()}
    protect = protected_partition if partition else protected
    frame = protect(counts, n, wave.instrument.thresholds.cap_share)
    return pd.concat([_keys(wave.lattice.groups, shown), frame.assign(n=n)], axis=1)


def _together(table: Table, parts: list[pd.DataFrame]) -> pd.DataFrame:
    return table.check(pd.concat(parts, ignore_index=True)) if parts else table.empty()


def _scales(wave: _Wave, core: Mask) -> pd.DataFrame:
    values = wave.scores.scales
    order = sorted(values.columns, key=lambda scale: int(np.isnan(values[scale].to_numpy(dtype=float)).sum()))
    accepted: list[tuple[Mask, Mask]] = []
    parts: dict[str, pd.DataFrame] = {}
    for scale in order:
        scored = values[scale].to_numpy(dtype=float)
        persons = ~np.isnan(scored)
        shown = core if persons.all() else wave.published(persons, core) & core
        for others, where in accepted:
            differ = (wave.inside & (persons != others)).sum(axis=1)
            shown = shown & ~(where & (differ > 0) & (differ < wave.k))
        if not shown.any():
            continue
        accepted.append((persons, shown))
        total = (wave.inside[shown] & persons) @ np.nan_to_num(scored)
        rows = _rows(wave, shown, persons, _three(scored, wave.instrument), partition=True)
        parts[scale] = rows.assign(scale=scale, total=total)
    return _together(SCALES, [parts[scale] for scale in values.columns if scale in parts])


def _willingness(wave: _Wave, core: Mask) -> pd.DataFrame:
    standing = wave.scores.standing.astype("str").to_numpy()
    marks = {name: standing == name for name in ("reluctant", "undecided", "willing")}
    return WILLINGNESS.check(_rows(wave, core, np.ones(len(standing), dtype=bool), marks, partition=True))


def _quadrants(wave: _Wave, core: Mask) -> pd.DataFrame:
    limits, scales = wave.instrument.thresholds, wave.scores.scales
    ready = (scales[wave.instrument.readiness.id] >= limits.person_ready_from).to_numpy()
    willing = (scales[wave.instrument.willingness.id] >= limits.person_willing_from).to_numpy()
    marks = {
        "ready_willing": ready & willing,
        "willing_not_ready": ~ready & willing,
        "ready_not_willing": ready & ~willing,
        "neither": ~ready & ~willing,
    }
    rows = _rows(wave, core, np.ones(len(ready), dtype=bool), marks, partition=False)
    return QUADRANTS.check(all_or_none(rows, list(marks), rows["n"].to_numpy()))


def _family(wave: _Wave, margins: Mask, persons: Mask, make: Callable[[Mask], list[pd.DataFrame]]) -> list[pd.DataFrame]:
    """Rows of a family: the groups inside the core mask that are also safe for those who answered it."""
    shown = wave.published(persons, margins) if persons.sum() >= wave.k else np.zeros_like(margins)
    return make(shown) if shown.any() else []


def _topics(wave: _Wave, margins: Mask) -> pd.DataFrame:
    need = wave.instrument.thresholds.in_need
    parts: list[pd.DataFrame] = []
    for topic in wave.scores.importance.columns:
        importance = wave.scores.importance[topic].to_numpy(dtype=float)
        confidence = wave.scores.confidence[topic].to_numpy(dtype=float)
        persons = ~np.isnan(importance) & ~np.isnan(confidence)
        importance, confidence = np.nan_to_num(importance), np.nan_to_num(confidence)
        marks = {
            "in_need": persons & (importance >= need.importance_at_least) & (confidence <= need.confidence_at_most),
            "gap_positive": persons & (importance > confidence),
            "gap_negative": persons & (importance < confidence),
        }

        def make(
            shown: Mask, topic=topic, persons=persons, marks=marks, importance=importance, confidence=confidence
        ) -> list[pd.DataFrame]:
            inside = wave.inside[shown] & persons
            rows = _rows(wave, shown, persons, marks, partition=False)
            return [rows.assign(topic=topic, importance_total=inside @ importance, confidence_total=inside @ confidence)]

        parts += _family(wave, margins, persons, make)
    return _together(TOPICS, parts)


def _options(wave: _Wave, margins: Mask, question: str, marks_of: Callable[[str], dict[str, Mask]]) -> list[pd.DataFrame]:
    """One row per shown group and option of a multi-select, over those who ticked at least one option."""
    if question not in wave.scores.chosen:
        return []
    persons = wave.scores.answered[question].to_numpy(dtype=bool)

    def make(shown: Mask) -> list[pd.DataFrame]:
        options = wave.scores.chosen[question].columns
        return [_rows(wave, shown, persons, marks_of(o), partition=False).assign(option=o) for o in options]

    return _family(wave, margins, persons, make)


def _barriers(wave: _Wave, margins: Mask) -> pd.DataFrame:
    scores = wave.scores
    strongest = scores.strongest.astype("str").to_numpy()

    def marks(option: str) -> dict[str, Mask]:
        return {"chosen": scores.chosen["barriers"][option].to_numpy(dtype=bool), "strongest": strongest == option}

    return _together(BARRIERS, _options(wave, margins, "barriers", marks))


def _formats(wave: _Wave, margins: Mask) -> pd.DataFrame:
    def marks(option: str) -> dict[str, Mask]:
        return {"chosen": wave.scores.chosen["formats"][option].to_numpy(dtype=bool)}

    return _together(FORMATS, _options(wave, margins, "formats", marks))


def _causes(wave: _Wave, margins: Mask) -> pd.DataFrame:
    scores = wave.scores
    if "barriers" not in scores.chosen or scores.chosen["barriers"].empty:
        return CAUSES.empty()
    persons = scores.answered["barriers"].to_numpy(dtype=bool)
    by_cause: dict[str, list[str]] = {}
    for barrier in wave.instrument.barriers:
        by_cause.setdefault(barrier.cause, []).append(barrier.id)

    def make(shown: Mask) -> list[pd.DataFrame]:
        ticked = {cause: np.any(scores.chosen["barriers"][ids].to_numpy(dtype=bool), axis=1) for cause, ids in by_cause.items()}
        return [
            _rows(wave, shown, persons, {"chosen": mark}, partition=False).assign(cause=cause) for cause, mark in ticked.items()
        ]

    return _together(CAUSES, _family(wave, margins, persons, make))


def _items(wave: _Wave, role_axis: Mask) -> pd.DataFrame:
    parts: list[pd.DataFrame] = []
    for item in wave.scores.items.columns:
        values = wave.scores.items[item].to_numpy(dtype=float)
        persons = ~np.isnan(values)

        def make(shown: Mask, item=item, values=values, persons=persons) -> list[pd.DataFrame]:
            return [_rows(wave, shown, persons, _three(values, wave.instrument), partition=True).assign(item=item)]

        parts += _family(wave, role_axis, persons, make)
    return _together(ITEMS, parts)
