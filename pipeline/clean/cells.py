"""One column of an export, as it is coded: its texts, what they mean, and which rows count. PRIVATE."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from pipeline.clean.kept import Kept
from pipeline.ingest.texts import Texts


@dataclass(frozen=True, slots=True)
class Cells:
    """One column of an export.

    Attributes
    ----------
    name : its header. texts : its answers.
    labels : what its codes mean, where the file or its codebook says so: then the meaning counts, and not the code.
    joint : what parts several answers in one cell, where the platform fixes it. kept : which rows count; None for all.
    """

    name: str
    texts: Texts
    labels: Mapping[str, str] = field(default_factory=dict)
    joint: str = ""
    kept: Kept | None = None

    @property
    def rows(self) -> Kept:
        """The rows that count."""
        return self.kept or Kept(None, len(self.texts))

    def word(self, text: str) -> str:
        """An answer in words, where its code is labelled."""
        return self.labels.get(text.strip(), text)

    def worded(self) -> Texts:
        """All answers in words, of the rows that count."""
        texts = self.rows.texts(self.texts)
        return texts.mapped(self.word) if self.labels else texts

    def times(self, places: Sequence[int]) -> list[int]:
        """How often some of the distinct texts were given."""
        return self.rows.times(self.texts, places)

    def by_text(self, table: np.ndarray) -> np.ndarray:
        """What stands in a table for each distinct text, row by row; small integers and booleans stay what they are."""
        found = np.empty(len(self.rows), dtype=table.dtype)
        self.rows.look_up([self.texts], [table], [found])
        return found

    def coded(self, found: Callable[[str], str | None]) -> tuple[list[str | None], dict[str, int]]:
        """What every distinct text is, blank is known; and how often those were given that are nothing known."""
        keys = [found(text) for text in self.texts.distinct]
        unknown = [place for place, key in enumerate(keys) if key is None]
        times = self.times(unknown)
        return keys, {self.texts.distinct[place]: n for place, n in zip(unknown, times, strict=True) if n}
