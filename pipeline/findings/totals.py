"""Seats of everybody and of departments that add up to those of roles. Specification: docs/methods/training.md."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.findings.axes import OVERALL
from pipeline.findings.seats import ASSUMPTIONS, SEAT_COLUMNS
from pipeline.stats.apportion import apportion

_DEPARTMENT: Final = "department"
_PREDICTED: Final = tuple(name for name in ASSUMPTIONS if name != "said")


def add_up(needs: pd.DataFrame, seats: pd.DataFrame) -> pd.DataFrame:
    """Needs with the seats of everybody as the sum over roles, and those of departments adding up to it.

    Departments whose staff are part of everybody get that part. What was said stays; only what is predicted for the silent moves,
    and intervals move with their figure. Without a roster nothing changes.
    """
    if seats["seats"].isna().all():
        return needs
    totals = seats.groupby("topic")[list(ASSUMPTIONS)].sum().astype(float)
    columns = {name: needs[name].to_numpy(dtype=float, copy=True) for name in SEAT_COLUMNS}
    heads, staff, topics = needs["heads"].to_numpy(dtype=float), needs["staff"].to_numpy(dtype=float), needs["topic"].to_numpy()
    for at in np.flatnonzero((needs["axis"] == OVERALL) & needs["topic"].isin(totals.index)):
        inside = np.flatnonzero((needs["axis"] == _DEPARTMENT) & (topics == topics[at]) & (heads > 0))
        total = totals.loc[topics[at]]
        for name in ASSUMPTIONS:
            _move(columns, np.array([at]), name, np.array([total[name]]), staff)
        if not len(inside):
            continue
        said = columns["said"][inside]
        for name in _PREDICTED:
            predicted = np.maximum(columns[name][inside] - said, 0)
            left = max(0, round(float(total[name] * min(1.0, heads[inside].sum() / heads[at]))) - int(said.sum()))
            _move(columns, inside, name, said + apportion(left, predicted if predicted.any() else heads[inside]), staff)
    return needs.assign(**columns)


def _move(
    columns: dict[str, NDArray[np.float64]],
    rows: NDArray[np.intp],
    name: str,
    to: NDArray[np.float64],
    staff: NDArray[np.float64],
) -> None:
    """Set seats of some rows, in columns of our own; the limits move along and stay between nobody and all staff."""
    by = to - columns[name][rows]
    columns[name][rows] = to
    columns[f"{name}_low"][rows] = np.clip(columns[f"{name}_low"][rows] + by, 0, to)
    columns[f"{name}_high"][rows] = np.clip(columns[f"{name}_high"][rows] + by, to, np.maximum(staff[rows], to))
