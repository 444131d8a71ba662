"""How the columns of a large text table are read: as codes where texts repeat, as text where nearly all differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.ingest.moment_texts import Moments
from pipeline.ingest.texts import Texts

if TYPE_CHECKING:
    import polars as pl

#: A column is kept as text when so many of its first answers differ, and so large a share of them.
_MANY, _SHARE = 500, 0.5
#: Bytes of text that are kept of one column.
_HELD = 40 << 20
#: Rows that may be headers, whose texts come once in every column.
_HEADERS = 5


class Coding:
    """The codes of one column while its parts are read, some of them at the same time. A text keeps the code it once got.

    Attributes
    ----------
    blank : the code of a blank. known : so many codes are in the order of the file.
    closed : no texts are expected but those of the first part, and polars knows them all beforehand, which is faster.
    """

    def __init__(self, seen: Sequence[str], *, closed: bool) -> None:
        import polars as pl

        self._first = tuple(dict.fromkeys([*seen, ""]))
        self.blank, self.known, self.closed = self._first.index(""), len(seen), closed
        self._closed = pl.Enum(self._first)
        # One mapping for all parts, which begins with the same codes: polars itself gives a code to a text that is new.
        self._texts = pl.Categories.random()
        self._open = pl.Categorical(self._texts)
        self._held = pl.Series(self._first, dtype=self._open)

    def dtype(self, *, all_open: bool) -> Any:
        """The type with which polars reads the column. all_open : whether texts may be new even in a closed column."""
        return self._closed if self.closed and not all_open else self._open

    def look(self, column: pl.Series) -> None:
        """Look at a part in which texts may be new: a column with a new text is no longer closed."""
        self.closed &= bool((column.to_physical() < len(self._first)).all())

    def column(self, codes: np.ndarray) -> Texts:
        """The whole column from its codes, which are changed; texts in the order in which they stand in the file."""
        if codes.max() < self.known:
            return Texts(codes, self._first[: self.known])
        late = np.flatnonzero(codes >= self.known)
        order = list(dict.fromkeys(codes[late].tolist()))
        place = np.zeros(max(order) + 1, dtype=codes.dtype)
        place[order] = np.arange(self.known, self.known + len(order))
        codes[late] = place[codes[late]]
        return Texts(codes, (*self._first[: self.known], *(str(self._texts[code]) for code in order)))


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
        import polars as pl

        # One query for all columns: to plan one for each takes longer than the work.
        every = pl.all()
        seen = first.select(every.unique(maintain_order=True).implode()).row(0)
        given = first.select((every != "").sum()).row(0)
        # Where every text but headers came more than once, hardly another will come.
        closed = first.slice(_HEADERS).select((every.unique_counts() > 1).all()).row(0)
        codings = tuple(
            None if _differs(texts, n) else Coding(texts, closed=again)
            for texts, n, again in zip(seen, given, closed, strict=True)
        )
        long = [place for place, coding in enumerate(codings) if coding is None]
        held = {place: first.to_series(place).str.len_bytes().to_numpy().sum() * times for place in long}
        moments = frozenset(place for place in long if _are_moments(first.to_series(place)))
        return cls(delimiter, codings, frozenset(n for n in long if held[n] > _HELD) - moments, moments)

    def schema(self, *, all_open: bool = False) -> dict[str, Any]:
        """The type of each column as polars reads it; columns are called by their places. all_open : as in ``Coding.dtype``."""
        import polars as pl

        codings = enumerate(self.codings)
        return {str(place): pl.String() if coding is None else coding.dtype(all_open=all_open) for place, coding in codings}


def _differs(seen: Sequence[str], given: int) -> bool:
    """Whether nearly every answer of a column is another one. seen : its texts; given : so many rows are not blank."""
    texts = len(seen) - ("" in seen)
    return texts > _MANY and texts > _SHARE * given


def _are_moments(column: pl.Series) -> bool:
    """Whether most answers of a column are moments as nearly every platform writes them."""
    import polars as pl

    given = column.filter(column != "")
    found = Moments.of(given.to_arrow(compat_level=pl.CompatLevel.oldest()))
    return len(given) > 2 * len(found.others)
