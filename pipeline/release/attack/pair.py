"""The attack on two releases of one wave: late answers, withdrawn answers, careless answers in and out.

A person counts in the first release only, in both, or in the second only; a changed answer counts as one of each. Every total of
the first is a sum over cells of the first two, every total of the second of the last two. Whoever compares the releases knows
as well how many people joined and left in all. Specification: docs/methods/release.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.release.attack.people import families
from pipeline.release.attack.read import Family, Map
from pipeline.stats.bounds import Program
from pipeline.tables import Release

_SLACK: Final = 1e-6
_ONLY_FIRST, _BOTH, _ONLY_SECOND = 0, 1, 2
_SAID: Final = {_ONLY_FIRST: "left or changed an answer", _ONLY_SECOND: "joined or changed an answer"}


@dataclass(frozen=True, slots=True)
class PairAttack:
    """What comparing two releases tells: the tightest bound on changed people in a cell, and sentences for those below k."""

    tightest: float
    found: tuple[str, ...]


def attack_pair(first: Release, second: Release, *, left: int, joined: int, k: int) -> PairAttack:
    """Compare two releases of one wave, family by family.

    left, joined : people who count in the first only and in the second only, in all.
    """
    if not left and not joined:
        return PairAttack(float("inf"), ())
    places = _Places(first, second)
    second_families = {family.name: family for family in families(places.maps[1])}
    tightest, found = float("inf"), []
    for family in families(places.maps[0]):
        name = family.name
        if name not in second_families:
            continue
        totals = [*places.totals(0, family), *places.totals(1, second_families[name])]
        bounds = _bounds(totals, places.size, left, joined, exactly=name == "release/groups")
        for kind, cell, most in bounds:
            tightest = min(tightest, most)
            if most < k - _SLACK:
                found.append(f"{name}: {places.name(cell)}: at most {most:.0f} people {_SAID[kind]}")
    return PairAttack(tightest, tuple(found))


@dataclass(frozen=True, slots=True)
class _Total:
    """One published total: cells, how many people, and which release it is from."""

    cells: NDArray[np.intp]
    n: float
    kinds: tuple[int, int]


class _Places:
    """The cells of both releases under one numbering."""

    def __init__(self, first: Release, second: Release) -> None:
        self.maps = (Map(first), Map(second))
        names = [[one.name(i) for i in range(len(one.places))] for one in self.maps]
        self.names = list(dict.fromkeys([*names[0], *names[1]]))
        number = {name: i for i, name in enumerate(self.names)}
        self.numbers = [np.array([number[name] for name in part], dtype=np.intp) for part in names]

    @property
    def size(self) -> int:
        return len(self.names)

    def name(self, cell: int) -> str:
        return self.names[cell]

    def totals(self, which: int, family: Family) -> Iterator[_Total]:
        kinds = ((_ONLY_FIRST, _BOTH), (_BOTH, _ONLY_SECOND))[which]
        cover = self.maps[which].cover[family.groups]
        for row, n in zip(cover, family.figures["n"], strict=True):
            yield _Total(self.numbers[which][row], float(n), kinds)


def _bounds(totals: Sequence[_Total], size: int, left: int, joined: int, *, exactly: bool) -> Iterator[tuple[int, int, float]]:
    """(kind, cell, most) for every cell that could hold changed people.

    exactly : as many changed as is known; in families beside the core only at most so many.
    """
    rows, columns = [], []
    for row, total in enumerate(totals):
        for kind in total.kinds:
            columns.append(total.cells * 3 + kind)
            rows.append(np.full(len(total.cells), row))
    changed = ((_ONLY_FIRST, left), (_ONLY_SECOND, joined))
    for row, (kind, _) in enumerate(changed, start=len(totals)):
        columns.append(np.arange(size) * 3 + kind)
        rows.append(np.full(size, row))
    high = np.array([*(total.n for total in totals), left, joined], dtype=float)
    low = high.copy()
    if not exactly:
        low[len(totals) :] = 0.0
    entries = np.concatenate(rows)
    program = Program(entries, np.concatenate(columns), np.ones(len(entries)), low, high, np.full(size * 3, np.inf))
    for kind, count in changed:
        for cell in range(size) if count else ():
            most = program.maximize(np.array([cell * 3 + kind]), np.ones(1))
            if _SLACK < most < np.inf:
                yield kind, cell, most
