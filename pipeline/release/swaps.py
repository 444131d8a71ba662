"""How many reluctant people a hidden cell could hold, as far as swapping people shows it: mostly enough without a linear program.

The true answers of every cell are one way to explain all that is published. Where people of two classes change places between the
corners of a rectangle, no published figure notices: what comes of it explains it as well. Specification: docs/methods/release.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.exchanges import Exchanges

_SLACK: Final = 1e-6
_WALKS: Final = 8
_STEPS: Final = 400
_CHANGES: Final = tuple((own, other) for own in (2, 4) for other in (0, 1, 3))
"""Classes that are not reluctant, and those that are."""
_RELUCTANT: Final = (0, 1, 3)


@dataclass(frozen=True, slots=True)
class Answers:
    """What people of each cell answered. PRIVATE.

    Attributes
    ----------
    classes : people who are unfavourable | neutral and reluctant | neutral, undecided | favourable and reluctant | favourable,
        willing, (A, 5). scores : sums of willingness, (A,). cuts : lowest score of neutral and of favourable persons.
    """

    classes: NDArray[np.float64]
    scores: NDArray[np.float64]
    cuts: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Reach:
    """The fewest and the most reluctant people that each cell was seen to be able to hold, (A,)."""

    least: NDArray[np.float64]
    most: NDArray[np.float64]

    def wide(self, apart: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Cells where fewest and most are so far apart, in whole people."""
        return np.asarray(np.floor(self.most + _SLACK) - np.ceil(self.least - _SLACK) >= apart)


def reach(cover: NDArray[np.bool_], answers: Answers, apart: NDArray[np.float64], cells: NDArray[np.intp]) -> Reach:
    """What the given cells are seen to be able to hold; of the others, what they do hold.

    cover : group × cell, of the groups whose figures may be known. apart : how far apart fewest and most shall be, (A,): of cells
    where they are, no more is looked for.
    """
    moves = Exchanges(cover).moves
    table = _Table(answers)
    seen = Reach(table.reluctant, table.reluctant)
    rng, open_ = np.random.default_rng(20261126), np.asarray(cells)
    for _ in range(_WALKS):
        _look(table, moves[:, np.isin(moves[0], open_)], seen)
        open_ = open_[~seen.wide(apart)[open_]]
        if not len(open_) or not moves.size:
            break
        _walk(table, moves, rng)
    return seen


def _look(table: _Table, moves: NDArray[np.int16], seen: Reach) -> None:
    """What one exchange makes of a table; in place."""
    changed, reluctant = moves[0], table.reluctant[moves[0]]
    for own, other in _CHANGES:
        np.maximum.at(seen.most, changed, reluctant + table.amount(moves, own, other)[0])
        np.minimum.at(seen.least, changed, reluctant - table.amount(moves, other, own)[0])


def _walk(table: _Table, moves: NDArray[np.int16], rng: np.random.Generator) -> None:
    """Some people change places at random, in cells that do not touch each other; in place."""
    for own, other in _CHANGES:
        lost, gained = (own, other) if rng.random() < 0.5 else (other, own)
        cells = moves[:, rng.integers(0, moves.shape[1], _STEPS)]
        many, points = table.amount(cells, lost, gained)
        cells, many, points = cells[:, many > 0], many[many > 0], points[many > 0]
        number = np.arange(cells.shape[1])
        first = np.full(len(table.scores), len(number))
        for side in cells:
            np.minimum.at(first, side, number)
        alone = (first[cells] == number).all(axis=0)
        table.change(cells[:, alone], lost, gained, many[alone], points[alone])


class _Table:
    """One way to explain what is published."""

    def __init__(self, answers: Answers) -> None:
        neutral, favourable = answers.cuts
        self.classes, self.scores = answers.classes.copy(), answers.scores.copy()
        self.lowest = np.array([0.0, neutral, neutral, favourable, favourable])
        self.highest = np.array([neutral, favourable, favourable, 100.0, 100.0])

    @property
    def reluctant(self) -> NDArray[np.float64]:
        """Per cell."""
        return self.classes[:, list(_RELUCTANT)].sum(axis=1)

    def amount(self, cells: NDArray[np.int16], lost: int, gained: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """How many people of the first two cells can change from one class to another while as many of the last two change back,
        and by how many points the sums of the first two then grow, (M,) each."""
        there = np.minimum(self.classes[cells[:2], lost].min(axis=0), self.classes[cells[2:], gained].min(axis=0))
        low, high = self.classes @ self.lowest - self.scores, self.classes @ self.highest - self.scores
        # By how many points sums may fall and rise while nobody changes class: of the first two; of the last two, the other way.
        down, up = low[cells[:2]].max(axis=0), high[cells[:2]].min(axis=0)
        back_down, back_up = -high[cells[2:]].min(axis=0), -low[cells[2:]].max(axis=0)
        lower, upper = self.lowest[gained] - self.lowest[lost], self.highest[gained] - self.highest[lost]
        many = there
        if lower > upper:
            many = np.minimum(many, (up - down) / (lower - upper))
        elif upper > lower:
            many = np.minimum(many, (back_up - back_down) / (upper - lower))
        many = np.maximum(many, 0.0)
        least = np.maximum(down + many * lower, back_down + many * upper)
        most = np.minimum(up + many * upper, back_up + many * lower)
        return many, (least + most) / 2

    def change(
        self, cells: NDArray[np.int16], lost: int, gained: int, many: NDArray[np.float64], points: NDArray[np.float64]
    ) -> None:
        """People change class, in cells that do not touch each other; in place."""
        for side, sign in ((cells[:2], 1.0), (cells[2:], -1.0)):
            self.classes[side, lost] -= sign * many
            self.classes[side, gained] += sign * many
            self.scores[side] += sign * points
