"""Upper bounds on hidden counts: by hand, against maximum flow, all tables that fit and another solver, in any order."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_flow

from pipeline.stats.bounds import Program, UpperBounds
from pipeline.stats.ceilings import most


def two_way(n: np.ndarray, shown: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cover and totals of a table with both margins and the shown cells."""
    rows, columns = n.shape
    index = np.arange(n.size).reshape(n.shape)
    groups = (
        [index[r] for r in range(rows)] + [index[:, c] for c in range(columns)] + [index[r, [c]] for r, c in np.argwhere(shown)]
    )
    cover = np.array([np.isin(np.arange(n.size), group) for group in groups])
    return cover, cover @ n.ravel()


def test_a_two_by_two_table_by_hand() -> None:
    """Rows 10, 20, columns 12, 18: the first cell can hold min(10, 12) = 10 people."""
    cover, totals = two_way(np.array([[3, 7], [9, 11]]), np.zeros((2, 2), dtype=bool))
    bounds = UpperBounds(cover, totals)
    assert [round(bounds.upper(atom)) for atom in range(4)] == [10, 10, 12, 18]


def test_a_remainder_of_four_is_found_and_forgotten_when_a_total_is_hidden() -> None:
    cover = np.array([[1, 1, 1], [1, 0, 0], [0, 1, 0]], dtype=bool)
    bounds = UpperBounds(cover, [40, 20, 16])
    assert bounds.upper(2) == pytest.approx(4)
    assert set(bounds.carriers()) == {0, 1, 2}
    bounds.hide(2)
    assert bounds.upper(2) == pytest.approx(20)
    bounds.publish(2)
    assert not bounds.can_hold(2, 10)


def flow_bound(n: np.ndarray, shown: np.ndarray, row: int, column: int) -> int:
    """The same bound as a maximum flow from a row to a column: n on hidden cells forward, no limit backward."""
    rows, columns = n.shape
    big = int(n.sum()) + 1
    graph = np.zeros((rows + columns, rows + columns), dtype=np.int32)
    for r, c in np.argwhere(~shown):
        graph[r, rows + c], graph[rows + c, r] = n[r, c], big
    graph[rows + column, row] = 0
    return int(maximum_flow(csr_matrix(graph), row, rows + column).flow_value)


