"""The columns of a large text table while its parts are cut: what each part holds is taken over at once, and the part let go."""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.ingest.cells import LONGEST_CELL, Piece
from pipeline.ingest.coding import Coding, Layout
from pipeline.ingest.far_texts import FarTexts, Kept, TableFile
from pipeline.ingest.long_texts import LongTexts
from pipeline.ingest.moment_texts import MomentTexts
from pipeline.ingest.signs import Odd
from pipeline.ingest.texts import Texts, narrow


class Numbers:
    """One whole number per row, in the smallest type that holds all so far. rows : so many are expected."""

    def __init__(self, rows: int) -> None:
        self._room = np.empty(rows, dtype=np.uint8)
        self._size = 0

    def add(self, values: np.ndarray) -> None:
        """Further rows; none is below zero."""
        size = self._size + len(values)
        # Room that nothing was written to takes no memory.
        if size > len(self._room):
            self._room = np.concatenate([self._room[: self._size], np.empty(size, dtype=self._room.dtype)])
        if values.dtype.itemsize > self._room.itemsize:
            held = narrow(values[:0], int(values.max(initial=0)) + 1).dtype
            if held.itemsize > self._room.itemsize:
                self._room = self._room.astype(held)
        self._room[self._size : size] = values
        self._size = size

    @property
    def values(self) -> np.ndarray:
        """All rows so far."""
        return self._room[: self._size]


class Gathered:
    """All columns of one file. rows : so many are expected, header rows included."""

    def __init__(self, layout: Layout, rows: int) -> None:
        self._layout = layout
        self._coded = 0
        self._pieces: list[list[Any]] = [[] for _ in layout.codings]
        self._codes = [Numbers(rows) if coding is not None else None for coding in layout.codings]

    def add(self, piece: Piece) -> None:
        """The columns of the next part."""
        self._coded += piece.coded
        for column, codes, pieces in zip(piece.columns, self._codes, self._pieces, strict=True):
            if codes is not None:
                codes.add(column)
            else:
                pieces.append(column)

    def columns(self, file: TableFile) -> tuple[Texts, ...]:
        """The columns of all parts, asked for once; raises Odd where their bytes are not those of the file."""
        rows = np.arange(sum(file.rows), dtype=np.int32)
        columns = tuple(self._column(place, coding, file, rows) for place, coding in enumerate(self._layout.codings))
        coded = (column for column, coding in zip(columns, self._layout.codings, strict=True) if coding is not None)
        if sum(map(_bytes_of, coded)) != self._coded:
            raise Odd
        return columns

    def _column(self, place: int, coding: Coding | None, file: TableFile, rows: np.ndarray) -> Texts:
        codes, pieces = self._codes[place], self._pieces[place]
        if coding is not None and codes is not None:
            return coding.column(codes.values)
        if place in self._layout.moments:
            return MomentTexts.joined(pieces)
        if place in self._layout.far:
            return FarTexts(file, place, Kept.joined(pieces), rows)
        return LongTexts.joined(pieces)


def _bytes_of(column: Texts) -> int:
    """Bytes of all cells of a column of codes; raises Odd for a cell that is too long."""
    lengths = np.array([len(text.encode()) for text in column.distinct])
    if lengths.max() > LONGEST_CELL:
        raise Odd
    return int(column.times @ lengths)
