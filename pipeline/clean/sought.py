"""Many texts looked for in others, all at once: most are told from everything that is said by a few of their bytes. PRIVATE."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa

_WINDOW: Final = 6
"""Bytes that are compared at once; a shorter text is never told from what is said."""
_BITS: Final = 24
_MIXED: Final = np.uint64(0x9E3779B97F4A7C15)
_WHERE: Final = (0.0, 1.0, 0.5, 0.25, 0.75)
"""Windows of a text, between its beginning and its end: each of them has to stand somewhere."""


def perhaps_said(texts: pa.LargeStringArray, said: str) -> NDArray[np.intp]:
    """Positions of texts that may stand in what is said; the others do not.

    texts : without missing ones, folded as ``said`` is. A text that is found here has still to be looked for.
    """
    number = np.arange(len(texts))
    _, offsets, data = texts.buffers()
    if not len(texts) or data is None:
        return number[:0]
    ends = np.frombuffer(offsets, dtype=np.int64)[texts.offset : texts.offset + len(texts) + 1]
    start, spare = ends[:-1], np.diff(ends) - _WINDOW
    short, left = number[spare < 0], number[spare >= 0]
    stands = np.zeros(1 << _BITS, dtype=bool)
    stands[_windows(np.frombuffer(said.encode(), dtype=np.uint8), None)] = True
    within = np.frombuffer(data, dtype=np.uint8)
    for share in _WHERE:
        left = left[stands[_windows(within, start[left] + (spare[left] * share).astype(np.int64))]]
    return np.union1d(short, left)


def _windows(data: NDArray[np.uint8], places: NDArray[np.int64] | None) -> NDArray[np.intp]:
    """A number below 2^24 for the six bytes from each place; from every place where none are given."""
    if len(data) < _WINDOW:
        return np.empty(0, dtype=np.intp)
    padded = np.concatenate([data, np.zeros(2, dtype=np.uint8)])
    eight = np.ndarray(len(data) - _WINDOW + 1, dtype="<u8", buffer=padded, strides=(1,))
    six = (eight if places is None else eight[places]) << np.uint64(16)
    return ((six * _MIXED) >> np.uint64(64 - _BITS)).astype(np.intp)
