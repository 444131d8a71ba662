"""How long each respondent took, as far as the platform recorded it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.ingest.dates import read_dates
from pipeline.ingest.export import Export


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """How long the respondents of one file took, in seconds, NaN where unknown; (n,).

    Attributes
    ----------
    seconds : the platform's own figure where it has one, else from start to end. written : whether it is the platform's.
    """

    seconds: NDArray[np.float64]
    written: bool

    def only(self, rows: NDArray[np.bool_]) -> Taken:
        """Of some of them."""
        return Taken(self.seconds[rows], self.written)

    @property
    def timed(self) -> bool:
        """Whether a time is told finer than to the minute. Times to the minute would make a quick answer look like none."""
        return bool((self.seconds[np.isfinite(self.seconds)] % 60 != 0).any())

    def settled(self, written: bool, timed: bool) -> Taken:
        """As one file of several. written : one of them has the platform's figures, and then only those count. timed : one of
        them tells times from start to end finer than to the minute."""
        if self.written or (timed and not written):
            return self
        return Taken(np.full(len(self.seconds), np.nan), self.written)


def taken(export: Export, rows: NDArray[np.integer]) -> Taken:
    """How long each of the rows took, before it is known whether times are told finer than to the minute."""
    for position in export.positions("duration"):
        texts = export.texts[position]
        distinct = pd.to_numeric(pd.Series(texts.distinct, dtype="str").str.strip(), errors="coerce").to_numpy(dtype=float)
        written = distinct[texts.codes[rows]] if len(rows) else np.empty(0)
        if np.isfinite(written).any():
            return Taken(np.where(written > 0, written, np.nan), True)
    starts, ends = export.positions("start"), export.positions("end") or export.positions("recorded")
    if not starts or not ends:
        return Taken(np.full(len(rows), np.nan), False)
    begun, ended = read_dates([export.texts[starts[0]], export.texts[ends[0]]]).columns
    between = (ended[rows] - begun[rows]) / np.timedelta64(1, "s")
    return Taken(np.where(between > 0, between, np.nan), False)
