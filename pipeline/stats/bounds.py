"""Upper bounds on hidden counts: what totals that are known tell about the parts that are not (linear programming).

With x >= 0 the unknown counts of atomic cells and A x = b the published totals, the largest possible count of a cell is
``max x_c subject to A x = b``. Specification: docs/methods/release.md. Source: Fischetti, M. & Salazar, J. J. (2000). Models
and algorithms for optimizing cell suppression. JASA 95, 916-928.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

_ZERO = 1e-7


class UpperBounds:
    """Largest possible counts under a set of published totals that can shrink and grow.

    One linear program is kept; only its objective and the right-hand sides change between solves.
    """

    def __init__(self, cover: ArrayLike, totals: ArrayLike, empty: ArrayLike) -> None:
        """cover : (G, A) boolean, group × atom. totals : (G,). empty : (A,) atoms known to be zero."""
        import highspy
        from highspy import _core  # the public class prints a banner on standard output, which belongs to our own results

        self._cover = np.asarray(cover, dtype=bool)
        self._totals = np.asarray(totals, dtype=float)
        groups, atoms = self._cover.shape
        self._infinity = highspy.kHighsInf
        self._solver = _core._Highs()
        self._solver.setOptionValue("output_flag", False)
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = atoms, groups
        program.col_cost_ = np.zeros(atoms)
        program.col_lower_ = np.zeros(atoms)
        program.col_upper_ = np.where(np.asarray(empty, dtype=bool), 0.0, self._infinity)
        program.row_lower_ = program.row_upper_ = self._totals
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_ = np.concatenate([[0], np.cumsum(self._cover.sum(axis=1))]).astype(np.int32)
        program.a_matrix_.index_ = np.nonzero(self._cover)[1].astype(np.int32)
        program.a_matrix_.value_ = np.ones(int(self._cover.sum()))
        self._solver.passModel(program)
        self._solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self._optimal = highspy.HighsModelStatus.kOptimal
        self._asked = -1
        self._seen = np.zeros(atoms)

    def publish(self, group: int) -> None:
        """The total of a group becomes known."""
        self._seen[:] = 0.0
        self._solver.changeRowBounds(group, self._totals[group], self._totals[group])

    def hide(self, group: int) -> None:
        """The total of a group is no longer known."""
        self._solver.changeRowBounds(group, -self._infinity, self._infinity)

    def upper(self, atom: int) -> float:
        """The largest possible count of an atom; infinity where nothing bounds it."""
        if self._asked >= 0:
            self._solver.changeColCost(self._asked, 0.0)
        self._solver.changeColCost(atom, 1.0)
        self._asked = atom
        self._solver.run()
        if self._solver.getModelStatus() != self._optimal:
            return float("inf")
        self._seen = np.maximum(self._seen, np.asarray(self._solver.getSolution().col_value))
        return float(self._solver.getInfo().objective_function_value)

    def can_hold(self, atom: int, count: float) -> bool:
        """Whether an atom could hold ``count``; solved only where no table found so far shows it already.

        Every solution is a table that fits the totals, so it speaks for all of its atoms; hiding totals keeps it fitting.
        """
        return bool(self._seen[atom] >= count) or self.upper(atom) >= count

    def carriers(self) -> NDArray[np.intp]:
        """Groups whose totals carry the bound that was asked for last (non-zero duals)."""
        return np.flatnonzero(np.abs(np.asarray(self._solver.getSolution().row_dual)) > _ZERO)
