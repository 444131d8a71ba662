"""What a rounded figure tells: every value that rounds to it, to the digits that are written."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

_SLACK = 1e-9


def half_a_unit(written: float) -> float:
    """Half of the last digit of a number as it is written: 0.5 of 43, 0.05 of 43.2."""
    exponent = Decimal(repr(float(written))).normalize().as_tuple().exponent
    return 0.5 * 10.0 ** min(0, int(exponent))


def limits_of_count(frame: pd.DataFrame, count: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lower and upper limits of a count: as written, and where its percentage stands beside it, the counts that round to it."""
    low, high = (frame[f"{count}_{side}"].to_numpy(dtype=float).copy() for side in ("low", "high"))
    if f"{count}_percent" not in frame:
        return low, high
    n = frame["n"].to_numpy(dtype=float)
    percent = frame[f"{count}_percent"].to_numpy(dtype=float)
    # A column has one number of digits: that of its most precise value.
    half = min((half_a_unit(value) for value in percent[np.isfinite(percent)]), default=0.5)
    said = np.isfinite(percent)
    low = np.where(said, np.maximum(low, np.ceil((percent - half) * n / 100 - _SLACK)), low)
    high = np.where(said, np.minimum(high, np.floor((percent + half) * n / 100 + _SLACK)), high)
    return low, high


def narrowed(frame: pd.DataFrame, counts: Sequence[str]) -> pd.DataFrame:
    """A table of counts, its limits as close as its percentages tell."""
    limits = {count: limits_of_count(frame, count) for count in counts}
    columns = {
        f"{count}_{side}": values for count, both in limits.items() for side, values in zip(("low", "high"), both, strict=True)
    }
    return frame.assign(**columns)
