"""What of a change comes from who answered: both waves' means as they would be with the staff of this wave's roster.

Specification: docs/methods/change.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.findings.axes import OVERALL, members_of
from pipeline.findings.crossed import CELL, TOTALS, Crossing, Shown, crossing, mean_priors
from pipeline.findings.estimate import SPAN
from pipeline.stats.composition import fill
from pipeline.stats.means import NormalMixture, updated
from pipeline.tables import Release

_AXES = (OVERALL, "role", "department")
_FIGURES: Final = (*TOTALS, "variance")


@dataclass(frozen=True, slots=True)
class _Wave:
    """One wave's tables of cells: estimated means (points) and how many answered where, both (measures, R, C)."""

    means: NDArray[np.float64]
    answers: NDArray[np.float64]


def mix(pairs: pd.DataFrame, release: Release, before: Release, now: pd.DataFrame, earlier: pd.DataFrame) -> pd.Series:
    """Points of the raw change that come from who answered, one per row of ``pairs`` (of ``both_waves``).

    now, earlier : ``measures`` of both waves. NaN without a roster, without cells that are shown, and for groups that are not
    roles, departments, their roll-ups or all staff.
    """
    found = pd.Series(np.nan, index=pairs.index)
    rows = pairs[pairs["axis"].isin(_AXES)]
    if release.roster is None or not all(frame["grouping"].eq(CELL).any() for frame in (now, earlier)):
        return found
    table, table_before = _tables(release, before)
    shown, shown_before = (
        {name: one for name, one in of.shown_by(frame, frame["scale"], _FIGURES).items() if one.cells[0].any()}
        for of, frame in ((table, now), (table_before, earlier))
    )
    everybody, everybody_before = (_everybody(frame) for frame in (now, earlier))
    known = [name for name in shown if name in shown_before and name in everybody and name in everybody_before]
    rows = rows[rows["scale"].isin(known)]
    if rows.empty:
        return found
    first = _wave([shown_before[name] for name in known], table_before, everybody_before[known])
    second = _wave([shown[name] for name in known], table, everybody[known])
    groups = rows.drop_duplicates("key")
    inside = np.array([_inside(row, table).ravel() for _, row in groups.iterrows()])
    moved = _away(first, table.staff, inside) - _away(second, table.staff, inside)
    at = [pd.Index(names).get_indexer(pd.Index(rows[name])) for names, name in ((groups["key"], "key"), (known, "scale"))]
    found[rows.index] = moved[at[0], at[1]]
    return found


def _everybody(frame: pd.DataFrame) -> pd.Series:
    """How many answered, by measure."""
    return frame[frame["grouping"] == OVERALL].set_index("scale")["n"]


def _away(wave: _Wave, staff: NDArray[np.float64], inside: NDArray[np.bool_]) -> NDArray[np.float64]:
    """By how much a group's mean would be higher if its answers were spread like its staff, (groups, measures).

    inside : the cells of every group, (groups, R × C). NaN where nobody is on the roster, or nobody answered.
    """
    means, answers = (part.reshape(len(part), -1).T for part in (wave.means, wave.answers))
    people = staff.reshape(-1, 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return inside @ (people * means) / (inside @ people) - inside @ (answers * means) / (inside @ answers)


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
    return crossing(release, roles, departments), crossing(before, roles, departments)


def _wave(shown: list[Shown], table: Crossing, everybody: pd.Series) -> _Wave:
    """The tables of one wave. shown : ``_FIGURES`` of every measure. everybody : how many answered, by measure."""
    means = np.array([_means(one, table) for one in shown])
    cells = np.array([one.cells[0] for one in shown])
    # of roles and departments that are not shown themselves nothing is known
    left = [
        np.maximum(np.where(margin > 0, margin, np.nan) - cells.sum(axis=2 - axis), 0.0)
        for axis, margin in enumerate(np.array([one.margins[axis][0] for one in shown]) for axis in (0, 1))
    ]
    total = np.maximum(everybody.to_numpy(dtype=float) - cells.sum(axis=(1, 2)), 0.0)
    return _Wave(np.clip(means, 0.0, SPAN), cells + fill(table.hidden, left[0], left[1], total))


def _means(shown: Shown, table: Crossing) -> NDArray[np.float64]:
    """Estimated means of one measure's cells."""
    n, total, persons = shown.cells
    seen = n > 0
    variance = float(persons[seen].mean())
    prior = mean_priors(shown, table, variance)
    means = (prior.weight * prior.mean).sum(axis=0)
    own = NormalMixture(*(values[:, seen] for values in (prior.weight, prior.mean, prior.variance)))
    means[seen] = updated(own, total[seen] / n[seen], variance / n[seen]).mean
    return means
