"""How the columns of a large text table are read: as codes where texts repeat, as text where nearly all differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.ingest.far_texts import FarTexts, Kept, TableFile
from pipeline.ingest.long_texts import LongTexts
from pipeline.ingest.moment_texts import Moments, MomentTexts
from pipeline.ingest.texts import Texts, narrow

if TYPE_CHECKING:
    import polars as pl

#: A column is kept as text when so many of its first answers differ, and so large a share of them.
_MANY, _SHARE = 500, 0.25
#: A column with so few texts at the beginning is expected to have no others.
_FEW = 2_000
#: Parts with a new text after which more of them are expected.
_SURPRISES = 3
#: Bytes of text that are kept of one column.
_HELD = 40 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The texts that a column was seen to hold, in the order of their codes.

    Attributes
    ----------
    dtype : the type with which polars reads them. lengths : bytes of each, in UTF-8.
    breaks : line feeds in each. longest : the greatest of ``lengths``.
    """

    texts: tuple[str, ...]
    dtype: pl.Enum
    lengths: np.ndarray
    breaks: np.ndarray
    longest: int

    @classmethod
    def of(cls, texts: Sequence[str]) -> Words:
        """What is known of these texts."""
        import polars as pl

        lengths, breaks = [len(text.encode()) for text in texts], [text.count("\n") for text in texts]
        return cls(
            tuple(texts), pl.Enum(texts), np.array(lengths, dtype=np.int64), np.array(breaks, dtype=np.int64), max(lengths)
        )


class Coding:
    """The codes of one column while its parts are read, some of them at the same time. A text keeps the code it once got.

    Attributes
    ----------
    words : all texts that have a code. blank : the code of a blank. known : so many codes are in the order of the file.
    closed : no other texts are expected, so that the parser itself can turn texts into codes.
    """

    def __init__(self, first: pl.Series) -> None:
        seen = first.unique(maintain_order=True).to_list()
        self._index = {text: code for code, text in enumerate(dict.fromkeys([*seen, ""]))}
        self._lock = Lock()
        self.words = Words.of(list(self._index))
        self.blank, self.known, self.closed = self._index[""], len(seen), len(seen) <= _FEW
        self._surprises = 0

    def learn(self, column: pl.Series) -> None:
        """Give every text of a column a code. A column that surprises again and again is no longer closed."""
        seen = column.unique().to_list()
        with self._lock:
            before = len(self._index)
            for text in seen:
                self._index.setdefault(text, len(self._index))
            if len(self._index) > before:
                self.words = Words.of(list(self._index))
                self._surprises += 1
                self.closed &= self._surprises < _SURPRISES

    def coded(self, column: pl.Series) -> pl.Series:
        """A column of text, with codes under its texts."""
        import polars as pl

        try:
            return column.cast(self.words.dtype)
        except pl.exceptions.InvalidOperationError:
            self.learn(column)
            return column.cast(self.words.dtype)

    def column(self, pieces: Sequence[np.ndarray]) -> Texts:
        """The whole column from its parts; texts in the order in which they stand in the file."""
        codes, texts = np.concatenate(pieces), self.words.texts
        order = [*range(self.known), *dict.fromkeys(codes[codes >= self.known].tolist())]
        if order != list(range(len(order))):
            place = np.zeros(len(texts), dtype=np.int32)
            place[order] = np.arange(len(order))
            codes = place[codes]
        return Texts(narrow(codes, len(order)), tuple(texts[code] for code in order))


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
        held = [int(column.str.len_bytes().sum()) * times for column in first]
        texts = [place for place, coding in enumerate(codings) if coding is None]
        moments = frozenset(place for place in texts if _are_moments(first.to_series(place)))
        return cls(delimiter, codings, frozenset(n for n in texts if held[n] > _HELD) - moments, moments)

    def columns(self, pieces: Sequence[Sequence[Any]], file: TableFile) -> tuple[Texts, ...]:
        """The columns of the whole file from those of its parts."""
        found: list[Texts] = []
        for place, column in enumerate(zip(*pieces, strict=True)):
            coding = self.codings[place]
            if coding is not None:
                found.append(coding.column(column))
            elif place in self.moments:
                found.append(MomentTexts.joined(column))
            elif place in self.far:
                kept = Kept.joined(column)
                found.append(FarTexts(file, place, kept, np.arange(len(kept.given))))
            else:
                found.append(LongTexts.joined(column))
        return tuple(found)


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
