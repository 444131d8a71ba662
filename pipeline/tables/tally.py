"""All that a release and the figures of the whole organisation need of the people, counted by atom. PRIVATE.

An atom is one role × department, and × site where sites are asked. Everything is a whole number and parts add up, so that one
file, many files and many machines give the same in any order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.tables.grid import Counts, Grid

__all__ = ["AnswerTally", "Counts", "Grid", "OptionTally", "Otherwise", "ScaleTally", "Tally", "TopicTally"]


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    """Arrays that add up field by field; what is no array or mapping of arrays must be the same in both."""

    def __add__(self, other: Self) -> Self:
        added = {one.name: _added(getattr(self, one.name), getattr(other, one.name)) for one in fields(self)}
        return type(self)(**added)

    def of_atoms(self, atoms: NDArray[np.integer]) -> Self:
        """Some of the atoms, by number; every field else as it is."""
        return type(self)(**{one.name: _of_atoms(getattr(self, one.name), atoms) for one in fields(self)})


def _added(one: object, other: object) -> object:
    if isinstance(one, np.ndarray) and one.dtype.kind in "iu":
        return one + other
    if isinstance(one, _Sums):
        return one + other  # type: ignore[operator]
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return {key: _added(value, other[key]) for key, value in one.items()}
    return one


def _of_atoms(one: object, atoms: NDArray[np.integer]) -> object:
    if isinstance(one, np.ndarray) and one.dtype.kind in "iu":
        return one[atoms]
    if isinstance(one, _Sums):
        return one.of_atoms(atoms)
    if isinstance(one, Mapping):
        return {key: _of_atoms(value, atoms) for key, value in one.items()}
    return one


@dataclass(frozen=True, slots=True, eq=False)
class ScaleTally(_Sums):
    """Scores by atom; S scales, the two composites last.

    Attributes
    ----------
    names : of the scales, (S,).
    classes : favourable, neutral, unfavourable, (A, S, 3); they add up to the people who have the scale.
    total : sum of billionths, (A, S). around : sum of ten-thousandths of a point around 50, (A, S). squares : of the same.
    together : people who have both of two scales, (A, S, S).
    beside : people who have the scale and are unfavourable on each composite, (A, S, 2).
    lacking : people who lack at least one of a composite's constructs (or the composite), (A, 2).
    """

    names: tuple[str, ...]
    classes: Counts
    total: Counts
    around: Counts
    squares: Counts
    together: Counts
    beside: Counts
    lacking: Counts

    @property
    def scored(self) -> Counts:
        """People who have the scale, (A, S)."""
        return self.classes.sum(axis=2)


@dataclass(frozen=True, slots=True, eq=False)
class AnswerTally(_Sums):
    """Answers by atom and code. names : columns, (C,). values : per column the value of every code. counts : (A, C, codes)."""

    names: tuple[str, ...]
    values: tuple[NDArray[np.float64], ...]
    counts: Counts


@dataclass(frozen=True, slots=True, eq=False)
class TopicTally(_Sums):
    """Pairs of ratings by atom; complete pairs of topics that concern the role.

    names : topics, (T,). wanted, able : per topic the value of every code of importance and of confidence.
    counts : (A, T, codes, codes).
    """

    names: tuple[str, ...]
    wanted: tuple[NDArray[np.float64], ...]
    able: tuple[NDArray[np.float64], ...]
    counts: Counts


@dataclass(frozen=True, slots=True, eq=False)
class OptionTally(_Sums):
    """Ticks of one multi-select by atom and standing (reluctant, undecided, willing).

    names : options, (O,). answered : who ticked any, (A, 3). chosen : (A, 3, O).
    """

    names: tuple[str, ...]
    answered: Counts
    chosen: Counts


@dataclass(frozen=True, slots=True, eq=False)
class Tally(_Sums):
    """Scored people of one wave, or of a part of it, by atom.

    Attributes
    ----------
    grid : what the atoms are. people : (A,). sides : by standing, (A, 3).
    quadrants : ready and willing, willing not ready, ready not willing, neither, (A, 4).
    strongest : barrier -> who named it as the strongest, of those who ticked any, (A,).
    causes : cause -> who ticked at least one of its barriers, (A,).
    """

    grid: Grid
    people: Counts
    scales: ScaleTally
    sides: Counts
    quadrants: Counts
    items: AnswerTally
    topics: TopicTally
    options: Mapping[str, OptionTally]
    strongest: Mapping[str, Counts]
    causes: Mapping[str, Counts]

    @property
    def answered(self) -> pd.DataFrame:
        """Atoms with answers: their place, and ``n``."""
        return self.grid.places.assign(n=self.people)[self.people > 0].reset_index(drop=True)

    def inhabited(self, roster: pd.DataFrame | None) -> Tally:
        """The tally without levels that nobody has and the roster does not know: a grid may be made before it is known who is
        scored, and a release must not tell."""
        kept, levels = np.ones(self.grid.atoms, dtype=bool), {}
        for axis, names in self.grid.levels.items():
            number = self.grid.axis_of(axis)
            there = np.bincount(number, weights=self.people, minlength=len(names)) > 0
            if roster is not None:
                there |= np.isin(np.array(names, dtype=object), roster[axis].unique().tolist())
            kept &= there[number]
            levels[axis] = tuple(name for name, is_there in zip(names, there, strict=True) if is_there)
        if kept.all():
            return self
        return replace(self.of_atoms(np.flatnonzero(kept)), grid=Grid(levels))


@dataclass(frozen=True, slots=True, eq=False)
class Otherwise(_Sums):
    """People as they would count under another decision, by atom.

    name : of the decision. people : (A,). sides : by standing, (A, 3). differ : people who count only one way, (A,).
    """

    name: str
    people: Counts
    sides: Counts
    differ: Counts
