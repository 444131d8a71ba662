"""What answers to the items of one scale can look like, and the number that stands for each pattern of them.

Specification: docs/methods/scoring.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.tables.coded import Rated

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


def answers_of(form: Form, codes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Keyed answers of patterns, (P, k)."""
    columns = [values[codes[:, item]] for item, values in enumerate(form.values)]
    return np.stack(columns, axis=1) if columns else np.empty((len(codes), 0))


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
