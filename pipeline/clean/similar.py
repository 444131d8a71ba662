"""The words most similar to what was written: those of ``difflib.get_close_matches``, found with far fewer comparisons."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Words that may have been meant.

    Attributes
    ----------
    words : each once. letters : that occur in them, with their column. counts : how often each does, (words, letters).
    lengths : of the words.
    """

    words: tuple[str, ...]
    letters: dict[str, int]
    counts: NDArray[np.int64]
    lengths: NDArray[np.int64]

    @classmethod
    def of(cls, words: Sequence[str]) -> Vocabulary:
        """Of these words."""
        letters = {letter: number for number, letter in enumerate(dict.fromkeys("".join(words)))}
        counts = np.zeros((len(words), len(letters)), dtype=np.int64)
        for row, word in enumerate(words):
            np.add.at(counts[row], [letters[letter] for letter in word], 1)
        return cls(tuple(words), letters, counts, np.array([len(word) for word in words], dtype=np.int64))

    def closest(self, text: str, most: int, cutoff: float) -> list[str]:
        """At most so many words whose similarity (0-1) reaches ``cutoff``, best first; of equal ones the later in the alphabet.

        Two texts are no more similar than the letters they share allow, in whatever order. So words come in the order of that
        bound, and what follows the first whose bound is too low need not be compared.
        """
        matcher = SequenceMatcher(b=text)
        best: list[tuple[float, str]] = []
        bounds = self._bounds(text)
        for place in np.argsort(-bounds, kind="stable").tolist():
            if bounds[place] < cutoff or (len(best) == most and bounds[place] < best[0][0]):
                break
            matcher.set_seq1(self.words[place])
            if (ratio := matcher.ratio()) >= cutoff:
                (heapq.heappush if len(best) < most else heapq.heappushpop)(best, (ratio, self.words[place]))
        return [word for _, word in sorted(best, reverse=True)]

    def _bounds(self, text: str) -> NDArray[np.float64]:
        """How similar each word would be if the letters that it shares with the text stood in one order."""
        own = np.zeros(len(self.letters), dtype=np.int64)
        np.add.at(own, [self.letters[letter] for letter in text if letter in self.letters], 1)
        shared = np.minimum(self.counts, own).sum(axis=1)
        both = self.lengths + len(text)
        return np.where(both > 0, 2.0 * shared / np.maximum(both, 1), 1.0)
