"""What a group's counts would be under another decision: used to say whether its label changes, then forgotten.

These counts are never written. Whether a change may be told is decided here: only where nobody or at least k people of the group
count one way and not the other (docs/methods/release.md).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.release.counts import simple
from pipeline.tables import GROUP, Release, covers
from pipeline.tables.responses import STANDINGS
from pipeline.tables.tally import Grid, Otherwise


def counts_otherwise(release: Release, other: Otherwise, grid: Grid, instrument: Instrument) -> pd.DataFrame:
    """Published group: columns of WILLINGNESS under the other decision, and ``checked``. PRIVATE.

    other : people by atom of the grid, under the other decision.
    """
    k = instrument.thresholds.k
    groups, places = release.groups, grid.places
    cover = covers(groups.to_dict("records"), places).astype(float)
    columns = np.column_stack([other.people, other.differ, other.sides])
    n, apart, *sides = np.rint(cover @ columns).astype(np.int64).T
    counts = dict(zip(STANDINGS, sides, strict=True))
    frame = simple(counts, n, instrument.thresholds.cap_share, partition=True).frame(0)
    for name in STANDINGS:
        frame[f"{name}_low"], frame[f"{name}_high"] = _as_coarse(frame, release.willingness, name, apart == 0)
    return pd.concat([groups[list(GROUP)], frame.assign(checked=((apart == 0) | (apart >= k)) & (n >= k))], axis=1)


def _as_coarse(
    frame: pd.DataFrame, published: pd.DataFrame, name: str, nobody: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Limits in steps as wide as the published ones, so that a label never changes for the steps alone; the published limits
    themselves where nobody counts otherwise."""
    low, high, n = (frame[column].to_numpy(dtype=np.int64) for column in (f"{name}_low", f"{name}_high", "n"))
    said_low, said_high = (published[f"{name}_{side}"].to_numpy(dtype=np.int64) for side in ("low", "high"))
    step = said_high - said_low + 1
    start = low // step * step
    coarse = (np.minimum(low, start), np.maximum(high, np.minimum(n, start + step - 1)))
    return np.where(nobody, said_low, coarse[0]), np.where(nobody, said_high, coarse[1])
