"""A column of text as small integers: each row's code into the distinct texts of the column.

Every question that is asked of a column (which rows are blank, which hold one of these words, how often) is asked once per
distinct text and then taken row by row, so that its cost does not grow with the length of answers or their repetition.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import pyarrow as pa


#: As many codes are counted one by one faster than all at once.
_FEW = 16
#: So many codes are counted together: they fit into the cache of a processor.
_BLOCK = 1 << 16


@dataclass(frozen=True, eq=False)
class Texts:
    """One column.

    Attributes
    ----------
    codes : shape (rows,), integers of any width; the place of each row's text in ``distinct``.
    distinct : every text of the column once; some may be of no row.
    """

    codes: np.ndarray
    distinct: tuple[str, ...]

    @classmethod
    def of(cls, values: Sequence[str]) -> Texts:
        """The column of these texts, one per row."""
        index: dict[str, int] = {}
        return cls(encode(values, index), tuple(index))

    def __len__(self) -> int:
        return len(self.codes)

    def rows(self, chosen: slice | np.ndarray) -> Texts:
        """Some of the rows, in the order of ``chosen``."""
        found = Texts(self.codes[chosen], self.distinct)
        if "times" in vars(self) and isinstance(chosen, slice) and chosen.stop is None and chosen.step is None:
            # Counted already: without the headers before them the answers are not counted anew.
            vars(found)["times"] = self.times - occurrences(self.codes[: len(self) - len(found)], len(self.distinct))
        return found

    def row(self, number: int) -> str:
        """The text of one row."""
        return self.distinct[self.codes[number]]

    def where(self, holds: Callable[[str], object]) -> np.ndarray:
        """Which rows hold a text of which ``holds`` is true; boolean, shape (rows,)."""
        return np.array([bool(holds(text)) for text in self.distinct], dtype=bool)[self.codes] if len(self) else _NONE

    def isin(self, words: Collection[str]) -> np.ndarray:
        """Which rows hold one of these texts exactly; boolean, shape (rows,)."""
        return self.where(words.__contains__)

    @property
    def filled(self) -> np.ndarray:
        """Which rows hold more than spaces; boolean, shape (rows,)."""
        return self.where(str.strip)

    @property
    def given(self) -> np.ndarray:
        """Which rows hold anything at all, be it spaces; boolean, shape (rows,)."""
        return self.where(bool)

    def mapped(self, change: Callable[[str], str]) -> Texts:
        """The column with each text changed."""
        index: dict[str, int] = {}
        places = encode([change(text) for text in self.distinct], index)
        places = narrow(places, len(index))
        return Texts(places[self.codes] if len(self) else self.codes, tuple(index))

    def blanked(self, rows: np.ndarray) -> Texts:
        """The column with blanks in these rows (boolean, one per row)."""
        if not rows.any():
            return self
        distinct = self.distinct if "" in self.distinct else (*self.distinct, "")
        return Texts(narrow(np.where(rows, np.int32(distinct.index("")), self.codes), len(distinct)), distinct)

    @cached_property
    def times(self) -> np.ndarray:
        """How often each text of ``distinct`` occurs; counted when first asked for."""
        return occurrences(self.codes, len(self.distinct))

    def counts(self) -> dict[str, int]:
        """How often each text occurs, in the order of ``distinct``; texts of no row left out."""
        return {text: n for text, n in zip(self.distinct, self.times.tolist(), strict=True) if n}

    def seen(self) -> list[str]:
        """The texts that some row holds, in the order of ``distinct``."""
        return list(self.counts())

    def pieces(self) -> Iterator[pa.LargeStringArray]:
        """Every text at least once, in any order, some at a time."""
        import pyarrow as pa

        yield pa.array(self.seen(), type=pa.large_string())

    def first_seen(self, most: int) -> list[str]:
        """The first so many of ``seen``."""
        return self.seen()[:most]

    def repeated(self, among: np.ndarray) -> np.ndarray:
        """Which of some rows (boolean, one per row) hold a text that a later one of them holds too, but for spaces around it.

        A blank repeats nobody.
        """
        # Most columns hold no spaces around their texts, and then the texts themselves are told apart already.
        bare = all(map(operator.is_, map(str.strip, self.distinct), self.distinct))
        written = self if bare else self.mapped(str.strip)
        blank = written.distinct.index("") if "" in written.distinct else -1
        chosen = np.flatnonzero(among & (written.codes != blank))
        last = np.zeros(len(written.distinct), dtype=np.int64)
        last[written.codes[chosen]] = chosen
        found = np.zeros(len(self), dtype=bool)
        found[chosen] = last[written.codes[chosen]] != chosen
        return found

    def tolist(self) -> list[str]:
        """The text of every row."""
        return [self.distinct[code] for code in self.codes.tolist()]

    def series(self) -> pd.Series:
        """The text of every row, index 0..n-1, dtype str."""
        import pyarrow as pa

        texts = pa.array(self.distinct, type=pa.large_string())
        return arrow_series(pa.chunked_array([texts.take(pa.array(self.codes))], type=pa.large_string()))


_NONE = np.zeros(0, dtype=bool)


def occurrences(codes: np.ndarray, size: int) -> np.ndarray:
    """How often each code below ``size`` occurs."""
    blocks = [codes[start : start + _BLOCK] for start in range(0, max(len(codes), 1), _BLOCK)]
    if size <= _FEW:
        return np.array([sum(np.count_nonzero(block == code) for block in blocks) for code in range(size)], dtype=np.int64)
    return np.add.reduce([np.bincount(block, minlength=size) for block in blocks])


def narrow(codes: np.ndarray, size: int) -> np.ndarray:
    """Codes below ``size`` in the smallest type that holds them: one byte, two or four."""
    return codes.astype(np.uint8 if size <= 1 << 8 else np.uint16 if size <= 1 << 16 else np.int32, copy=False)


def arrow_series(column: Any) -> pd.Series:
    """A chunked Arrow array of text (large_string) as a series of dtype str, index 0..n-1."""
    return pd.Series(pd.arrays.ArrowStringArray(column, dtype=pd.StringDtype(na_value=np.nan)))  # type: ignore[call-arg]


def encode(values: Sequence[str], index: dict[str, int]) -> np.ndarray:
    """The code of each text, where ``index`` (text -> code) grows by every text it does not know yet."""
    for value in dict.fromkeys(values):
        index.setdefault(value, len(index))
    return np.fromiter(map(index.__getitem__, values), dtype=np.int32, count=len(values))


def frame(columns: Sequence[Texts]) -> pd.DataFrame:
    """Columns of equal length as a table of text, labelled by position."""
    return pd.DataFrame({position: column.series() for position, column in enumerate(columns)}, dtype="str")
