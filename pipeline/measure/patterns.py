"""How often each pattern of answers to the items of one scale occurs in each role: all that scoring, item effects and reliability
need of the people, whatever their number. Parts add up. PRIVATE. Specification: docs/methods/scoring.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.tables import NOT_STATED
from pipeline.tables.coded import NO_ANSWER, NOT_FOR_ME, Rated

_DENSE: Final = 1 << 21
"""Patterns of all roles up to which they are counted in one array; beyond, those that occur are sorted."""
_LONGEST: Final = 1 << 62


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """What answers to one scale can look like.

    Attributes
    ----------
    scale : its id. items : ids, (k,). values : per item the keyed value of every code, NaN for the first two.
    roles : names that the number of a role stands for.
    """

    scale: str
    items: tuple[str, ...]
    values: tuple[NDArray[np.float64], ...]
    roles: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many patterns there could be."""
        return reduce(lambda size, values: size * len(values), self.values, 1)

    @property
    def steps(self) -> list[int]:
        """What one more in the code of each item adds to the number of a pattern."""
        found, step = [], 1
        for values in self.values:
            found.append(step)
            step *= len(values)
        return found

    def numbers(self, codes: Sequence[NDArray[np.integer]]) -> NDArray[np.integer]:
        """The number of each row's pattern, (n,). codes : per item, (n,); of a scale too long for numbers, bytes."""
        if self.size * len(self.roles) >= _LONGEST:
            rows = np.ascontiguousarray(np.stack(codes, axis=1).astype(np.uint8) + 1)
            return rows.view(f"S{rows.shape[1]}").ravel()
        kind = next((one for one in (np.uint16, np.uint32) if self.size <= np.iinfo(one).max), np.int64)
        number: NDArray[np.integer] = codes[-1].astype(kind)
        for column, values in zip(codes[-2::-1], self.values[-2::-1], strict=True):
            number *= kind(len(values))
            number += column
        return number

    def codes(self, numbers: NDArray) -> NDArray[np.int64]:
        """The codes of patterns, (P, k)."""
        if numbers.dtype.kind == "S":
            rows = np.char.ljust(numbers, len(self.items), b"\1") if len(numbers) else numbers
            return rows.astype(f"S{len(self.items)}").view(np.uint8).reshape(-1, len(self.items)).astype(np.int64) - 1
        found = np.empty((len(numbers), len(self.items)), dtype=np.int64)
        rest = numbers.astype(np.int64)
        for item, values in enumerate(self.values):
            rest, found[:, item] = np.divmod(rest, len(values))
        return found


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


def answers_of(form: Form, codes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Keyed answers of patterns, (P, k)."""
    columns = [values[codes[:, item]] for item, values in enumerate(form.values)]
    return np.stack(columns, axis=1) if columns else np.empty((len(codes), 0))


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


def forms(rated: Rated, roles: Sequence[str], instrument: Instrument) -> dict[str, Form]:
    """Scale -> form. rated : with a column of every item."""
    found = {}
    for scale in instrument.scales:
        items = instrument.items_of(scale.id)
        names = tuple(item.id for item in items)
        values = tuple(
            _keyed(rated.values[rated.names.index(item.id)], *ranges)
            for item, ranges in zip(items, instrument.item_ranges(items), strict=True)
        )
        found[scale.id] = Form(scale.id, names, values, tuple(roles))
    return found


def _keyed(values: NDArray[np.float64], low: float, high: float, reverse: bool) -> NDArray[np.float64]:
    """Values on 0-100 in the direction of the scale."""
    return ((low + high - values if reverse else values) - low) / (high - low) * 100.0


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Which codes become ``NOT_FOR_ME`` in which role, because the item does not concern it.

    Attributes
    ----------
    tables : item -> (roles, codes), the code to take; an item that concerns every role as it is has none.
    """

    tables: Mapping[str, NDArray[np.uint8]]

    def codes(self, rated: Rated, item: str, role: NDArray[np.integer]) -> NDArray[np.integer]:
        """Codes of one item, (n,)."""
        codes = rated.codes[rated.names.index(item)]
        table = self.tables.get(item)
        if table is None:
            return codes
        place = np.multiply(role, table.shape[1], dtype=np.intp)
        place += codes
        return table.ravel().take(place)


def asked(rated: Rated, roles: Sequence[str], instrument: Instrument) -> Asked:
    """For roles by number. Where the role is not stated or unknown, an item is for everybody, or was answered."""
    known = {role.id for role in instrument.roles}
    tables = {}
    for item in instrument.items:
        concerns = [instrument.applies_to(item, role) for role in roles]
        if all(concerns):
            continue
        codes = np.arange(len(rated.values[rated.names.index(item.id)]), dtype=np.uint8)
        nobody, answered = np.zeros_like(codes), np.where(codes == NO_ANSWER, NOT_FOR_ME, codes).astype(np.uint8)
        unasked = [nobody if role in known and role != NOT_STATED else answered for role in roles]
        tables[item.id] = np.array(
            [codes if own else other for own, other in zip(concerns, unasked, strict=True)], dtype=np.uint8
        )
    return Asked(tables)
