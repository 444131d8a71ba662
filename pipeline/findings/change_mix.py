"""What of a change comes from who answered: both waves' means as they would be with the staff of this wave's roster.

Specification: docs/methods/change.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.findings.axes import OVERALL, members_of
from pipeline.findings.crossed import CELL, Crossing, mean_priors
from pipeline.findings.estimate import SPAN
from pipeline.stats.composition import fill
from pipeline.stats.means import NormalMixture, updated
from pipeline.tables import Release

_AXES = (OVERALL, "role", "department")


@dataclass(frozen=True, slots=True)
class _Wave:
    """One wave's table of cells on one measure: estimated means (points) and how many answered where, both (R, C)."""

    means: NDArray[np.float64]
    answers: NDArray[np.float64]


def mix(pairs: pd.DataFrame, release: Release, before: Release, now: pd.DataFrame, earlier: pd.DataFrame) -> pd.Series:
    """Points of the raw change that come from who answered, one per row of ``pairs`` (of ``both_waves``).

    now, earlier : ``measures`` of both waves. NaN without a roster, without cells that are shown, and for groups that are not
    roles, departments, their roll-ups or all staff.
    """
    found = np.full(len(pairs), np.nan)
    rows = pairs[pairs["axis"].isin(_AXES)]
    if release.roster is None or not all(frame["grouping"].eq(CELL).any() for frame in (now, earlier)):
        return pd.Series(found, index=pairs.index)
    table, table_before = _tables(release, before)
    for scale, part in rows.groupby("scale", sort=True):
        first = _wave(before, earlier[earlier["scale"] == scale], table_before)
        second = _wave(release, now[now["scale"] == scale], table)
        if first is None or second is None:
            continue
        for at, (_, row) in zip(pairs.index.get_indexer(part.index), part.iterrows(), strict=True):
            inside = _inside(row, table)
            found[at] = _away(first, table.staff, inside) - _away(second, table.staff, inside)
    return pd.Series(found, index=pairs.index)


def _away(wave: _Wave, staff: NDArray[np.float64], inside: NDArray[np.bool_]) -> float:
    """By how much a group's mean would be higher if its answers were spread like its staff."""
    people, answers = staff * inside, wave.answers * inside
    if not people.sum() > 0 or not answers.sum() > 0:
        return float("nan")
    return float(((people / people.sum() - answers / answers.sum()) * wave.means).sum())


def _inside(row: pd.Series, table: Crossing) -> NDArray[np.bool_]:
    """The cells of a group, (R, C)."""
    axes = (("role", table.roles), ("department", table.departments))
    parts = [np.isin(ids.to_numpy(dtype=object), members_of(row, name)) for name, ids in axes]
    whole = [part if part.any() else ~part for part in parts]
    return whole[0][:, None] & whole[1][None, :]


def _tables(release: Release, before: Release) -> tuple[Crossing, Crossing]:
    """Both waves' tables with the roles and departments of either, each with its own staff."""
    roles, departments = (
        pd.Index(pd.concat([release.cells[axis], before.cells[axis]]).unique()) for axis in ("role", "department")
    )
    return _table(release, roles, departments), _table(before, roles, departments)


def _table(release: Release, roles: pd.Index, departments: pd.Index) -> Crossing:
    known = release.roster is not None
    table = Crossing(roles, departments, np.full((len(roles), len(departments)), 0.0 if known else np.nan))
    if release.roster is not None:
        at = table.place(release.roster)
        there = (at[0] >= 0) & (at[1] >= 0)
        np.add.at(table.staff, (at[0][there], at[1][there]), release.roster["staff"].to_numpy(dtype=float)[there])
    return table


def _wave(release: Release, frame: pd.DataFrame, table: Crossing) -> _Wave | None:
    """frame : ``measures`` of one wave on one scale; None where no cell is shown on it."""
    cells = frame[frame["grouping"] == CELL]
    everybody = frame.loc[frame["grouping"] == OVERALL, "n"]
    if cells.empty or everybody.empty:
        return None
    variance = float(cells["variance"].mean())
    prior = mean_priors(release, frame, table, variance)
    means = (prior.weight * prior.mean).sum(axis=0)
    rows, columns = table.place(cells)
    own = NormalMixture(*(values[:, rows, columns] for values in (prior.weight, prior.mean, prior.variance)))
    means[rows, columns] = updated(own, cells["mean"], variance / cells["n"]).mean
    return _Wave(np.clip(means, 0.0, SPAN), _answers(release, frame, table, float(everybody.iloc[0])))


def _answers(release: Release, frame: pd.DataFrame, table: Crossing, everybody: float) -> NDArray[np.float64]:
    """How many answered in each cell: as shown, and in the others as roles, departments and staff let expect."""
    shown = table.grid(frame, "n")
    hidden = release.cells[release.cells["state"] == "too_few"]
    room = np.zeros(shown.shape)
    rows, columns = table.place(hidden)
    room[rows, columns] = 1.0 if np.isnan(table.staff).any() else np.maximum(table.staff[rows, columns], 1.0)
    left = [_left(frame, table, axis, shown) for axis in (0, 1)]
    return shown + fill(room, left[0], left[1], max(everybody - shown.sum(), 0.0))


def _left(frame: pd.DataFrame, table: Crossing, axis: int, shown: NDArray[np.float64]) -> NDArray[np.float64]:
    """Answers of each role (axis 0) or department (1) beside its shown cells; NaN where it is not shown itself."""
    margins = frame[frame["grouping"] == ("role", "department")[axis]]
    place = table.place(margins)[axis]
    whole = np.full(shown.shape[axis], np.nan)
    whole[place[place >= 0]] = margins["n"].to_numpy(dtype=float)[place >= 0]
    return np.maximum(whole - shown.sum(axis=1 - axis), 0.0)
