"""Rows of an export that count, looked up in tables of what each distinct text is: block by block, on all processors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.ingest.texts import Texts
from pipeline.tables.blocks import each, within

_ROWS: Final = 32_768
_FEW: Final = 8
"""So many texts are looked for one by one; of more, all texts are counted."""


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """Some rows of an export. index : their numbers, ascending, (n,); None for all of them. size : how many there are."""

    index: NDArray[np.integer] | None
    size: int

    @classmethod
    def of(cls, kept: NDArray[np.bool_]) -> Kept:
        """Those that are true."""
        index = np.flatnonzero(kept)
        return cls(None if len(index) == len(kept) else index, len(index))

    def __len__(self) -> int:
        return self.size

    def texts(self, texts: Texts) -> Texts:
        """A column of the rows alone."""
        return texts if self.index is None else Texts(np.take(texts.codes, self.index), texts.distinct)

    def times(self, texts: Texts, places: Sequence[int]) -> list[int]:
        """How often some of a column's distinct texts stand in the rows; most of those asked for stand in none."""
        codes = texts.codes
        if not len(codes):
            return [0] * len(places)
        if len(places) > _FEW:
            counts = np.bincount(codes if self.index is None else np.take(codes, self.index), minlength=len(texts.distinct))
            return [int(counts[place]) for place in places]
        found = [np.flatnonzero(codes == place) for place in places]
        return [len(rows) if self.index is None else int(np.isin(rows, self.index).sum()) if len(rows) else 0 for rows in found]

    def look_up(self, columns: Sequence[Texts], tables: Sequence[NDArray], out: Sequence[NDArray]) -> None:
        """Fill in what stands in each column's table for the text of each row.

        tables : per column, by code of its texts. out : per column (n,), small integers or booleans.
        """
        codes = [column.codes for column in columns]
        small = [table.astype(found.dtype, copy=False) for table, found in zip(tables, out, strict=True)]

        def block(rows: slice) -> None:
            run, inside = (rows, None) if self.index is None else within(self.index, rows)
            read, some = None, np.empty(0, dtype=np.uint8)
            for column, table, found in zip(codes, small, out, strict=True):
                if column is not read:
                    read, some = column, column[run] if inside is None else np.take(column[run], inside)
                # No code is beyond its table, and without looking for one it takes half the time.
                np.take(table, some, out=found[rows], mode="clip")

        for _ in each(block, self.size, _ROWS):
            pass
