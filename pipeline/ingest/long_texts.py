"""A column whose texts nearly all differ, such as ids, moments and comments: kept as it was read, in one piece of memory.

Whatever can be asked of a column can be asked of it too. What needs every distinct text makes them then, and not before; what
only needs rows, blanks, repeats or the first texts never does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.ingest.texts import Texts, arrow_series, narrow

if TYPE_CHECKING:
    import pandas as pd

#: First bytes of a text that no stripping changes: all but those of ASCII's spaces and controls, and those (in UTF-8) with which
#: other spaces begin (U+0085, U+00A0, U+1680, U+2000 to U+205F, U+3000).
BEGINS_VISIBLY = np.ones(256, dtype=bool)
BEGINS_VISIBLY[[*range(33), 0xC2, 0xE1, 0xE2, 0xE3]] = False
#: Last bytes of such a text: the visible signs of ASCII.
_ENDS_VISIBLY = np.zeros(256, dtype=bool)
_ENDS_VISIBLY[33:127] = True
_PIECE = 65_536


@dataclass(frozen=True, slots=True, eq=False)
class Signs:
    """The texts of one length in a piece of a column: their rows in the piece, their bytes (rows x length), rows of the piece."""

    rows: np.ndarray
    signs: np.ndarray
    size: int


class LongTexts(Texts):
    """One column as an Arrow array of text (large_string, in chunks), without missing values."""

    column: Any

    def __init__(self, column: Any) -> None:
        object.__setattr__(self, "column", column)

    @classmethod
    def joined(cls, pieces: Sequence[Any]) -> LongTexts:
        """The column of these pieces, one after another."""
        import pyarrow as pa

        return cls(pa.chunked_array(list(pieces), type=pa.large_string()))

    def __reduce__(self) -> tuple[Any, ...]:
        return LongTexts, (self.column,)

    @cached_property
    def _coded(self) -> Texts:
        import pyarrow.compute as pc

        found = pc.dictionary_encode(self.column.combine_chunks())
        return Texts(narrow(found.indices.to_numpy(), len(found.dictionary)), tuple(found.dictionary.to_pylist()))

    @property
    def codes(self) -> np.ndarray:
        """Shape (rows,), the place of each row's text in ``distinct``; found when first asked for."""
        return self._coded.codes

    @property
    def distinct(self) -> tuple[str, ...]:
        """Every text once; found when first asked for."""
        return self._coded.distinct

    def __len__(self) -> int:
        return len(self.column)

    def rows(self, chosen: slice | np.ndarray) -> Texts:
        if isinstance(chosen, slice):
            start, stop, step = chosen.indices(len(self))
            if step == 1:
                return LongTexts(self.column.slice(start, max(stop - start, 0)))
            chosen = np.arange(start, stop, step)
        return LongTexts(taken(self.column.chunks, np.flatnonzero(chosen) if chosen.dtype == bool else chosen))

    def row(self, number: int) -> str:
        return self.column[number].as_py()

    @property
    def given(self) -> np.ndarray:
        return self.lengths() > 0

    @property
    def filled(self) -> np.ndarray:
        found = self.given
        for place in np.flatnonzero(found & ~self._visible(0)).tolist():
            found[place] = bool(self.row(place).strip())
        return found

    def isin(self, words: Collection[str]) -> np.ndarray:
        import pyarrow as pa
        import pyarrow.compute as pc

        return pc.is_in(self.column, value_set=pa.array(list(words), type=pa.large_string())).to_numpy()

    def blanked(self, rows: np.ndarray) -> Texts:
        import pyarrow as pa
        import pyarrow.compute as pc

        if not rows.any():
            return self
        return LongTexts(pc.if_else(pa.array(rows), pa.scalar("", type=pa.large_string()), self.column))

    def counts(self) -> dict[str, int]:
        import pyarrow.compute as pc

        found = pc.value_counts(self.column)
        return dict(zip(found.field("values").to_pylist(), found.field("counts").to_pylist(), strict=True))

    def seen(self) -> list[str]:
        import pyarrow.compute as pc

        return pc.unique(self.column).to_pylist()

    def pieces(self) -> Iterator[Any]:
        for chunk in self.column.chunks:
            yield from (chunk.slice(start, _PIECE) for start in range(0, len(chunk), _PIECE))

    def first_seen(self, most: int) -> list[str]:
        import pyarrow.compute as pc

        looked = most
        while True:
            found = pc.unique(self.column.slice(0, looked))
            if len(found) >= most or looked >= len(self):
                return found.slice(0, most).to_pylist()
            looked *= 4

    def repeated(self, among: np.ndarray) -> np.ndarray:
        import polars as pl

        found = np.zeros(len(self), dtype=bool)
        written = self.stripped()
        chosen = np.flatnonzero(among & written.given)
        if not len(chosen):
            return found
        # Most texts stand alone, which their hashes tell; only the others are held against each other.
        hashes = np.concatenate([pl.Series(chunk).hash().to_numpy() for chunk in written.column.chunks])
        chosen = chosen[_perhaps_twice(hashes[chosen])]
        found[chosen] = ~pl.Series(taken(written.column.chunks, chosen)).is_last_distinct().to_numpy()
        return found

    def tolist(self) -> list[str]:
        return self.column.to_pylist()

    def series(self) -> pd.Series:
        return arrow_series(self.column)

    def bytes_of_length(self, length: int) -> Iterator[Signs]:
        """Piece by piece, the texts that have so many bytes."""
        for chunk in self.column.chunks:
            offsets = _offsets(chunk)
            rows = np.flatnonzero(np.diff(offsets) == length)
            data = np.frombuffer(chunk.buffers()[2] or b"", dtype=np.uint8)
            if len(rows) == len(chunk):
                signs = data[offsets[0] : offsets[-1]].reshape(-1, length)
            else:
                signs = data[offsets[rows][:, None] + np.arange(length)]
            yield Signs(rows, signs, len(chunk))

    def lengths(self) -> np.ndarray:
        """Bytes of each text, (rows,)."""
        pieces = [np.diff(_offsets(chunk)) for chunk in self.column.chunks]
        return np.concatenate(pieces) if pieces else np.zeros(0, dtype=np.int64)

    def _visible(self, place: int) -> np.ndarray:
        """Whether the first (0) or last (-1) sign of each text is surely no space; false where it is blank."""
        pieces = []
        for chunk in self.column.chunks:
            offsets = _offsets(chunk)
            starts, ends = offsets[:-1], offsets[1:]
            given = ends > starts
            data = np.frombuffer(chunk.buffers()[2] or b"", dtype=np.uint8)
            found = np.zeros(len(chunk), dtype=bool)
            found[given] = BEGINS_VISIBLY[data[starts[given]]] if place == 0 else _ENDS_VISIBLY[data[ends[given] - 1]]
            pieces.append(found)
        return np.concatenate(pieces) if pieces else np.zeros(0, dtype=bool)

    def stripped(self) -> LongTexts:
        """The column without spaces around its texts."""
        import pyarrow as pa
        import pyarrow.compute as pc

        doubtful = self.given & ~(self._visible(0) & self._visible(-1))
        if not doubtful.any():
            return self
        whole = self.column.combine_chunks()
        bare = pa.array([text.strip() for text in whole.filter(pa.array(doubtful)).to_pylist()], type=pa.large_string())
        return LongTexts(pa.chunked_array([pc.replace_with_mask(whole, pa.array(doubtful), bare)]))


