"""Linear programs of the attack on linked waves: one unknown per observation, with its sign. Specification:
docs/methods/linked.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.release.attack.people import Attack
from pipeline.stats.bounds import Program

_SLACK: Final = 1e-5
"""Sums are written to six decimals."""
_TOP: Final = 100.0
_LOOKS: Final = 12
_NOT_FITTING: Final = "the tables of these waves do not fit together: one of them was analyzed anew since, or changed by hand"


@dataclass(frozen=True, slots=True)
class Sum:
    """A published sum over observations.

    Attributes
    ----------
    name : for sentences. sign : of each observation, (O,): 1, -1 or 0. n : people counted. totals : scale -> points.
    """

    name: str
    sign: NDArray[np.int8]
    n: float
    totals: Mapping[str, float]


class Joined:
    """Observations that no sum tells apart taken together, and what the sums say of them."""

    def __init__(self, seen: pd.DataFrame, sums: Sequence[Sum]) -> None:
        columns = np.stack([pd.factorize(seen["wave"])[0], *(one.sign for one in sums)])
        kinds, number = np.unique(columns, axis=1, return_inverse=True)
        self.sums, self.signs, self.number = sums, kinds[1:], number.ravel()
        first = seen.iloc[[int(np.argmax(self.number == kind)) for kind in range(kinds.shape[1])]]
        self.wave = list(first["wave"].astype("str"))
        self.place = list(first["role"].astype("str").str.cat(first["department"].astype("str"), sep=" in "))
        of_path: dict[object, list[int]] = {}
        for path, kind in zip(seen["path"], self.number, strict=True):
            of_path.setdefault(path, []).append(int(kind))
        self.pairs = sorted({pair for kinds in of_path.values() for pair in combinations(sorted(kinds), 2)})

    def people(self, sign: Mapping[str, int], own: Sequence[int], k: int) -> Attack:
        """How many people are behind every observation, and behind every two of one person; by signs of the waves."""
        known = [one.n if not (one.sign < 0).any() else 2 * one.n * self._both_up(row, sign) for row, one in enumerate(self.sums)]
        solver, base = self._solver(sign, np.array(known), ()), self._solver(sign, np.array(known), own)
        if not np.isfinite(solver.maximize(np.array([0]), np.zeros(1))):
            return Attack(0.0, (_NOT_FITTING,))
        tightest, found = float("inf"), []
        asked = [((kind,), float(k)) for kind in range(len(self.wave))] + [(pair, 2.0 * k) for pair in self.pairs]
        for classes, needed in asked:
            most = solver.maximize(np.array(classes), np.ones(len(classes)))
            people = most / len(classes)
            if most < needed - _SLACK and most < base.maximize(np.array(classes), np.ones(len(classes))) - _SLACK:
                found.append(f"release/linked: answers of {self._name(classes)}: a sum of at most {people:.0f} people follows")
                tightest = min(tightest, people)
            elif most >= needed - _SLACK:
                tightest = min(tightest, people)
        return Attack(tightest, tuple(found))

    def points(self, scale: str, sign: Mapping[str, int], own: Sequence[int]) -> list[str]:
        """Sums that follow and come closer to an end than one person's whole range."""
        known = np.array([self._points(row, one, scale, sign) for row, one in enumerate(self.sums)])
        solver = self._solver(sign, known, ())
        possible = np.zeros(len(self.wave))
        rng = np.random.default_rng(20261127)
        for look in range(_LOOKS + len(self.wave)):
            open_ = np.flatnonzero(possible < _TOP - _SLACK)
            if not len(open_):
                return []
            # A few random corners first: each table that fits the sums speaks for all of its observations.
            asked, weights = (open_, rng.random(len(open_))) if look < _LOOKS else (open_[:1], np.ones(1))
            most = solver.maximize(asked, weights)
            if not np.isfinite(most):
                break
            possible = np.maximum(possible, solver.solution())
            if look >= _LOOKS and possible[open_[0]] < _TOP - _SLACK:
                break
        return self._near(scale, sign, known, own, np.flatnonzero(possible < _TOP - _SLACK))

    def _near(
        self, scale: str, sign: Mapping[str, int], known: NDArray[np.float64], own: Sequence[int], open_: NDArray[np.intp]
    ) -> list[str]:
        """Of some observations, those that the changes bring closer to an end than the waves do on their own."""
        solver, base = self._solver(sign, known, ()), self._solver(sign, known, own)
        found = []
        for kind in open_:
            most = solver.maximize(np.array([kind]), np.ones(1))
            if most < _TOP - _SLACK and most < base.maximize(np.array([kind]), np.ones(1)) - _SLACK:
                found.append(f"release/linked {scale}: answers of {self._name((int(kind),))}: {most:.0f} points from an end")
        return found

    def _name(self, classes: Sequence[int]) -> str:
        return " and ".join(f"{self.place[kind]} ({self.wave[kind]})" for kind in classes)

    def _turned(self, row: int, sign: Mapping[str, int]) -> NDArray[np.float64]:
        """Coefficients of a sum where scores of some waves are counted down."""
        coefficients = self.signs[row].astype(float)
        if (coefficients < 0).any():
            coefficients = coefficients * np.array([sign[wave] for wave in self.wave])
        return coefficients

    def _both_up(self, row: int, sign: Mapping[str, int]) -> float:
        """1, -1 or 0: both observations of a change counted up, both down, or one each."""
        coefficients = self._turned(row, sign)
        there = coefficients[coefficients != 0]
        return float(np.sign(there[0])) if len(there) and (there == there[0]).all() else 0.0

    def _points(self, row: int, one: Sum, scale: str, sign: Mapping[str, int]) -> float:
        """The sum of distances from the ends that the signs choose; NaN where it is not shown."""
        if scale not in one.totals:
            return float("nan")
        total, signs = one.totals[scale], self.signs[row]
        if not (signs < 0).any():
            wave = self.wave[int(np.flatnonzero(signs)[0])]
            return total if sign[wave] > 0 else _TOP * one.n - total
        up = {self.wave[int(kind)]: int(signs[kind]) for kind in np.flatnonzero(signs)}
        # A score counted down is 100 less its distance; so many hundreds go to the other side.
        return total - sum(part * _TOP * one.n for wave, part in up.items() if sign[wave] < 0)

    def _solver(self, sign: Mapping[str, int], known: NDArray[np.float64], without: Sequence[int]) -> Program:
        cover = np.stack([self._turned(row, sign) for row in range(len(self.sums))])
        low, high = known - _SLACK, known + _SLACK
        unknown = np.isnan(known)
        unknown[list(without)] = True
        low[unknown], high[unknown] = -np.inf, np.inf
        row, column = np.nonzero(cover)
        return Program(row, column, cover[row, column], low, high, np.full(cover.shape[1], np.inf))
