"""Role × department cells: what roles, departments and the other cells say of each, from published counts alone.

Specification: docs/methods/twoway.md. Cells that are not published have no answers here; what is left of a role (or department)
beside its published cells is known as a sum and tells of them together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.stats.crossed import SEEN_TWICE, Counts, Wanted, cell_priors
from pipeline.stats.twoway import Expected, Places, Rests, expected
from pipeline.tables import Release

CELL = "role_department"
COUNTS: Final = ("n", "low", "high")
"""Persons, and a count of them that is known to lie from low to high."""
TOTALS: Final = ("n", "total")


@dataclass(frozen=True, slots=True)
class Shown:
    """Figures of published cells, roles and departments; 0 where they are not published.

    cells : shape (V, R, C), one table per figure. margins : of roles (V, R) and of departments (V, C).
    """

    cells: NDArray[np.float64]
    margins: tuple[NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Crossing:
    """The table of cells of one wave.

    Attributes
    ----------
    roles, departments : ids in the order of rows and columns.
    staff : roster per cell, shape (R, C); NaN without a roster.
    hidden : how much each cell that is not published is likely to weigh in what is left of its role: its staff (at least one),
        or one without a roster; 0 for other cells, (R, C).
    """

    roles: pd.Index
    departments: pd.Index
    staff: NDArray[np.float64]
    hidden: NDArray[np.float64]

    def place(self, frame: pd.DataFrame) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Row and column of every row of ``frame``; -1 where it has none."""
        return self.roles.get_indexer(pd.Index(frame["role"])), self.departments.get_indexer(pd.Index(frame["department"]))

    def shown(self, frame: pd.DataFrame, figures: Sequence[str]) -> Shown:
        """The figures of the groups in ``frame``, one row per group; columns GROUP and ``figures``."""
        return self.shown_by(frame, pd.Series("", index=frame.index), figures)[""] if len(frame) else self._nothing(len(figures))

    def shown_by(self, frame: pd.DataFrame, by: pd.Series, figures: Sequence[str]) -> Mapping[str, Shown]:
        """The same for every level of ``by``, such as every scale."""
        number, names = pd.factorize(by, sort=True)
        place, values = self.place(frame), [frame[figure].to_numpy(dtype=float) for figure in figures]
        shape = (len(names), len(figures))
        cells = np.zeros((*shape, *self.staff.shape))
        margins = tuple(np.zeros((*shape, length)) for length in self.staff.shape)
        inside = frame["grouping"].eq(CELL).to_numpy(dtype=bool)
        of_axis = [frame["grouping"].eq(axis).to_numpy(dtype=bool) & (place[at] >= 0) for at, axis in enumerate(_AXES)]
        for figure, value in enumerate(values):
            cells[number[inside], figure, place[0][inside], place[1][inside]] = value[inside]
            for margin, there, at in zip(margins, of_axis, place, strict=True):
                margin[number[there], figure, at[there]] = value[there]
        return {name: Shown(cells[at], (margins[0][at], margins[1][at])) for at, name in enumerate(names)}

    def _nothing(self, figures: int) -> Shown:
        rows, columns = self.staff.shape
        return Shown(np.zeros((figures, rows, columns)), (np.zeros((figures, rows)), np.zeros((figures, columns))))


_AXES: Final = ("role", "department")


def crossing(release: Release, roles: pd.Index | None = None, departments: pd.Index | None = None) -> Crossing:
    """Rows and columns of the cells of a release, or those given."""
    cells = release.cells
    roles = pd.Index(cells["role"].unique()) if roles is None else roles
    departments = pd.Index(cells["department"].unique()) if departments is None else departments
    staff = np.full((len(roles), len(departments)), np.nan if release.roster is None else 0.0)
    table = Crossing(roles, departments, staff, np.zeros(staff.shape))
    if release.roster is not None:
        rows, columns = table.place(release.roster)
        there = (rows >= 0) & (columns >= 0)
        np.add.at(staff, (rows[there], columns[there]), release.roster["staff"].to_numpy(dtype=float)[there])
    hidden = table.place(cells[cells["state"].eq("too_few").to_numpy()])
    table.hidden[hidden] = 1.0 if np.isnan(staff).any() else np.maximum(staff[hidden], 1.0)
    return table


def share_priors(shown: Shown, table: Crossing, wanted: Wanted | None = None) -> NDArray[np.float64]:
    """Prior masses of the share of every cell by the two-way model, its own answers left out, shape (R, C, BINS).

    shown : ``COUNTS``. wanted : rows and columns of the cells that are asked for, as in ``cell_priors``.
    """
    n, low, high = shown.cells
    left = _left(shown, table)
    least = np.clip(left.values[0] - left.inside[1], 0, left.n)
    # counts of another decision may contradict each other where a group was not checked: nobody is left then, not fewer
    most = np.clip(left.values[1] - left.inside[0], least, left.n)
    of_rests = Counts(*(part.astype(np.int64) for part in (least, most, left.n)))
    return cell_priors(Counts(*(part.astype(np.int64) for part in (low, high, n))), of_rests, left.places, wanted)


def mean_priors(shown: Shown, table: Crossing, variance: float) -> Expected:
    """The same for means: a mixture of normals for every cell.

    shown : ``TOTALS`` on one scale, and perhaps more. variance : of persons within cells.
    """
    n, total = shown.cells[:2]
    seen = np.where(n > 0, n, np.nan)
    left = _left(shown, table)
    mean = (left.values[0] - left.inside[0]) / left.n
    return expected(total / seen, variance / seen, Rests(left.places, mean, SEEN_TWICE * variance / left.n))


@dataclass(frozen=True, slots=True)
class _Left:
    """What is left of roles and departments beside their published cells.

    places : of the hidden cells in each. n : persons left, (M,). values, inside : of the whole role or department, and of its
    published cells together, one row per figure but n, (V - 1, M).
    """

    places: Places
    n: NDArray[np.float64]
    values: NDArray[np.float64]
    inside: NDArray[np.float64]


def _left(shown: Shown, table: Crossing) -> _Left:
    """What is left where somebody is left, and there are cells that they can be in."""
    lines, shares, wholes, insides = [], [], [], []
    for axis, (whole, hidden) in enumerate(zip(shown.margins, (table.hidden, table.hidden.T), strict=True)):
        inside, room = shown.cells.sum(axis=2 - axis), hidden.sum(axis=1)
        line = np.flatnonzero((whole[0] - inside[0] >= 1) & (room > 0))
        lines.append(np.eye(len(room))[line])
        shares.append(hidden[line] / room[line, None])
        wholes.append(whole[:, line])
        insides.append(inside[:, line])
    whole, inside = (np.concatenate(both, axis=1) for both in (wholes, insides))
    squares = np.concatenate([np.square(share).sum(axis=1) for share in shares])
    places = Places(np.concatenate([lines[0], shares[1]]), np.concatenate([shares[0], lines[1]]), squares)
    return _Left(places, whole[0] - inside[0], whole[1:], inside[1:])
