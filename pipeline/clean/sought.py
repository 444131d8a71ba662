"""Many texts looked for in others, all at once: most are told from everything that is said by a few of their bytes. PRIVATE."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

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
_WORDS: Final = 8
_MANY: Final = 500
"""Texts of one length that are held against all of what is said at once."""
_SHORT: Final = 2 * _WORDS


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Said:
    """What all published files say, folded, one behind the other.

    Attributes
    ----------
    text : all of it. within : its bytes. stands : of every window of six bytes, by its number, whether it stands there.
    """

    text: str
    within: NDArray[np.uint8]
    stands: NDArray[np.bool_]

    @classmethod
    def of(cls, text: str) -> Said:
        within = np.frombuffer(text.encode() + bytes(_WORDS), dtype=np.uint8)
        stands = np.zeros(1 << _BITS, dtype=bool)
        stands[_windows(within, np.arange(len(within) - _WORDS - _WINDOW + 1))] = True
        return cls(text, within, stands)

    def __reduce__(self) -> tuple[Any, ...]:
        return Said.of, (self.text,)

    def holds(self, texts: pa.LargeStringArray) -> list[str]:
        """Those texts that stand somewhere in it, each once; texts : without missing ones, folded as this is."""
        perhaps = texts.take(self._perhaps(texts)).to_pylist() if len(texts) else []
        return [text for text in dict.fromkeys(perhaps) if text in self.text]

    def _perhaps(self, texts: pa.LargeStringArray) -> NDArray[np.intp]:
        """Positions of texts that may stand there; the others do not."""
        number = np.arange(len(texts))
        _, offsets, data = texts.buffers()
        if data is None:
            return number[:0]
        ends = np.frombuffer(offsets, dtype=np.int64)[texts.offset : texts.offset + len(texts) + 1]
        within = np.concatenate([np.frombuffer(data, dtype=np.uint8)[: ends[-1]], np.zeros(_WORDS, dtype=np.uint8)])
        start, length = ends[:-1], np.diff(ends)
        short, left = number[length < _WINDOW], number[length >= _WINDOW]
        for share in _WHERE:
            left = left[self.stands[_windows(within, start[left] + ((length[left] - _WINDOW) * share).astype(np.int64))]]
        for size in np.flatnonzero(np.bincount(length[left][length[left] <= _SHORT]) > _MANY).tolist():
            same = length[left] == size
            left = np.concatenate([left[~same], self._of_size(within, start, left[same], size)])
        return np.union1d(short, left)

    def _of_size(
        self, within: NDArray[np.uint8], start: NDArray[np.int64], rows: NDArray[np.intp], size: int
    ) -> NDArray[np.intp]:
        """Rows of texts of one length, of up to sixteen bytes, whose bytes stand there, but for chance."""
        wanted = _whole(within, start[rows], size)
        low = np.uint64((1 << _BITS) - 1)
        marked = np.zeros(1 << _BITS, dtype=bool)
        marked[wanted & low] = True
        there = _whole(self.within, np.arange(len(self.within) - _WORDS - size + 1), size)
        return rows[np.isin(wanted, there[marked[there & low]])]


def _windows(data: NDArray[np.uint8], places: NDArray[np.int64]) -> NDArray[np.intp]:
    """A number below 2^24 for the six bytes from each place."""
    return ((_eight(data, places) << np.uint64(16)) * _MIXED >> np.uint64(64 - _BITS)).astype(np.intp)


def _whole(data: NDArray[np.uint8], places: NDArray[np.int64], size: int) -> NDArray[np.uint64]:
    """64 bits for the so many bytes from each place, six to sixteen."""
    if size < _WORDS:
        return (_eight(data, places) << np.uint64(8 * (_WORDS - size))) * _MIXED
    first, last = _eight(data, places), _eight(data, places + (size - _WORDS))
    mixed = first * _MIXED
    return (mixed ^ (mixed >> np.uint64(29)) ^ last) * _MIXED


def _eight(data: NDArray[np.uint8], places: NDArray[np.int64]) -> NDArray[np.uint64]:
    """The eight bytes from each place, as one number; there are as many behind the last one."""
    every = np.ndarray(max(len(data) - _WORDS + 1, 0), dtype="<u8", buffer=data, strides=(1,))
    return every[places]
