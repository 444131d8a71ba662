"""How the columns of a large text table are read: as codes where texts repeat, as text where nearly all differ."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.ingest.moment_texts import Moments
from pipeline.ingest.parts import Odd
from pipeline.ingest.texts import Texts

if TYPE_CHECKING:
    import polars as pl

#: A column is kept as text when so many of its first answers differ, and so large a share of them.
_MANY, _SHARE = 500, 0.5
#: Bytes of text that are kept of one column.
_HELD = 40 << 20
#: Cells near the careful path's limit are left to it.
LONGEST_CELL = 100_000


class Coding:
    """The codes of one column while its parts are read, some of them at the same time. A text keeps the code it once got.

    Attributes
    ----------
    dtype : the type with which polars reads the column. blank : the code of a blank.
    known : so many codes are in the order of the file.
    """

    def __init__(self, first: pl.Series) -> None:
        import polars as pl

        seen = first.unique(maintain_order=True).to_list()
        texts = list(dict.fromkeys([*seen, ""]))
        self.blank, self.known = texts.index(""), len(seen)
        # One mapping for all parts: polars itself turns texts into codes, and gives a code to a text that is new.
        self._texts = pl.Categories.random()
        self.dtype = pl.Categorical(self._texts)
        self._held = pl.Series(texts, dtype=self.dtype)
        self._lengths = np.full(len(texts), -1, dtype=np.int64)
        self._lock = Lock()

    def bytes_of(self, codes: np.ndarray) -> int:
        """Bytes of all cells with these codes; raises Odd for a cell that is too long."""
        times = np.bincount(codes)
        with self._lock:
            if (more := len(times) - len(self._lengths)) > 0:
                self._lengths = np.concatenate([self._lengths, np.full(more, -1, dtype=np.int64)])
            for code in np.flatnonzero((times > 0) & (self._lengths[: len(times)] < 0)).tolist():
                length = len(str(self._texts[code]).encode())
                if length > LONGEST_CELL:
                    raise Odd
                self._lengths[code] = length
            return int(times @ self._lengths[: len(times)])

    def column(self, codes: np.ndarray) -> Texts:
        """The whole column from its codes, which are changed; texts in the order in which they stand in the file."""
        late = np.flatnonzero(codes >= self.known)
        order = [*range(self.known), *dict.fromkeys(codes[late].tolist())]
        place = np.zeros(max(order) + 1, dtype=codes.dtype)
        place[order] = np.arange(len(order))
        codes[late] = place[codes[late]]
        return Texts(codes, tuple(str(self._texts[code]) for code in order))


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """How all parts of one file are cut.

    Attributes
    ----------
    delimiter : what parts the cells. codings : per column its coding, or None where it is kept as text.
    far : columns of text that is not even kept, but left in the file. moments : columns of text that are moments.
    """

    delimiter: str
    codings: tuple[Coding | None, ...]
    far: frozenset[int]
    moments: frozenset[int]

    @classmethod
    def learned(cls, first: pl.DataFrame, delimiter: str, times: float) -> Layout:
        """The layout of a file whose first rows are these, all as text, and which is so many times as long as they are."""
        codings = tuple(None if _differs(column) else Coding(column) for column in first)
        texts = [place for place, coding in enumerate(codings) if coding is None]
        held = {place: int(first.to_series(place).str.len_bytes().sum()) * times for place in texts}
        moments = frozenset(place for place in texts if _are_moments(first.to_series(place)))
        return cls(delimiter, codings, frozenset(n for n in texts if held[n] > _HELD) - moments, moments)

    @property
    def schema(self) -> dict[str, Any]:
        """The type of each column as polars reads it; columns are called by their places."""
        import polars as pl

        return {str(place): pl.String() if coding is None else coding.dtype for place, coding in enumerate(self.codings)}


def _are_moments(column: pl.Series) -> bool:
    """Whether most answers of a column are moments as nearly every platform writes them."""
    import polars as pl

    given = column.filter(column != "")
    found = Moments.of(given.to_arrow(compat_level=pl.CompatLevel.oldest()))
    return len(given) > 2 * len(found.others)


def _differs(column: pl.Series) -> bool:
    """Whether nearly every answer of a column is another one."""
    given = column.filter(column != "")
    return (n := given.n_unique()) > _MANY and n > _SHARE * len(given)