@pytest.mark.parametrize("seed", range(5))
def test_equals_maximum_flow_on_random_tables(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = rng.poisson(6, (4, 5))
    shown = (n >= 8) & (rng.random(n.shape) < 0.7)
    cover, totals = two_way(n, shown)
    bounds = UpperBounds(cover, totals)
    for r, c in np.argwhere(~shown):
        assert bounds.upper(int(r * 5 + c)) == pytest.approx(flow_bound(n, shown, r, c))


def test_the_order_of_groups_and_atoms_changes_nothing() -> None:
    rng = np.random.default_rng(9)
    n = rng.poisson(5, (3, 4))
    cover, totals = two_way(n, n >= 7)
    atoms, groups = rng.permutation(12), rng.permutation(len(totals))
    plain = UpperBounds(cover, totals)
    mixed = UpperBounds(cover[groups][:, atoms], totals[groups])
    assert [plain.upper(int(a)) for a in atoms] == pytest.approx([mixed.upper(i) for i in range(12)])


def test_a_table_that_is_known_to_fit_answers_without_solving() -> None:
    bounds = UpperBounds([[True, True, False], [False, True, True]], [12, 9], [12, 0, 9])
    assert bounds.can_hold(0, 12) and bounds.can_hold(2, 9)
    assert bounds.upper(1) == pytest.approx(9)


def test_limits_in_the_place_of_totals_loosen_the_bound() -> None:
    cover = [[True, True], [True, False]]
    assert UpperBounds(cover, [10, 6]).upper(1) == pytest.approx(4)
    assert UpperBounds(cover, [10, 5], high=[12, 7]).upper(1) == pytest.approx(7)


def every_table(cover: np.ndarray, low: np.ndarray, high: np.ndarray, most: int) -> np.ndarray:
    """All tables of whole numbers 0 to ``most`` whose totals lie within the limits."""
    cells = cover.shape[1]
    tables = np.array(list(itertools.product(range(most + 1), repeat=cells)))
    totals = tables @ cover.T.astype(int)
    return tables[((totals >= low) & (totals <= high)).all(axis=1)]


@pytest.mark.parametrize("seed", range(8))
def test_equals_the_largest_of_all_tables_that_fit(seed: int) -> None:
    """Brute force on 2 × 3 tables with both margins: two-way totals have whole-number corners, so the bounds are reached."""
    rng = np.random.default_rng(seed)
    n = rng.integers(0, 4, (2, 3))
    cover, totals = two_way(n, (n >= 3) & (rng.random(n.shape) < 0.5))
    tables = every_table(cover, totals, totals, int(n.sum(axis=1).max()))
    bounds = UpperBounds(cover, totals)
    assert [bounds.upper(atom) for atom in range(6)] == pytest.approx(tables.max(axis=0))


@pytest.mark.parametrize("seed", range(8))
def test_equals_another_solver_on_nested_totals_with_limits(seed: int) -> None:
    rng = np.random.default_rng(seed)
    atoms = rng.integers(0, 12, 9)
    cover = np.vstack([np.ones(9, dtype=bool), rng.random((5, 9)) < 0.45])
    low = cover @ atoms - rng.integers(0, 3, 6)
    high = cover @ atoms + rng.integers(0, 3, 6)
    bounds = UpperBounds(cover, low, high=high)
    both, limits = np.vstack([cover, -cover.astype(float)]), np.concatenate([high, -low])
    for atom in range(9):
        answer = linprog(-np.eye(9)[atom], A_ub=both, b_ub=limits, bounds=(0, None))
        assert bounds.upper(atom) == pytest.approx(-answer.fun, abs=1e-6)
        assert bounds.upper(atom) >= atoms[atom] - 1e-6


def test_a_program_by_hand() -> None:
    """x + y = 10, x <= 4: the most of y is 10, of x 4; without the first row x is 4 and y has no end."""
    program = Program([0, 0, 1], [0, 1, 0], [1, 1, 1], [10, -np.inf], [10, 4], [np.inf, np.inf])
    assert program.maximize(np.array([1]), np.ones(1)) == pytest.approx(10) and program.solved
    assert program.maximize(np.array([0]), np.ones(1)) == pytest.approx(4)
    assert set(program.carriers()) == {1}
    assert program.solution() == pytest.approx([4, 6])
    program.limit(0, -np.inf, np.inf)
    assert program.maximize(np.array([1]), np.ones(1)) == np.inf and not program.solved


def test_a_program_that_nothing_fits_has_no_answer() -> None:
    program = Program([0, 1], [0, 0], [1, 1], [3, 5], [3, 5], [np.inf])
    assert program.maximize(np.array([0]), np.ones(1)) == np.inf and not program.solved


def test_looking_around_only_shows_what_could_be() -> None:
    """A count that was seen is one that a table reaches; what was not seen is solved for."""
    rng = np.random.default_rng(3)
    n = rng.poisson(4, (8, 9))
    cover, totals = two_way(n, n >= 7)
    looked, plain = UpperBounds(cover, totals, n.ravel()), UpperBounds(cover, totals)
    looked.look_around(np.arange(72), 8)
    most = np.array([plain.upper(atom) for atom in range(72)])
    assert (looked._seen <= most + 1e-6).all() and (looked._seen > n.ravel()).any()
    assert [looked.can_hold(atom, 8) for atom in range(72)] == (most >= 8 - 1e-9).tolist()


@pytest.mark.parametrize("seed", range(40))
def test_interval_arithmetic_never_says_less_than_the_largest_count(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = rng.poisson(rng.choice([0.4, 6.0]), (int(rng.integers(2, 6)), int(rng.integers(2, 6))))
    cover, totals = two_way(n, rng.random(n.shape) < 0.5)
    bounds = UpperBounds(cover, totals)
    largest = np.array([bounds.upper(atom) for atom in range(n.size)])
    assert (most(cover, totals) >= largest - 1e-6).all()
    alone = cover[cover.sum(axis=1) == 1].any(axis=0)
    assert (most(cover, totals)[alone] == n.ravel()[alone]).all()


def test_what_others_must_hold_bounds_an_atom_by_hand() -> None:
    """Rows 10 and 4, columns 8 and 6: no cell holds more than its row or column; what two parts leave of 9 is nobody."""
    cover, totals = two_way(np.array([[6, 4], [2, 2]]), np.zeros((2, 2), dtype=bool))
    assert most(cover, totals).tolist() == [8.0, 6.0, 4.0, 4.0]
    assert most(np.array([[1, 1, 1], [1, 0, 0], [0, 1, 0]], dtype=bool), np.array([9.0, 5, 4])).tolist() == [5.0, 4.0, 0.0]
