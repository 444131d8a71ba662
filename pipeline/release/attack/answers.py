"""What published counts tell about reluctant people in hidden cells, to somebody who knows how many answered in every cell.

A cell's people fall into five classes, by willingness score and by whether they count as reluctant; every published count is a
sum of classes over cells, and the published sum of scores lies between what the classes allow. The largest and smallest number
of reluctant people that a cell can hold are two linear programs. Specification: docs/methods/release.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.release.attack.told import COLUMNS, RELUCTANT, Told, Weighted
from pipeline.release.attack.told_program import program_of

NARROWEST: Final = 0.20
"""A hidden cell's share of reluctant people may not be known more closely than this."""
_SLACK: Final = 1e-6
_DIRECTIONS: Final = 12


@dataclass(frozen=True, slots=True)
class TooNarrow:
    """A cell that is known too closely: the fewest and the most reluctant people it can hold, and the groups whose figures carry
    these two bounds."""

    cell: int
    low: int
    high: int
    carriers: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Proof:
    """Which lower and upper limits carry the bounds of a cell, (G, F): while none of them moves, the bounds stay."""

    lower: NDArray[np.bool_]
    upper: NDArray[np.bool_]

    @property
    def carriers(self) -> frozenset[int]:
        """Groups whose figures carry the bounds."""
        return frozenset(map(int, np.flatnonzero((self.lower | self.upper).any(axis=1))))

    def hangs_on(self, group: int, lower: NDArray[np.bool_], upper: NDArray[np.bool_]) -> bool:
        """Whether some of these limits of a group, (F,) each, carry a bound."""
        return bool((self.lower[group] & lower).any() or (self.upper[group] & upper).any())


class HiddenAnswers:
    """The attacker's linear program about reluctant people; limits of groups may change between questions."""

    def __init__(self, told: Told, weighted: tuple[Weighted, ...] = ()) -> None:
        self.told = told
        cells = len(told.people)
        self._program = program_of(told, weighted)
        self._least = np.full(cells, np.inf)
        self._most = np.full(cells, -np.inf)
        self._limits = told.low.copy(), told.high.copy()
        self._proofs: dict[int, _Proof] = {}

    def limit(self, group: int, low: NDArray[np.float64], high: NDArray[np.float64]) -> None:
        """New, wider limits of a group's figures."""
        moved = low < self._limits[0][group], high > self._limits[1][group]
        self._limits[0][group], self._limits[1][group] = low, high
        self._proofs = {cell: proof for cell, proof in self._proofs.items() if not proof.hangs_on(group, *moved)}
        for count in range(len(low)):
            self._program.limit(group * len(low) + count, float(low[count]), float(high[count]))

    def narrow(self, cells: NDArray[np.intp]) -> list[TooNarrow]:
        """Of the given cells those that are known too closely."""
        self._look_around(np.array([cell for cell in cells if not self._wide(int(cell))], dtype=np.intp))
        found = []
        for cell in cells:
            if self._wide(int(cell)):
                continue
            if int(cell) not in self._proofs:
                self._proofs[int(cell)] = self._bound(int(cell))
            if not self._wide(int(cell)):
                found.append(TooNarrow(int(cell), *self._whole(int(cell)), self._proofs[int(cell)].carriers))
        return found

    def look_across(self, cells: NDArray[np.intp]) -> None:
        """Tables at two opposite corners, then at such as move each cell on towards the end that it was not seen at: these few
        show most cells to be wide enough, and ``narrow`` has little left to ask."""
        rng = np.random.default_rng(20261101)
        side = rng.choice([-1.0, 1.0], len(cells))
        for look in range(_DIRECTIONS if len(cells) > 2 else 0):
            open_ = np.array([not self._wide(int(cell)) for cell in cells])
            if not open_.any():
                return
            if look == 1:
                side = -side
            elif look % 2:
                side = rng.choice([-1.0, 1.0], len(cells))
            elif look:
                side = np.where(self.told.people[cells] - self._most[cells] > self._least[cells], 1.0, -1.0)
            columns = (cells[open_][:, None] * COLUMNS + np.array(RELUCTANT)).ravel()
            self._ask(columns, np.repeat(side[open_], len(RELUCTANT)))

    def narrowest(self, cells: NDArray[np.intp]) -> float:
        """The narrowest share that was seen of any of the cells: at least so wide; NaN where there is none."""
        if not len(cells):
            return float("nan")
        width = [np.subtract(*self._whole(int(cell))[::-1]) / self.told.people[cell] for cell in cells]
        return float(min(width))

    def _bound(self, cell: int) -> _Proof:
        """Find the fewest and the most reluctant people a cell can hold, and what carries these bounds."""
        at = cell * COLUMNS + np.array(RELUCTANT)
        lower, upper = np.zeros(self.told.low.size, dtype=bool), np.zeros(self.told.low.size, dtype=bool)
        for sign in (1.0, -1.0):
            self._ask(at, np.full(len(at), sign))
            rows = self._program.carriers()
            rows = rows[rows < self.told.low.size]
            weights = self._program.weights()[rows]
            lower[rows] |= weights < 0
            upper[rows] |= weights > 0
        return _Proof(lower.reshape(self.told.low.shape), upper.reshape(self.told.low.shape))

    def _whole(self, cell: int) -> tuple[int, int]:
        return int(np.ceil(self._least[cell] - _SLACK)), int(np.floor(self._most[cell] + _SLACK))

    def _wide(self, cell: int) -> bool:
        if not np.isfinite(self._least[cell]):
            return False
        low, high = self._whole(cell)
        return high - low >= max(1.0, NARROWEST * float(self.told.people[cell]) - _SLACK)

    def _ask(self, columns: NDArray[np.intp], weights: NDArray[np.float64]) -> None:
        self._program.maximize(columns, weights)
        if self._program.solved:
            classes = self._program.solution().reshape(-1, COLUMNS)
            reluctant = classes[:, list(RELUCTANT)].sum(axis=1)
            self._least, self._most = np.minimum(self._least, reluctant), np.maximum(self._most, reluctant)

    def _look_around(self, cells: NDArray[np.intp]) -> None:
        """Tables at random corners: each speaks for all cells at once and spares most single questions."""
        rng = np.random.default_rng(20261101)
        columns = (cells[:, None] * COLUMNS + np.array(RELUCTANT)).ravel()
        for _ in range(min(_DIRECTIONS, len(cells) // 3)):
            if all(self._wide(int(cell)) for cell in cells):
                return
            self._ask(columns, np.repeat(rng.choice([-1.0, 1.0], len(cells)), len(RELUCTANT)))
