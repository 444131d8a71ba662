"""What a rounded figure tells: every value that rounds to it, to the digits that are written."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

_SLACK = 1e-9


def half_a_unit(written: float) -> float:
    """Half of the last digit of a number as it is written: 0.5 of 43, 0.05 of 43.2."""
    exponent = Decimal(repr(float(written))).normalize().as_tuple().exponent
    return 0.5 * 10.0 ** min(0, int(exponent))


def limits_of_count(figures: Mapping[str, NDArray[np.float64]], count: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lower and upper limits of a count: as written, and where its percentage stands beside it, the counts that round to it.

    figures : numbers of a table by column, ``n`` and the limits of the count among them.
    """
    low, high = figures[f"{count}_low"], figures[f"{count}_high"]
    if f"{count}_percent" not in figures:
        return low, high
    n, percent = figures["n"], figures[f"{count}_percent"]
    # A column has one number of digits: that of its most precise value.
    half = min((half_a_unit(value) for value in percent[np.isfinite(percent)]), default=0.5)
    said = np.isfinite(percent)
    low = np.where(said, np.maximum(low, np.ceil((percent - half) * n / 100 - _SLACK)), low)
    high = np.where(said, np.minimum(high, np.floor((percent + half) * n / 100 + _SLACK)), high)
    return low, high