def _perhaps_twice(hashes: np.ndarray) -> np.ndarray:
    """Where there is a hash that occurs more than once, and by chance a few others; boolean."""
    ordered, lowest = np.sort(hashes), np.uint64((1 << 20) - 1)
    twice = np.zeros(int(lowest) + 1, dtype=bool)
    twice[ordered[1:][ordered[1:] == ordered[:-1]] & lowest] = True
    return twice[hashes & lowest]


def taken(pieces: Iterable[Any], rows: np.ndarray) -> Any:
    """Some rows of a column that comes in pieces (Arrow arrays), in the order of ``rows``."""
    import pyarrow as pa

    order = np.argsort(rows, kind="stable")
    column = pa.chunked_array(list(chosen_pieces(pieces, rows[order])), type=pa.large_string())
    if (order[1:] > order[:-1]).all():
        return column
    back = np.empty(len(order), dtype=np.int64)
    back[order] = np.arange(len(order))
    return pa.chunked_array([column.combine_chunks().take(pa.array(back))], type=pa.large_string())


def chosen_pieces(pieces: Iterable[Any], rows: np.ndarray) -> Iterator[Any]:
    """Of each piece of a column, the rows that are wanted. rows : of the column, ascending."""
    import pyarrow as pa

    start = 0
    for piece in pieces:
        first, end = np.searchsorted(rows, (start, start + len(piece)))
        yield piece.take(pa.array(rows[first:end] - start))
        start += len(piece)


def _offsets(chunk: Any) -> np.ndarray:
    """Where each text of an Arrow array begins in its memory, and where the last ends."""
    if not len(chunk):
        return np.zeros(1, dtype=np.int64)
    return np.frombuffer(chunk.buffers()[1], dtype=np.int64)[chunk.offset : chunk.offset + len(chunk) + 1]
