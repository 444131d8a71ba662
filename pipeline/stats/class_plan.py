"""Which classes to hold and who sits in them, so that most need is closed: an integer program over topics and roles.

Specification: docs/methods/planner.md. Solver: HiGHS through scipy.optimize.milp.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog, milp
from scipy.sparse import csr_array, hstack, vstack

_TIE = 1e-6
"""Worth of an hour not taught, as a share of the smallest need of a seat: decides between plans that meet the same need."""
_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class ClassProblem:
    """What a plan may do. R roles, T topics, D departments.

    Attributes
    ----------
    worth : need closed by one seat, >= 0, shape (R, T). wanted : whole seats at most, (R, T).
    by_staff, most, floor : seats of a role in all: at most for its staff, at most by a cap, at least, (R,); the first two may be
        infinite.
    cells : seats at most of a role in a department, (R, D). department_floor : seats at least, (D,); all 0: not looked at.
    length : hours of one class, (T,). hours, classes : at most in all, may be infinite.
    size, smallest : seats of one class, at most and at least.
    """

    worth: NDArray[np.float64]
    wanted: NDArray[np.float64]
    by_staff: NDArray[np.float64]
    most: NDArray[np.float64]
    floor: NDArray[np.float64]
    cells: NDArray[np.float64]
    department_floor: NDArray[np.float64]
    length: NDArray[np.float64]
    hours: float
    classes: float
    size: int
    smallest: int


@dataclass(frozen=True, slots=True)
class ClassPlan:
    """Whole classes per topic (T,), whole seats per role and topic (R, T); need met, its upper bound, and whether the plan is
    proved to be the best. Floors of departments can be kept; ``spread_out`` says how."""

    classes: NDArray[np.int64]
    seats: NDArray[np.int64]
    met: float
    bound: float
    proved: bool

    @property
    def gap(self) -> float:
        """How much more any plan could meet at most, as a share of what this one meets."""
        return 0.0 if self.proved else (self.bound - self.met) / max(self.met, 1e-9)


@dataclass(frozen=True, slots=True)
class _Program:
    """Constraints over seats x (only where wanted), classes y and, with floors of departments, w."""

    role: NDArray[np.int64]
    topic: NDArray[np.int64]
    cell_role: NDArray[np.int64]
    cell_department: NDArray[np.int64]
    cost: NDArray[np.float64]
    upper: NDArray[np.float64]
    matrix: csr_array
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def best_plan(problem: ClassProblem, seconds: float = _SECONDS) -> ClassPlan | None:
    """The plan that meets most need; None where no plan keeps all limits.

    seconds : after so long the best plan found so far is given, with its bound.
    raises : TimeoutError where none was found by then.
    """
    program = _program(problem)
    found = _solved(problem, program, program.cost, seconds)
    if found.x is None:
        return None
    return _whole(problem, program, np.rint(found.x[_slice_of_classes(program, problem)]), found)


def fewest_hours(problem: ClassProblem, seconds: float = _SECONDS) -> float | None:
    """The fewest hours of teaching with which all other limits can be kept; None where they cannot.

    raises : TimeoutError where no plan was found in time.
    """
    free = replace(problem, hours=np.inf)
    program = _program(free)
    cost = np.zeros(len(program.cost))
    cost[_slice_of_classes(program, free)] = free.length
    found = _solved(free, program, cost, seconds)
    return None if found.x is None else float(found.fun)


def _solved(problem: ClassProblem, program: _Program, cost: NDArray[np.float64], seconds: float) -> OptimizeResult:
    integrality = np.zeros(len(cost))
    integrality[_slice_of_classes(program, problem)] = 1
    found = milp(
        cost,
        integrality=integrality,
        bounds=Bounds(np.zeros(len(cost)), program.upper),
        constraints=LinearConstraint(program.matrix, program.low, program.high),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    if found.x is None and found.status == 1:
        raise TimeoutError("no plan was found in time")
    return found


def _slice_of_classes(program: _Program, problem: ClassProblem) -> slice:
    return slice(len(program.role), len(program.role) + problem.worth.shape[1])


def _program(problem: ClassProblem) -> _Program:
    role, topic = np.nonzero(problem.wanted > 0)
    floors = bool((problem.department_floor > 0).any())
    cell_role, cell_department = np.nonzero(problem.cells > 0) if floors else (np.empty(0, int), np.empty(0, int))
    roles, topics = problem.worth.shape
    seats, cells = len(role), len(cell_role)
    one = np.ones(seats)
    by_topic = csr_array((one, (topic, np.arange(seats))), shape=(topics, seats))
    by_role = csr_array((one, (role, np.arange(seats))), shape=(roles, seats))
    diagonal, none_x = csr_array(np.eye(topics)), csr_array((1, seats))
    length, count = csr_array(problem.length[None, :]), csr_array(np.ones((1, topics)))
    rows = [
        (hstack([by_topic, -problem.size * diagonal, csr_array((topics, cells))]), np.full(topics, -np.inf), np.zeros(topics)),
        (hstack([by_topic, -problem.smallest * diagonal, csr_array((topics, cells))]), np.zeros(topics), np.full(topics, np.inf)),
        (hstack([none_x, length, csr_array((1, cells))]), [-np.inf], [problem.hours]),
        (hstack([none_x, count, csr_array((1, cells))]), [-np.inf], [problem.classes]),
        (
            hstack([by_role, csr_array((roles, topics)), csr_array((roles, cells))]),
            problem.floor,
            np.minimum(problem.by_staff, problem.most),
        ),
    ]
    if floors:
        departments, each = len(problem.department_floor), np.arange(cells)
        into = csr_array((np.ones(cells), (cell_role, each)), shape=(roles, cells))
        out = csr_array((np.ones(cells), (cell_department, each)), shape=(departments, cells))
        rows.append((hstack([by_role, csr_array((roles, topics)), -into]), np.zeros(roles), np.zeros(roles)))
        beside = csr_array((departments, seats + topics))
        rows.append((hstack([beside, out]), problem.department_floor, np.full(departments, np.inf)))
    worth = problem.worth[role, topic]
    tie = _TIE * worth[worth > 0].min(initial=1.0) / max(problem.length.max(initial=1.0), 1.0)
    upper = np.concatenate(
        [
            problem.wanted[role, topic],
            np.floor(problem.wanted.sum(axis=0) / max(problem.smallest, 1)),
            problem.cells[cell_role, cell_department],
        ]
    )
    return _Program(
        role,
        topic,
        cell_role,
        cell_department,
        np.concatenate([-worth, tie * problem.length, np.zeros(cells)]),
        upper,
        csr_array(vstack([matrix for matrix, _, _ in rows])),
        np.concatenate([np.asarray(low, dtype=float) for _, low, _ in rows]),
        np.concatenate([np.asarray(high, dtype=float) for _, _, high in rows]),
    )


def _whole(problem: ClassProblem, program: _Program, classes: NDArray[np.float64], found: OptimizeResult) -> ClassPlan:
    """Seats of given classes: the best corner of a network, which is whole (simplex; the program's own seats need not be)."""
    at = _slice_of_classes(program, problem)
    low, high = np.zeros(len(program.cost)), program.upper.copy()
    low[at] = high[at] = classes
    finite = np.isfinite(program.high), np.isfinite(program.low)
    corner = linprog(
        program.cost,
        A_ub=vstack([program.matrix[finite[0]], -program.matrix[finite[1]]]),
        b_ub=np.concatenate([program.high[finite[0]], -program.low[finite[1]]]) + 1e-9,
        bounds=np.column_stack([low, high]),
        method="highs-ds",
    )
    seats = np.zeros(problem.worth.shape, dtype=np.int64)
    seats[program.role, program.topic] = np.rint(corner.x[: len(program.role)])
    met = float((problem.worth * seats).sum())
    bound = max(met, -float(found.mip_dual_bound)) if found.mip_dual_bound is not None else met
    return ClassPlan(classes.astype(np.int64), seats, met, bound, found.status == 0)
