"""What published totals of several waves tell about single answers and changes: the program behind linked changes. PRIVATE.

Unknowns are observations, one person in one wave, taken together where no total tells them apart. Specification:
docs/methods/linked.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.stats.bounds import Program

_SLACK: Final = 1e-6
_DECIMALS: Final = 6
_LOOKS: Final = 12
Signs = tuple[int, ...]


def all_signs(waves: int, *, both_ends: bool) -> Iterator[Signs]:
    """Every choice of sign per wave; without ``both_ends`` only one of each choice and its opposite."""
    for rest in product((1, -1), repeat=waves - (not both_ends)):
        yield rest if both_ends else (1, *rest)


@dataclass(frozen=True)
class Observations:
    """Observations of connected waves, joined where no total tells them apart.

    Attributes
    ----------
    wave : position of each class's wave, (C,). member : class of every person in every wave, -1 where not there, (N, W).
    cover : total × class: 1 or -1 where a total counts the class up or down. change : totals that are changes, (R,).
    pairs : classes of two observations of one person, (P, 2).
    """

    wave: NDArray[np.intp]
    member: NDArray[np.intp]
    cover: NDArray[np.int8]
    change: NDArray[np.bool_]
    pairs: NDArray[np.intp]

    def signed(self, signs: Signs) -> NDArray[np.int8]:
        """The totals with the signs of some waves turned: changes count both up there, all others stay sums."""
        turned = np.array(signs, dtype=np.int8)[self.wave]
        return np.where(self.change[:, None], self.cover * turned, np.abs(self.cover)).astype(np.int8)

    @property
    def asked(self) -> NDArray[np.intp]:
        """Each class alone, then each pair, (Q, 2)."""
        alone = np.arange(len(self.wave))
        return np.concatenate([np.stack([alone, np.full(len(alone), -1)], axis=1), self.pairs])

    def sums(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sum per class of a value per person and wave, (N, W) -> (C,)."""
        there = self.member >= 0
        found = np.bincount(self.member[there], weights=values[there], minlength=len(self.wave))
        return np.asarray(found, dtype=np.float64).round(_DECIMALS)


def observations(rows: NDArray[np.intp], totals: Sequence[NDArray[np.int8]]) -> Observations:
    """Join the observations of people over waves. rows : (N, W), -1 where not there. totals : (N, W) each: 1, 0 or -1."""
    there = rows >= 0
    person, wave = np.nonzero(there)
    columns = np.stack([wave.astype(np.int8), *(total[person, wave] for total in totals)])
    kinds, number = np.unique(columns, axis=1, return_inverse=True)
    number = number.ravel()
    member = np.full(rows.shape, -1, dtype=np.intp)
    member[person, wave] = number
    pairs = [
        np.stack([member[both, one], member[both, other]], axis=1)
        for one in range(rows.shape[1])
        for other in range(one + 1, rows.shape[1])
        if (both := there[:, one] & there[:, other]).any()
    ]
    joined = np.unique(np.concatenate(pairs), axis=0) if pairs else np.zeros((0, 2), dtype=np.intp)
    cover = kinds[1:]
    touched = np.array([[(row[kinds[0] == w] != 0).any() for w in range(rows.shape[1])] for row in cover], dtype=bool)
    return Observations(kinds[0].astype(np.intp), member, cover, touched.sum(axis=1) > 1, joined)


class Bounds:
    """Largest values of observations, and of two of one person together, under totals that can be given up and taken back.

    Attributes
    ----------
    asked : classes whose sum is asked for, (Q, 2); the second is -1 where it is one alone.
    best : the largest sums that were found possible so far, (Q,).
    """

    def __init__(self, cover: NDArray[np.int8], known: NDArray[np.float64], asked: NDArray[np.intp]) -> None:
        """cover : total × class, signed. known : what the classes hold, (C,). All totals are published at first."""
        total, column = np.nonzero(cover)
        self.totals = cover.astype(float) @ known
        self.program = Program(total, column, cover[total, column], self.totals, self.totals, np.full(len(known), np.inf))
        self.known, self.asked = known, asked
        self.shown = np.ones(len(cover), dtype=bool)
        self.best = self._sums(known)

    def _sums(self, table: NDArray[np.float64]) -> NDArray[np.float64]:
        one, other = self.asked.T
        return table[one] + np.where(other >= 0, table[other], 0.0)

    def show(self, shown: NDArray[np.bool_]) -> None:
        """Exactly these totals are known."""
        for total in np.flatnonzero(self.shown & ~shown):
            self.program.limit(int(total), -np.inf, np.inf)
        for total in np.flatnonzero(shown & ~self.shown):
            self.program.limit(int(total), self.totals[total], self.totals[total])
        if (shown & ~self.shown).any():
            self.best = self._sums(self.known)
        self.shown = shown.copy()

    def most(self, question: int) -> float:
        """The largest sum possible; infinity where nothing bounds it."""
        classes = self.asked[question]
        found = self._look(classes[classes >= 0], np.ones((classes >= 0).sum()))
        self.best[question] = max(self.best[question], found)
        return found

    def _look(self, classes: NDArray[np.intp], weights: NDArray[np.float64]) -> float:
        """Solve; every table that fits the totals answers for all questions. Giving totals up keeps it fitting."""
        found = self.program.maximize(classes, weights)
        if np.isfinite(found):
            self.best = np.maximum(self.best, self._sums(self.program.solution()))
        return found

    def look_around(self, needed: NDArray[np.float64]) -> None:
        """Tables at a few random corners, while many questions are open."""
        rng = np.random.default_rng(20261126)
        for _ in range(_LOOKS):
            open_ = np.flatnonzero(self.best < needed - _SLACK)
            if len(open_) <= _LOOKS:
                return
            classes = np.unique(self.asked[open_])
            self._look(classes[classes >= 0], rng.integers(0, 2, (classes >= 0).sum()).astype(float))

    def open(self, needed: NDArray[np.float64]) -> NDArray[np.intp]:
        """Questions that no table found so far answers."""
        return np.flatnonzero(self.best < needed - _SLACK)

    def carriers(self) -> NDArray[np.intp]:
        """Totals that carry the bound that was asked for last."""
        return self.program.carriers()
