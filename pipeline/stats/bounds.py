"""What totals that are known tell about the parts that are not (linear programming).

With x >= 0 the unknown counts of atomic cells and A x = b the published totals, the largest possible count of a cell is
``max x_c subject to A x = b``. Specification: docs/methods/release.md. Source: Fischetti, M. & Salazar, J. J. (2000). Models
and algorithms for optimizing cell suppression. JASA 95, 916-928.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipeline.stats.exchanges import Exchanges

_ZERO = 1e-7
_DIRECTIONS = 8
_PRIMAL = 4
"""The simplex method of the solver that goes on from the last table when only the question changes: half the time here."""


class Program:
    """One linear program that is kept: only its objective and the limits of its rows change between solves."""

    def __init__(self, rows: ArrayLike, columns: ArrayLike, values: ArrayLike, low: ArrayLike, high: ArrayLike, upper: ArrayLike):
        """rows, columns, values : the matrix, entry by entry. low, high : limits of each row, infinite where there is none.
        upper : largest value of each unknown; the smallest is 0."""
        import highspy
        from highspy import _core  # the public class prints a banner on standard output, which belongs to our own results

        low, high, upper = (np.asarray(part, dtype=float) for part in (low, high, upper))
        rows, columns = np.asarray(rows, dtype=np.int64), np.asarray(columns, dtype=np.int64)
        order = np.lexsort([columns, rows])
        self._infinity = highspy.kHighsInf
        self._solver = _core._Highs()
        self._solver.setOptionValue("output_flag", False)
        self._solver.setOptionValue("simplex_strategy", _PRIMAL)
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = len(upper), len(low)
        program.col_cost_ = np.zeros(len(upper))
        program.col_lower_, program.col_upper_ = np.zeros(len(upper)), self._limits(upper)
        program.row_lower_, program.row_upper_ = self._limits(low), self._limits(high)
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_ = np.searchsorted(rows[order], np.arange(len(low) + 1)).astype(np.int32)
        program.a_matrix_.index_ = columns[order].astype(np.int32)
        program.a_matrix_.value_ = np.asarray(values, dtype=float)[order]
        self._solver.passModel(program)
        self._solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self._optimal = highspy.HighsModelStatus.kOptimal
        self._asked = np.empty(0, dtype=np.int32)

    def _limits(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.nan_to_num(values, posinf=self._infinity, neginf=-self._infinity)

    def limit(self, row: int, low: float, high: float) -> None:
        """New limits of a row."""
        self._solver.changeRowBounds(row, max(low, -self._infinity), min(high, self._infinity))

    def limit_all(self, low: NDArray[np.float64], high: NDArray[np.float64]) -> None:
        """New limits of all rows."""
        self._solver.changeRowsBounds(  # type: ignore[attr-defined]  # there, but not in the solver's own declaration
            len(low), np.arange(len(low), dtype=np.int32), self._limits(low), self._limits(high)
        )

    def maximize(self, columns: NDArray[np.integer], weights: NDArray[np.float64]) -> float:
        """The largest weighted sum of some unknowns; infinity where nothing bounds it."""
        if len(self._asked):
            self._solver.changeColsCost(len(self._asked), self._asked, np.zeros(len(self._asked)))
        self._asked = np.asarray(columns, dtype=np.int32)
        self._solver.changeColsCost(len(self._asked), self._asked, np.asarray(weights, dtype=float))
        self._solver.run()
        if self._solver.getModelStatus() != self._optimal:
            return float("inf")
        return float(self._solver.getInfo().objective_function_value)

    @property
    def solved(self) -> bool:
        """Whether the last question had a bounded answer."""
        return bool(self._solver.getModelStatus() == self._optimal)

    def solution(self) -> NDArray[np.float64]:
        """Unknowns at the last optimum."""
        return np.asarray(self._solver.getSolution().col_value)

    def carriers(self) -> NDArray[np.intp]:
        """Rows that carry the last bound (non-zero duals)."""
        return np.flatnonzero(np.abs(self.weights()) > _ZERO)

    def weights(self) -> NDArray[np.float64]:
        """How much of each row the last bound is made of (duals)."""
        return np.asarray(self._solver.getSolution().row_dual)


class UpperBounds:
    """Largest possible counts of atoms under a set of published totals that can shrink and grow."""

    def __init__(
        self, cover: ArrayLike, totals: ArrayLike, known: ArrayLike | None = None, high: ArrayLike | None = None
    ) -> None:
        """cover : (G, A) boolean, group × atom. totals : (G,), or their lower limits where ``high`` holds the upper ones.
        known : (A,) a table that fits the totals, where the asking side has one: it shows at once what atoms can hold."""
        cover = np.asarray(cover, dtype=bool)
        self._low = np.asarray(totals, dtype=float)
        self._high = self._low if high is None else np.asarray(high, dtype=float)
        group, atom = np.nonzero(cover)
        self._known = np.zeros(cover.shape[1]) if known is None else np.asarray(known, dtype=float)
        self._seen = self._known.copy()
        self._program = Program(group, atom, np.ones(len(group)), self._low, self._high, np.full(cover.shape[1], np.inf))

    def told(self, low: NDArray[np.float64], high: NDArray[np.float64]) -> None:
        """Other totals of the same groups, all of them published; no table that fits them is known."""
        self._low, self._high = low, high
        self._known = np.zeros(len(self._known))
        self._seen = self._known.copy()
        self._program.limit_all(low, high)

    def publish(self, group: int) -> None:
        """The total of a group becomes known."""
        self._seen = self._known.copy()
        self._program.limit(group, self._low[group], self._high[group])

    def hide(self, group: int) -> None:
        """The total of a group is no longer known."""
        self._program.limit(group, -np.inf, np.inf)

    def upper(self, atom: int) -> float:
        """The largest possible count of an atom; infinity where nothing bounds it."""
        found = self._program.maximize(np.array([atom]), np.ones(1))
        if np.isfinite(found):
            self._seen = np.maximum(self._seen, self._program.solution())
        return found

    @property
    def table(self) -> NDArray[np.float64]:
        """The table in which the atom that was asked for last holds as much, where something bounds it."""
        return self._program.solution()

    def can_hold(self, atom: int, count: float) -> bool:
        """Whether an atom could hold ``count``; solved only where no table found so far shows it already.

        Every solution is a table that fits the totals, so it speaks for all of its atoms; hiding totals keeps it fitting.
        """
        return self.sees(atom, count) or self.upper(atom) >= count

    def sees(self, atom: int, count: float) -> bool:
        """Whether a table found so far shows that an atom could hold ``count``."""
        return bool(self._seen[atom] >= count)

    def look_around(self, atoms: NDArray[np.integer], count: float) -> None:
        """Tables at a few random corners, while many of the atoms are not seen to hold ``count``: each table speaks for all."""
        rng = np.random.default_rng(20261101)
        for _ in range(_DIRECTIONS):
            open_ = np.asarray(atoms)[self._seen[atoms] < count]
            if len(open_) <= 2 * _DIRECTIONS:
                return
            found = self._program.maximize(open_, rng.integers(0, 2, len(open_)).astype(float))
            if np.isfinite(found):
                self._seen = np.maximum(self._seen, self._program.solution())

    def look_across(self, atoms: NDArray[np.integer], count: float, exchanges: Exchanges) -> None:
        """Tables at two opposite corners, and what comes of their middle by exchange.

        exchanges : between the atoms, in this order.
        """
        half = np.random.default_rng(20261101).integers(0, 2, len(atoms)).astype(float)
        tables = []
        for weights in (half, 1.0 - half):
            if np.isfinite(self._program.maximize(atoms, weights)):
                tables.append(self._program.solution())
                self._seen = np.maximum(self._seen, tables[-1])
        if tables:
            room = exchanges.can_hold(np.mean(tables, axis=0)[None, atoms], np.array([count]))[0]
            self._seen[atoms[room]] = np.maximum(self._seen[atoms[room]], count)

    def look_on(self, atoms: NDArray[np.integer], count: float) -> float:
        """Tables that hold as much as there can be in all open atoms together, while each closes some of them. Gives how much the
        last one holds in those that it was made for: none of them can hold more."""
        left, together = len(atoms) + 1, float("inf")
        while 0 < len(open_ := self.open(atoms, count)) < left:
            left, together = len(open_), self._program.maximize(open_, np.ones(len(open_)))
            if np.isfinite(together):
                self._seen = np.maximum(self._seen, self._program.solution())
        return together

    def open(self, atoms: NDArray[np.integer], count: float) -> NDArray[np.integer]:
        """Atoms that no table found so far shows to hold ``count``."""
        return atoms[self._seen[atoms] < count]

    def carriers(self) -> NDArray[np.intp]:
        """Groups whose totals carry the bound that was asked for last (non-zero duals)."""
        return self._program.carriers()

    def weights(self) -> NDArray[np.float64]:
        """How much of each group's total the bound is made of that was asked for last."""
        return self._program.weights()
