"""How long each respondent took, as far as the platform recorded it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.ingest.dates import read_dates
from pipeline.ingest.export import Export


def seconds_taken(export: Export, rows: NDArray[np.integer]) -> NDArray[np.float64]:
    """Seconds that each of the rows took: the platform's own figure, else from start to end; NaN where neither is recorded."""
    for position in export.positions("duration"):
        texts = export.texts[position]
        distinct = pd.to_numeric(pd.Series(texts.distinct, dtype="str").str.strip(), errors="coerce").to_numpy(dtype=float)
        written = distinct[texts.codes[rows]] if len(rows) else np.empty(0)
        if np.isfinite(written).any():
            return np.where(written > 0, written, np.nan)
    starts, ends = export.positions("start"), export.positions("end") or export.positions("recorded")
    if not starts or not ends:
        return np.full(len(rows), np.nan)
    begun, ended = read_dates([export.texts[starts[0]], export.texts[ends[0]]]).columns
    taken = (ended[rows] - begun[rows]) / np.timedelta64(1, "s")
    # Times to the minute would make a quick answer look like none.
    taken = np.where(taken > 0, taken, np.nan)
    return np.full(len(rows), np.nan) if _whole_minutes(taken) else taken


def _whole_minutes(seconds: NDArray[np.float64]) -> bool:
    known = seconds[np.isfinite(seconds)]
    return bool(len(known) and (known % 60 == 0).all())
