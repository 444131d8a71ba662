"""Answers to the items as small whole numbers of one unit, so that nothing that is asked of them is ever rounded."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.tables.coded import Rated, smallest

_FINEST: Final = 10_000
"""Scores of answers are looked at to the fourth decimal."""

Table = NDArray[np.integer]


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """How the codes of each item become steps; 0 = no answer.

    Attributes
    ----------
    items : ids, in the order of the instrument.
    given : per item code -> step, as answered: equal answers to different items have equal steps. unit : what one is worth.
    keyed : per item code -> step in the direction of its scale, of the declared range. points : what one is worth, of 0-100.
    """

    items: tuple[str, ...]
    given: tuple[Table, ...]
    unit: float
    keyed: tuple[Table, ...]
    points: Fraction

    @classmethod
    def of(cls, rated: Rated, instrument: Instrument) -> Steps:
        """Of all items of an instrument, by the values of their codes."""
        values = [np.rint(rated.values[rated.names.index(item.id)] * _FINEST) for item in instrument.items]
        ranges = [(round(low * _FINEST), round(high * _FINEST), r) for low, high, r in instrument.item_ranges(instrument.items)]
        given, unit = _whole(values)
        pairs = list(zip(values, ranges, strict=True))
        distances = [high - x if reverse else x - low for x, (low, high, reverse) in pairs]
        spans = [high - low for low, high, _ in ranges]
        finest = math.gcd(*spans, *(int(d) for x in distances for d in x[~np.isnan(x)]))
        most = math.lcm(*(span // finest for span in spans))
        keyed, _ = _whole([d / finest * (most * finest // span) for d, span in zip(distances, spans, strict=True)], 1)
        return cls(tuple(item.id for item in instrument.items), given, unit / _FINEST, keyed, Fraction(100, most))


def _whole(values: Sequence[NDArray[np.float64]], unit: int = 0) -> tuple[tuple[Table, ...], int]:
    """Steps of 1 and more, of whole numbers with NaN; the unit is the largest that divides all distances where none is given."""
    known = [int(v) for x in values for v in x[~np.isnan(x)]]
    lowest = min(known, default=0)
    unit = unit or math.gcd(*(v - lowest for v in known)) or 1
    steps = [np.where(np.isnan(x), 0, (np.nan_to_num(x) - lowest) // unit + 1).astype(np.int64) for x in values]
    top = max((int(x.max(initial=0)) for x in steps), default=0)
    return tuple(smallest(x, top + 1) for x in steps), unit


def item_codes(rated: Rated, items: Sequence[str]) -> NDArray[np.integer]:
    """Codes of the items, items × people; without a copy where they stand together."""
    first = rated.names.index(items[0]) if items else 0
    if rated.names[first : first + len(items)] == tuple(items):
        return rated.codes[first : first + len(items)]
    return rated.columns(items).codes


def stepped(codes: NDArray[np.integer], tables: Sequence[Table]) -> NDArray[np.integer]:
    """Codes of items × people, each item looked up in its table."""
    found = np.empty(codes.shape, dtype=np.result_type(np.uint8, *tables))
    for item, table in enumerate(tables):
        even = np.diff(table[2:].astype(np.int64))
        if codes.dtype == found.dtype == np.uint8 and len(even) and (even == even[0]).all():
            _in_equal_steps(codes[item], int(table[2]), int(even[0]), found[item])
        else:
            np.take(table, codes[item], out=found[item])
    return found


def _in_equal_steps(codes: NDArray[np.uint8], first: int, step: int, found: NDArray[np.uint8]) -> None:
    """The lowest answer is ``first`` and each one above it ``step`` more. What is carried over a byte on the way does not count."""
    given = np.greater_equal(codes, 2)
    np.multiply(codes, np.uint8(step % 256), out=found)
    np.add(found, np.uint8((first - 2 * step) % 256), out=found)
    np.multiply(found, given, out=found)
