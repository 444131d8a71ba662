"""How often each pattern of answers to the items of one scale occurs in each role: all that scoring, item effects and reliability
need of the people, whatever their number. Parts add up. PRIVATE. Specification: docs/methods/scoring.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.measure.forms import Form, answers_of

_DENSE: Final = 1 << 21
"""Patterns of all roles up to which they are counted in one array; beyond, those that occur are sorted."""


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """Patterns that occur. PRIVATE.

    Attributes
    ----------
    form : of the scale. role : number of the role, (K,). number : of the pattern, (K,). Sorted by both, no pair twice.
    people : how many gave this pattern in this role, (K,).
    """

    form: Form
    role: NDArray[np.int64]
    number: NDArray
    people: NDArray[np.int64]

    def __add__(self, other: Patterns) -> Patterns:
        """Of both parts together; they must have one form."""
        role, number = np.concatenate([self.role, other.role]), np.concatenate([self.number, other.number])
        return _summed(self.form, role, number, np.concatenate([self.people, other.people]))

    def __sub__(self, other: Patterns) -> Patterns:
        """Of the people who are not in the other part, which must be a part of this one."""
        left = self + Patterns(self.form, other.role, other.number, -other.people)
        there = left.people != 0
        return Patterns(self.form, left.role[there], left.number[there], left.people[there])

    @property
    def codes(self) -> NDArray[np.int64]:
        """Codes of the items, (K, k)."""
        return self.form.codes(self.number)

    @property
    def answers(self) -> NDArray[np.float64]:
        """Keyed answers, (K, k); NaN where there is none."""
        return answers_of(self.form, self.codes)


def count_patterns(
    form: Form, role: NDArray[np.integer], codes: Sequence[NDArray[np.integer]], kept: NDArray[np.bool_]
) -> Patterns:
    """Count one part. role : number of each row's role, (n,). codes : per item, (n,). kept : rows that count, (n,)."""
    number = form.numbers(codes)
    if number.dtype.kind != "S" and form.size * len(form.roles) <= _DENSE:
        together = np.multiply(role, form.size, dtype=np.intp)
        together += number
        nobody = form.size * len(form.roles)
        together[np.flatnonzero(~kept)] = nobody
        found = np.bincount(together, minlength=nobody + 1)
        there = np.flatnonzero(found[:nobody])
        return Patterns(form, there // form.size, there % form.size, found[there])
    rows = np.flatnonzero(kept)
    return _summed(form, role[rows].astype(np.int64), number[rows], np.ones(len(rows), dtype=np.int64))


def list_patterns(form: Form, role: NDArray[np.integer], number: NDArray) -> Patterns:
    """Of few people, by role and number of the pattern, (n,)."""
    order = np.lexsort((number, role))
    return _joined(form, role[order].astype(np.int64), number[order], np.ones(len(role), dtype=np.int64))


def _summed(form: Form, role: NDArray[np.int64], number: NDArray, people: NDArray[np.int64]) -> Patterns:
    """Pairs sorted, equal ones together."""
    if number.dtype.kind != "S" and form.size * len(form.roles) <= _DENSE:
        together = np.bincount(role * form.size + number, weights=people)
        there = np.flatnonzero(together)
        return Patterns(form, there // form.size, there % form.size, np.rint(together[there]).astype(np.int64))
    order = np.lexsort((number, role))
    return _joined(form, role[order], number[order], people[order])


def _joined(form: Form, role: NDArray[np.int64], number: NDArray, people: NDArray[np.int64]) -> Patterns:
    """Sorted pairs, equal ones together."""
    first = np.ones(len(role), dtype=bool)
    first[1:] = (role[1:] != role[:-1]) | (number[1:] != number[:-1])
    starts = np.flatnonzero(first)
    return Patterns(form, role[starts], number[starts], np.add.reduceat(people, starts) if len(starts) else people)
