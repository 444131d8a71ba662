"""64 bits in place of a row of answers or of a text: equal ones are equal on every machine, and others by chance only.

Among a million there are two others that are equal once in 40 million times. PRIVATE: never written anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.ingest.long_texts import LongTexts
from pipeline.ingest.texts import Texts
from pipeline.stats.careless import blocks

Marks = NDArray[np.uint64]

#: Odd numbers of 64 bits as good as drawn by lot (the fractions of the golden ratio, of √2 and of π).
_ODD: Final = tuple(np.uint64(n) for n in (0x9E3779B97F4A7C15, 0x6A09E667F3BCC909, 0x243F6A8885A308D3))
_HALF: Final = np.uint64(32)
_FIRST_BITS: Final = 20
_REST: Final = np.uint64(64 - _FIRST_BITS)


def marks_of(columns: Sequence[NDArray[np.integer]]) -> Marks:
    """Of each row of columns of whole numbers, none below 0; (n,)."""
    people, wide = len(columns[0]), max(column.dtype.itemsize for column in columns)
    found = np.zeros(people, dtype=np.uint64)
    per_word = 8 // wide
    for some in blocks(people):
        mark = found[some]
        packed = np.zeros((len(mark), per_word), dtype=f"u{wide}")
        for start in range(0, len(columns), per_word):
            together = columns[start : start + per_word]
            for place, column in enumerate(together):
                packed[:, place] = column[some]
            packed[:, len(together) :] = 0
            word = packed.view(np.uint64)[:, 0].copy()
            # Each word is stirred by itself, then what is gathered: no difference in one can undo one in another.
            word *= _ODD[0]
            word ^= word >> _HALF
            word += mark
            word *= _ODD[1]
            word ^= word >> _HALF
            np.multiply(word, _ODD[2], out=mark)
    return found


def with_time(mark: Marks, time: NDArray[np.datetime64]) -> Marks:
    """Of marks and times together, (n,)."""
    return marks_of([mark, time.astype("datetime64[us]").view(np.uint64)])


def of_texts(texts: Texts) -> Marks:
    """Of each row's text but for spaces around it, (n,); 0 where it is blank."""
    if isinstance(texts, LongTexts):
        return _of_long(texts.stripped())
    written = [text.strip().encode() for text in texts.distinct]
    length = np.array([len(text) for text in written], dtype=np.int64)
    found = np.zeros(len(written), dtype=np.uint64)
    for size in np.unique(length[length > 0]).tolist():
        rows = np.flatnonzero(length == size)
        signs = np.frombuffer(b"".join([written[row] for row in rows.tolist()]), dtype=np.uint8)
        found[rows] = _of_signs(signs.reshape(len(rows), size))
    return found[texts.codes] if len(texts) else np.zeros(0, dtype=np.uint64)


def _of_long(texts: LongTexts) -> Marks:
    """The same from the bytes of a column as they were read."""
    found, length = np.zeros(len(texts), dtype=np.uint64), texts.lengths()
    for size in np.unique(length[length > 0]).tolist():
        start = 0
        for piece in texts.bytes_of_length(size):
            found[start + piece.rows] = _of_signs(piece.signs)
            start += piece.size
    return found


def _of_signs(signs: NDArray[np.uint8]) -> Marks:
    """Of texts of one length, (n, bytes); never 0."""
    people, length = signs.shape
    words = np.zeros((people, -(-length // 8) * 8), dtype=np.uint8)
    words[:, :length] = signs
    # Texts of other lengths, filled up with zeros, are told apart by their length.
    columns = [np.full(people, length, dtype=np.uint64), *words.view(np.uint64).T]
    return np.maximum(marks_of(columns), np.uint64(1))


def in_share(marks: Marks, share: int, bits: int) -> NDArray[np.intp]:
    """Rows whose marks begin with this number of so many bits, ascending; blanks are in none."""
    filled = marks != 0
    return np.flatnonzero(filled & (marks >> np.uint64(64 - bits) == share) if bits else filled)


def twice(marks: Marks) -> Marks:
    """Those that occur more than once, each once, ascending."""
    ordered = np.sort(marks)
    return np.unique(ordered[1:][ordered[1:] == ordered[:-1]])


def among(marks: Marks, ascending: Marks) -> NDArray[np.bool_]:
    """Which marks are among some, (n,)."""
    found = np.zeros(len(marks), dtype=bool)
    if not len(ascending):
        return found
    # By their first bits most are seen not to be; only the others are looked for.
    perhaps = np.zeros(1 << _FIRST_BITS, dtype=bool)
    perhaps[ascending >> _REST] = True
    rows = np.flatnonzero(perhaps[marks >> _REST])
    own = marks[rows]
    found[rows] = ascending[np.minimum(np.searchsorted(ascending, own), len(ascending) - 1)] == own
    return found
