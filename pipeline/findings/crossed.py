"""Role × department cells: what roles, departments and the other cells say of each, from published counts alone.

Specification: docs/methods/twoway.md. Cells that are not published have no answers here; what is left of a role (or department)
beside its published cells is known as a sum and tells of them together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.stats.crossed import SEEN_TWICE, Counts, cell_priors
from pipeline.stats.twoway import Expected, Rests, expected
from pipeline.tables import Release

CELL = "role_department"


@dataclass(frozen=True, slots=True)
class Crossing:
    """The table of cells of one wave.

    Attributes
    ----------
    roles, departments : ids in the order of rows and columns.
    staff : roster per cell, shape (R, C); NaN without a roster.
    """

    roles: pd.Index
    departments: pd.Index
    staff: NDArray[np.float64]

    def place(self, frame: pd.DataFrame) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Row and column of every row of ``frame``; -1 where it has none."""
        return self.roles.get_indexer(pd.Index(frame["role"])), self.departments.get_indexer(pd.Index(frame["department"]))

    def grid(self, frame: pd.DataFrame, column: str) -> NDArray[np.float64]:
        """Values of the published cells in ``frame`` as a table (R, C); 0 elsewhere."""
        cells = frame[frame["grouping"] == CELL]
        table = np.zeros(self.staff.shape)
        table[self.place(cells)] = cells[column].to_numpy(dtype=float)
        return table


def crossing(release: Release) -> Crossing:
    """Rows and columns of the cells of a release."""
    cells = release.cells
    roles, departments = pd.Index(cells["role"].unique()), pd.Index(cells["department"].unique())
    staff = np.full((len(roles), len(departments)), np.nan if release.roster is None else 0.0)
    table = Crossing(roles, departments, staff)
    if release.roster is not None:
        rows, columns = table.place(release.roster)
        there = (rows >= 0) & (columns >= 0)
        np.add.at(staff, (rows[there], columns[there]), release.roster["staff"].to_numpy(dtype=float)[there])
    return table


def share_priors(release: Release, frame: pd.DataFrame, table: Crossing) -> NDArray[np.float64]:
    """Prior masses of the share of every cell by the two-way model, its own answers left out, shape (R, C, BINS).

    frame : columns GROUP, n, low, high of every published group (counts of persons, known to lie from low to high).
    """
    n, low, high = (table.grid(frame, column) for column in ("n", "low", "high"))
    left = _left(release, frame, table, ("low", "high"))
    least = np.clip(left.values[0] - left.inside[1], 0, left.n)
    # counts of another decision may contradict each other where a group was not checked: nobody is left then, not fewer
    most = np.clip(left.values[1] - left.inside[0], least, left.n)
    of_rests = Counts(*(part.astype(np.int64) for part in (least, most, left.n)))
    return cell_priors(Counts(*(part.astype(np.int64) for part in (low, high, n))), of_rests, left.weights)


def mean_priors(release: Release, frame: pd.DataFrame, table: Crossing, variance: float) -> Expected:
    """The same for means: a mixture of normals for every cell.

    frame : columns GROUP, n, total of every published group on one scale. variance : of persons within cells.
    """
    n, total = (table.grid(frame, column) for column in ("n", "total"))
    seen = np.where(n > 0, n, np.nan)
    left = _left(release, frame, table, ("total",))
    mean = (left.values[0] - left.inside[0]) / left.n
    return expected(total / seen, variance / seen, Rests(left.weights, mean, SEEN_TWICE * variance / left.n))


@dataclass(frozen=True, slots=True)
class _Left:
    """What is left of roles and departments beside their published cells.

    weights : of the hidden cells in each, shape (M, R, C). n : persons left, (M,). values, inside : of the whole role or
    department, and of its published cells together, one row per column asked for, (V, M).
    """

    weights: NDArray[np.float64]
    n: NDArray[np.float64]
    values: NDArray[np.float64]
    inside: NDArray[np.float64]


def _left(release: Release, frame: pd.DataFrame, table: Crossing, columns: tuple[str, ...]) -> _Left:
    """What is left where somebody is left, and there are cells that they can be in."""
    cells = [table.grid(frame, column) for column in ("n", *columns)]
    hidden = _hidden_weight(release, table)
    parts = [_left_of(frame, table, axis, columns, np.array(cells), hidden) for axis in (0, 1)]
    return _Left(*(np.concatenate(both, axis=-1 if both[0].ndim < 3 else 0) for both in zip(*parts, strict=True)))


def _left_of(
    frame: pd.DataFrame,
    table: Crossing,
    axis: int,
    columns: tuple[str, ...],
    cells: NDArray[np.float64],
    hidden: NDArray[np.float64],
) -> tuple[NDArray[np.float64], ...]:
    """The parts of ``_Left`` for roles (axis 0) or departments (1). cells : n and columns of published cells, (1 + V, R, C)."""
    margins = frame[frame["grouping"] == ("role", "department")[axis]]
    place = table.place(margins)[axis]
    whole = np.zeros((1 + len(columns), hidden.shape[axis]))
    there = place >= 0
    whole[:, place[there]] = margins.loc[there, ["n", *columns]].to_numpy(dtype=float).T
    inside, room = cells.sum(axis=2 - axis), hidden.sum(axis=1 - axis)
    lines = np.flatnonzero((whole[0] - inside[0] >= 1) & (room > 0))
    weights = np.zeros((len(lines), *hidden.shape))
    each = np.arange(len(lines))
    if axis == 0:
        weights[each, lines] = hidden[lines] / room[lines, None]
    else:
        weights[each, :, lines] = (hidden[:, lines] / room[lines]).T
    return weights, whole[0, lines] - inside[0, lines], whole[1:, lines], inside[1:, lines]


def _hidden_weight(release: Release, table: Crossing) -> NDArray[np.float64]:
    """How much each cell that is not published is likely to weigh in what is left: its staff, or one without a roster."""
    there = release.cells["state"].eq("too_few").to_numpy()
    hidden = np.zeros(table.staff.shape)
    hidden[table.place(release.cells[there])] = 1.0
    known = not np.isnan(table.staff).any()
    return hidden * (np.maximum(table.staff, 1.0) if known else 1.0)
