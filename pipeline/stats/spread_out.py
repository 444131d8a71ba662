"""Whole seats of roles in their departments: by staff, moved only as far as floors of departments ask."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack

from pipeline.stats.apportion import apportion


def spread_out(
    seats: NDArray[np.int64], staff: NDArray[np.float64], most: NDArray[np.float64], floor: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Seats per role and department, (R, D), with the fewest moves away from shares by staff.

    seats : of every role, (R,). staff : where its people are, (R, D). most : seats at most in every cell, (R, D).
    floor : seats at least of every department, (D,). Moves go through a network with whole capacities: its best corner is whole.
    raises : ValueError where the floors cannot be kept.
    """
    by_staff = np.array([apportion(int(n), heads) for n, heads in zip(seats, staff, strict=True)]).reshape(staff.shape)
    if (by_staff.sum(axis=0) >= floor).all():
        return by_staff
    role, department = np.nonzero(staff > 0)
    cells, each = len(role), np.arange(len(role))
    by_role = csr_array((np.ones(cells), (role, each)), shape=(staff.shape[0], cells))
    by_department = csr_array((np.ones(cells), (department, each)), shape=(staff.shape[1], cells))
    here = by_staff[role, department]
    room = np.maximum(most[role, department] - here, 0)
    found = linprog(
        np.ones(2 * cells),
        A_eq=hstack([by_role, -by_role]),
        b_eq=np.zeros(staff.shape[0]),
        A_ub=hstack([-by_department, by_department]),
        b_ub=by_staff.sum(axis=0) - floor,
        bounds=np.column_stack([np.zeros(2 * cells), np.concatenate([room, here])]),
        method="highs-ds",
    )
    if found.x is None:
        raise ValueError("no seats of these roles keep the floors of departments")
    moved = by_staff.copy()
    moved[role, department] += np.rint(found.x[:cells] - found.x[cells:]).astype(np.int64)
    return moved
