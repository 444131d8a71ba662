"""The attacker's linear program of what is told: unknowns are the classes of every cell and its sum of scores."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.release.attack.told import COLUMNS, COUNTS, RELUCTANT, SCORES, Told, Weighted
from pipeline.stats.bounds import Program


@dataclass(frozen=True, slots=True)
class _Rows:
    """Some rows of the program: entries by row (from 0), column and value, and the limits of each row."""

    row: NDArray[np.integer]
    column: NDArray[np.integer]
    value: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def program_of(told: Told, weighted: tuple[Weighted, ...]) -> Program:
    """Rows of the figures of groups come first, group × figure; then those of cells, then weighted sums."""
    parts = [_groups(told), *_cells(told), *(_weighted(one) for one in weighted)]
    start = np.cumsum([0, *(len(part.low) for part in parts)])
    rows = np.concatenate([part.row + first for part, first in zip(parts, start[:-1], strict=True)])
    columns, values, low, high = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("column", "value", "low", "high")
    )
    upper = np.repeat(told.people, COLUMNS).astype(float)
    upper[SCORES::COLUMNS] *= 100.0
    return Program(rows, columns, values, low, high, upper)


def _groups(told: Told) -> _Rows:
    """Published figures of groups."""
    figures = told.figures
    if figures is None:
        figures = np.broadcast_to(COUNTS, (len(told.cover), *COUNTS.shape))
    group, cell = np.nonzero(told.cover)
    rows, columns = [np.empty(0, dtype=np.intp)], [np.empty(0, dtype=np.intp)]
    for figure, one in zip(*np.nonzero(figures.any(axis=0)), strict=True):
        has = figures[group, figure, one]
        rows.append(group[has] * figures.shape[1] + figure)
        columns.append(cell[has] * COLUMNS + one)
    row = np.concatenate(rows)
    return _Rows(row, np.concatenate(columns), np.ones(len(row)), told.low.ravel(), told.high.ravel())


def _cells(told: Told) -> Iterator[_Rows]:
    """Every cell: its classes hold its people, and its sum of scores lies within what they allow."""
    cells = np.arange(len(told.people))
    neutral, favourable = told.cuts
    infinite, nothing = np.full(len(cells), np.inf), np.zeros(len(cells))
    five = np.tile(np.arange(5), len(cells)) + np.repeat(cells, 5) * COLUMNS
    six = np.tile(np.arange(6), len(cells)) + np.repeat(cells, 6) * COLUMNS
    people = told.people.astype(float)
    yield _Rows(np.repeat(cells, 5), five, np.ones(len(five)), people, people)
    least = np.tile([0.0, -neutral, -neutral, -favourable, -favourable, 1.0], len(cells))
    yield _Rows(np.repeat(cells, 6), six, least, nothing, infinite)
    most = np.tile([-neutral, -favourable, -favourable, -100.0, -100.0, 1.0], len(cells))
    yield _Rows(np.repeat(cells, 6), six, most, -infinite, nothing)


def _weighted(one: Weighted) -> _Rows:
    """A weighted sum over all cells."""
    classes = (SCORES,) if one.scores else RELUCTANT
    cells = np.repeat(np.arange(len(one.weight)), len(classes))
    columns = cells * COLUMNS + np.tile(classes, len(one.weight))
    return _Rows(np.zeros(len(cells), dtype=np.intp), columns, one.weight[cells], np.array([one.low]), np.array([one.high]))
