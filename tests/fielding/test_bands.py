"""Bands: an attacker with the roster and the reports of two days cannot show that somebody answered, or did not."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from pipeline.fielding.bands import Band, Margin, all_edges, band, edges_of

AXES = ("role", "department")
K = 10
Edges = Mapping[Margin, tuple[int, ...]]


def roster(cells: dict[tuple[str, str], int]) -> pd.DataFrame:
    return pd.DataFrame([(*names, n) for names, n in cells.items()], columns=[*AXES, "staff"])


def report(staff: pd.DataFrame, answers: np.ndarray, edges: Edges) -> dict[Margin, Band]:
    """What a day's report tells. answers : by cell."""
    told = {}
    for axis in AXES:
        for name, n in staff.assign(n=answers).groupby(axis)["n"].sum().items():
            found = band(int(n), edges[axis, str(name)])
            if found is not None:
                told[axis, str(name)] = found
    return told


def cornered(staff: pd.DataFrame, days: list[dict[Margin, Band]], answers: np.ndarray) -> list[int]:
    """Cells of which it follows, from all days together, that everybody had answered by the last, or nobody.

    An exact linear program over how many had answered in every cell on every day; numbers only grow.
    answers : of the last day, by cell; cells in which only some answered cannot be cornered.
    """
    size, cells = staff["staff"].to_numpy(), len(staff)
    rows, most = [], []
    for day, told in enumerate(days):
        for (axis, name), found in told.items():
            row = np.zeros((len(days), cells))
            row[day, (staff[axis] == name).to_numpy()] = 1
            rows.append(-row.ravel())
            most.append(-found.low)
            if found.high is not None:
                rows.append(row.ravel())
                most.append(found.high)
    for day in range(len(days) - 1):
        for cell in range(cells):
            row = np.zeros((len(days), cells))
            row[day, cell], row[day + 1, cell] = 1, -1
            rows.append(row.ravel())
            most.append(0)
    bounds = [(0, n) for _ in days for n in size]
    found_cells = []
    for cell in np.flatnonzero((answers == size) | (answers == 0)):
        all_of_it = answers[cell] == size[cell]
        aim = np.zeros(len(days) * cells)
        aim[(len(days) - 1) * cells + cell] = 1 if all_of_it else -1
        best = linprog(aim, A_ub=np.array(rows) if rows else None, b_ub=most or None, bounds=bounds)
        assert best.success
        if abs(best.fun - (size[cell] if all_of_it else 0)) < 1e-6:
            found_cells.append(int(cell))
    return found_cells


NESTED = roster({("nurse", "ward"): 30, ("clerk", "ward"): 1, ("nurse", "clinic"): 1, ("clerk", "clinic"): 40})
"""All of the ward but one clerk are nurses, and all nurses but one are of the ward."""


def test_the_attacker_finds_the_clerk_where_every_margin_has_every_band() -> None:
    edges = dict.fromkeys(edges_of(NESTED, K), (10, 20))
    answers = np.array([9, 1, 0, 12])
    assert cornered(NESTED, [report(NESTED, answers, edges)], answers) == [1, 2]


def test_the_clerk_is_safe_with_the_bands_of_the_roster() -> None:
    edges = edges_of(NESTED, K)
    for nurses in range(31):
        for clerks in (0, 1):
            answers = np.array([nurses, clerks, 0, 12])
            assert 1 not in cornered(NESTED, [report(NESTED, answers, edges)], answers)


def test_what_a_band_says_of_a_group_by_itself() -> None:
    sizes = {"nine": 9, "ten": 10, "nineteen": 19, "twenty": 20, "thirty": 30}
    # Every role is spread evenly over many large departments, so that no department is nearly the same people.
    cells = {(name, f"d{at}"): 0 for name in sizes for at in range(5)}
    for name, n in sizes.items():
        for at in range(n):
            cells[name, f"d{at % 5}"] += 1
    cells |= {("others", f"d{at}"): 60 for at in range(5)}
    edges = edges_of(roster({key: n for key, n in cells.items() if n}), K)
    assert [edges["role", name] for name in sizes] == [(), (), (), (10,), (10, 20)]


@pytest.mark.parametrize(
    ("answers", "edges", "expected"),
    [
        (0, (10, 20), Band(0, 9)),
        (9, (10, 20), Band(0, 9)),
        (10, (10, 20), Band(10, 19)),
        (19, (10, 20), Band(10, 19)),
        (20, (10, 20), Band(20, None)),
        (500, (10, 20), Band(20, None)),
        (9, (10,), Band(0, 9)),
        (10, (10,), Band(10, None)),
        (7, (), None),
    ],
)
def test_bands(answers: int, edges: tuple[int, ...], expected: Band | None) -> None:
    assert band(answers, edges) == expected


def test_edges_are_never_below_ten_nor_below_k() -> None:
    assert [all_edges(k) for k in (5, 10, 15)] == [(10, 20), (10, 20), (15, 30)]


def test_which_bands_there_are_depends_on_the_roster_alone() -> None:
    # The function is not given any answers; this holds the promise where somebody gives it some.
    assert set(edges_of.__annotations__) == {"roster", "k", "return"}


def made_up(rng: np.random.Generator) -> pd.DataFrame:
    """A roster of few groups, some nearly the same people as others: where attacks are likely."""
    shape = rng.integers(2, 5, 2)
    staff = rng.choice([0, 0, 1, 2, 5, 12, 30], size=shape)
    nested = rng.random(shape) < 0.25
    staff = np.where(nested, rng.choice([20, 31, 45], size=shape), staff)
    cells = {(f"r{r}", f"d{d}"): int(n) for (r, d), n in np.ndenumerate(staff) if n}
    return roster(cells or {("r0", "d0"): 30})


def attacked(attack_edges: bool, surveys: int) -> int:
    """In how many surveys somebody is cornered by the reports of two days. attack_edges : every margin has every band."""
    seen = 0
    for seed in range(surveys):
        rng = np.random.default_rng(seed)
        staff = made_up(rng)
        edges = edges_of(staff, K)
        if attack_edges:
            edges = dict.fromkeys(edges, (10, 20))
        # Response differs from cell to cell, so that all and none of a cell are common.
        first = rng.binomial(staff["staff"], rng.choice([0.0, 0.3, 1.0], size=len(staff)))
        second = first + rng.binomial(staff["staff"] - first, rng.choice([0.0, 0.4, 1.0], size=len(staff)))
        days = [report(staff, answers, edges) for answers in (first, second)]
        seen += bool(cornered(staff, days, second))
    return seen


def test_nobody_is_cornered_in_made_up_fields() -> None:
    assert attacked(attack_edges=True, surveys=100) > 0
    assert attacked(attack_edges=False, surveys=300) == 0
