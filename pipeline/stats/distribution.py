"""How often each value occurs: medians and quantiles of people who come part by part, in whatever order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Distribution:
    """Distinct values, ascending, and how often each occurs; both of shape (v,)."""

    values: NDArray[np.float64]
    times: NDArray[np.int64]

    @classmethod
    def of(cls, values: NDArray[np.float64]) -> Distribution:
        """Of all values that are not NaN."""
        distinct, times = np.unique(values[~np.isnan(values)], return_counts=True)
        return cls(distinct, times.astype(np.int64))

    def __len__(self) -> int:
        return int(self.times.sum())

    def __add__(self, other: Distribution) -> Distribution:
        """Of both parts together."""
        distinct, place = np.unique(np.concatenate([self.values, other.values]), return_inverse=True)
        times = np.zeros(len(distinct), dtype=np.int64)
        np.add.at(times, place, np.concatenate([self.times, other.times]))
        return Distribution(distinct, times)

    def quantile(self, share: float) -> float:
        """Value below which a share lies, between two values by straight line (as numpy does by default); NaN without values."""
        if not len(self):
            return float("nan")
        rank = (len(self) - 1) * share
        low = int(rank)
        ends = np.cumsum(self.times)
        a, b = (float(self.values[np.searchsorted(ends, r, side="right")]) for r in (low, min(low + 1, len(self) - 1)))
        part = rank - low
        return a + (b - a) * part if part < 0.5 else b - (b - a) * (1 - part)

    @property
    def median(self) -> float:
        """The middle value, or the mean of the middle two; NaN without values."""
        return self.quantile(0.5)
