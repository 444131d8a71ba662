"""A column of moments, kept as numbers: each text is the only one that is written so, and can be written again.

Only what is not written as 2026-11-02 07:30:00 (headers, blanks, other ways to write a date) is kept as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.ingest.long_texts import LongTexts, taken
from pipeline.ingest.moments import moments_of

_BETWEEN = 10
_SPACE = 32


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Texts as moments (datetime64[s], NaT where a text is none) and the texts that are none, in order."""

    moments: np.ndarray
    others: Any

    @classmethod
    def of(cls, texts: Any) -> Moments:
        """An Arrow array, taken apart."""
        import pyarrow as pa

        column = LongTexts.joined([texts])
        moments = np.full(len(texts), "NaT", dtype="datetime64[s]")
        for found in column.bytes_of_length(19):
            spaced = found.signs[:, _BETWEEN] == _SPACE
            if spaced.all() and len(found.rows) == len(moments):
                moments = moments_of(found.signs)
            else:
                moments[found.rows[spaced]] = moments_of(found.signs[spaced])
        none = np.isnat(moments)
        # A copy, so that the memory of the other texts is free again.
        others = column.rows(none).tolist() if none.any() else []
        return cls(moments, pa.array(others, type=pa.large_string()))


class MomentTexts(LongTexts):
    """One column of moments; ``column`` writes them again each time it is asked for."""

    moments: np.ndarray
    _others: LongTexts

    def __init__(self, moments: np.ndarray, others: LongTexts) -> None:
        object.__setattr__(self, "moments", moments)
        object.__setattr__(self, "_others", others)

    @classmethod
    def joined(cls, pieces: Sequence[Moments]) -> MomentTexts:
        """The column of these pieces, one after another."""
        others = LongTexts.joined([piece.others for piece in pieces])
        return cls(np.concatenate([piece.moments for piece in pieces]), others)

    def __reduce__(self) -> tuple[Any, ...]:
        return MomentTexts, (self.moments, self._others)

    @property
    def column(self) -> Any:
        import polars as pl
        import pyarrow as pa

        written = pl.Series(self.moments.astype("datetime64[us]")).dt.strftime("%Y-%m-%d %H:%M:%S")
        texts = written.to_arrow(compat_level=pl.CompatLevel.oldest())
        others = np.isnat(self.moments)
        if others.any():
            places = np.where(others, np.cumsum(others) - 1 + len(texts), np.arange(len(texts)))
            return taken([texts, *self._others.column.chunks], places)
        return pa.chunked_array([texts], type=pa.large_string())

    def __len__(self) -> int:
        return len(self.moments)

    def rows(self, chosen: slice | np.ndarray) -> MomentTexts:
        others = np.isnat(self.moments)
        if isinstance(chosen, slice) and chosen.step in (None, 1):
            start, stop, _ = chosen.indices(len(self))
            before, until = np.count_nonzero(others[:start]), np.count_nonzero(others[: max(start, stop)])
            return MomentTexts(self.moments[chosen], LongTexts(self._others.column.slice(before, until - before)))
        if not others.any():
            return MomentTexts(self.moments[chosen], self._others)
        places = (np.cumsum(others) - 1)[chosen]
        return MomentTexts(self.moments[chosen], LongTexts(taken(self._others.column.chunks, places[others[chosen]])))

    def row(self, number: int) -> str:
        if np.isnat(self.moments[number]):
            return self._others.row(int(np.count_nonzero(np.isnat(self.moments[:number]))))
        return str(self.moments[number]).replace("T", " ")

    @property
    def given(self) -> np.ndarray:
        return self._with(self._others.given)

    @property
    def filled(self) -> np.ndarray:
        return self._with(self._others.filled)

    def first_seen(self, most: int) -> list[str]:
        looked = most
        while True:
            begins = LongTexts(self.rows(slice(0, looked)).column)
            found = begins.first_seen(most)
            if len(found) == most or looked >= len(self):
                return found
            looked *= 4

    def _with(self, others: np.ndarray) -> np.ndarray:
        """True for every moment; for the other rows what is true of their texts."""
        found = ~np.isnat(self.moments)
        found[~found] = others
        return found
