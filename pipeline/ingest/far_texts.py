"""A column of long texts that is left in its file, and read again when somebody asks for them.

Of a national export comments are a third of the bytes, and hardly anything looks at them. What nearly everybody asks (which rows
are filled, what stands in the first rows) is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.errors import ExportError
from pipeline.ingest.long_texts import BEGINS_VISIBLY, LongTexts, chosen_piece, chosen_pieces, taken
from pipeline.ingest.parts import in_utf8
from pipeline.ingest.source import refuse
from pipeline.ingest.texts import Texts

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class TableFile:
    """A text table that was read and proved once, so that single columns can be read again.

    Attributes
    ----------
    width : its number of columns. spans : bytes of each of its parts; rows : their numbers of records.
    stamp : size in bytes and time of the last change (ns), by which a file is known to be still the same.
    """

    path: Path
    encoding: str
    delimiter: str
    width: int
    spans: tuple[int, ...]
    rows: tuple[int, ...]
    stamp: tuple[int, int]

    def texts(self, place: int) -> Iterator[Any]:
        """A column, part by part, as Arrow arrays; raises ExportError when the file has changed."""
        for (column,) in self.columns([place]):
            yield column

    def columns(self, places: list[int]) -> Iterator[list[Any]]:
        """Some columns together, as ``texts``. places : ascending."""
        try:
            with self.path.open("rb") as handle:
                self._require_same()
                for number, span in enumerate(self.spans):
                    yield self._cut(in_utf8(handle.read(span), self.encoding, begins=number == 0), places)
                self._require_same()
        except OSError:
            raise self._changed() from None

    def _cut(self, content: bytes, places: list[int]) -> list[Any]:
        import polars as pl

        how: dict[str, Any] = {"has_header": False, "separator": self.delimiter, "empty_string_is_null": False}
        try:
            table = pl.read_csv(content, columns=places, schema={str(n): pl.String() for n in range(self.width)}, **how)
        except pl.exceptions.PolarsError:
            raise self._changed() from None
        return [column.to_arrow(compat_level=pl.CompatLevel.oldest()) for column in table]

    def _require_same(self) -> None:
        if stamp_of(self.path) != self.stamp:
            raise self._changed()

    def _changed(self) -> ExportError:
        return refuse(self.path, "the file was changed or removed while it was read", "leave it in place and start again")


def stamp_of(path: Path) -> tuple[int, int]:
    """Size and time of the last change of a file."""
    status = path.stat()
    return status.st_size, status.st_mtime_ns


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """What is kept of a column that is left in its file: which rows hold anything, which more than spaces, its first texts."""

    given: np.ndarray
    filled: np.ndarray
    first: Any

    @classmethod
    def of(cls, texts: pl.Series, views: np.ndarray, *, whole: bool) -> Kept:
        """What is kept of a column; of its texts all or none. views : per text its length and its first four bytes."""
        import polars as pl
        import pyarrow as pa

        given = views[:, 0] > 0
        filled = given.copy()
        doubtful = np.flatnonzero(given & ~BEGINS_VISIBLY[views[:, 1].astype(np.uint8)])
        if len(doubtful):
            filled[doubtful] = [bool(text.strip()) for text in texts.gather(doubtful)]
        nothing = pa.array([], type=pa.large_string())
        return cls(given, filled, texts.to_arrow(compat_level=pl.CompatLevel.oldest()) if whole else nothing)

    @classmethod
    def joined(cls, pieces: Sequence[Kept]) -> Kept:
        """The pieces of one column together; first texts as far as no piece before them left any out."""
        import pyarrow as pa

        whole = [len(piece.first) == len(piece.given) for piece in pieces]
        told = pieces[: whole.index(False) + 1] if False in whole else pieces
        first = pa.chunked_array([piece.first for piece in told], type=pa.large_string())
        return cls(np.concatenate([p.given for p in pieces]), np.concatenate([p.filled for p in pieces]), first)


class FarTexts(LongTexts):
    """Some rows of one column that is left in its file; ``column`` reads it again each time it is asked for."""

    _file: TableFile
    _place: int
    _kept: Kept
    _chosen: np.ndarray

    def __init__(self, file: TableFile, place: int, kept: Kept, chosen: np.ndarray) -> None:
        for name, value in (("_file", file), ("_place", place), ("_kept", kept), ("_chosen", chosen)):
            object.__setattr__(self, name, value)

    def __reduce__(self) -> tuple[Any, ...]:
        return FarTexts, (self._file, self._place, self._kept, self._chosen)

    @property
    def column(self) -> Any:
        return taken(self._file.texts(self._place), self._chosen)

    def __len__(self) -> int:
        return len(self._chosen)

    def rows(self, chosen: slice | np.ndarray) -> Texts:
        wanted = self._chosen[chosen]
        if not len(wanted) or wanted.max() < len(self._kept.first):
            return LongTexts(self._kept.first).rows(wanted)
        return FarTexts(self._file, self._place, self._kept, wanted)

    def row(self, number: int) -> str:
        return self.rows(np.array([number])).tolist()[0]

    @property
    def given(self) -> np.ndarray:
        return self._kept.given[self._chosen]

    @property
    def filled(self) -> np.ndarray:
        return self._kept.filled[self._chosen]

    def pieces(self) -> Iterator[Any]:
        yield from chosen_pieces(self._file.texts(self._place), np.sort(self._chosen))

    def first_seen(self, most: int) -> list[str]:
        outside = np.flatnonzero(self._chosen >= len(self._kept.first))
        begins = self._chosen[: outside[0]] if len(outside) else self._chosen
        found = LongTexts(self._kept.first).rows(begins).first_seen(most)
        return found if len(found) == most or not len(outside) else super().first_seen(most)


def pieces_of(columns: Sequence[Texts]) -> Iterator[tuple[int, Any]]:
    """Of several columns every text at least once, in any order, some at a time, with the number of their column.

    Columns that are left in one file are read from it together.
    """
    left: dict[TableFile, list[tuple[int, FarTexts]]] = {}
    for number, column in enumerate(columns):
        if isinstance(column, FarTexts):
            left.setdefault(column._file, []).append((number, column))
        else:
            yield from ((number, piece) for piece in column.pieces())
    for file, found in left.items():
        places = sorted({column._place for _, column in found})
        wanted = [(number, places.index(column._place), np.sort(column._chosen)) for number, column in found]
        start = 0
        for parts in file.columns(places):
            for number, which, rows in wanted:
                yield number, chosen_piece(parts[which], rows, start)
            start += len(parts[0])
