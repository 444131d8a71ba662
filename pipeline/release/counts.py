"""Protected counts: exact in the middle, an interval near nobody and near everybody.

A count of 0, 1, n - 1 or n, or a share below the cap or above one minus the cap, says something about (nearly) all members
of a group; it is written as an interval. Specification: docs/methods/release.md.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def low_top(n: NDArray[np.int64], cap: float) -> NDArray[np.int64]:
    """The largest count that is shown as "few": at least 1, and below ``cap`` of n."""
    return np.maximum(1, np.ceil(cap * n - 1e-9).astype(np.int64) - 1)


def intervals(count: NDArray[np.int64], n: NDArray[np.int64], cap: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Lower and upper limit of what is said about each count; equal where the count is exact."""
    few = low_top(n, cap)
    low = np.where(count <= few, 0, np.where(count >= n - few, n - few, count))
    high = np.where(count <= few, np.minimum(few, n), np.where(count >= n - few, n, count))
    return low, high


def protected(counts: Mapping[str, NDArray[np.int64]], n: NDArray[np.int64], cap: float) -> pd.DataFrame:
    """Columns count, count_low, count_high of each count, and ``bounded``; counts need not add up to n."""
    limits = {name: intervals(count, n, cap) for name, count in counts.items()}
    return _columns(counts, limits)


def protected_partition(counts: Mapping[str, NDArray[np.int64]], n: NDArray[np.int64], cap: float) -> pd.DataFrame:
    """The same for counts that add up to n: where one is an interval, enough others are that it cannot be computed."""
    names = list(counts)
    exact = np.array([counts[name] for name in names])
    low, high = (np.array(part) for part in zip(*(intervals(counts[name], n, cap) for name in names), strict=True))
    for row in range(exact.shape[1]):
        low[:, row], high[:, row] = _widened(exact[:, row], low[:, row], high[:, row], int(n[row]))
    return _columns(counts, {name: (low[i], high[i]) for i, name in enumerate(names)})


def _widened(
    exact: NDArray[np.int64], low: NDArray[np.int64], high: NDArray[np.int64], n: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Turn exact counts into intervals, smallest first, until every interval keeps its width given the others and n."""
    low, high = low.copy(), high.copy()
    while True:
        hidden = low < high
        if not hidden.any() or hidden.all():
            return low, high
        rest_low = np.maximum(low, n - (high.sum() - high))
        rest_high = np.minimum(high, n - (low.sum() - low))
        if np.all((rest_high - rest_low)[hidden] >= np.minimum(high - low, 1)[hidden]) and hidden.sum() > 1:
            return low, high
        shown = np.flatnonzero(~hidden)
        next_ = shown[exact[shown].argmin()]
        low[next_] = max(0, n - (high.sum() - high[next_]))
        high[next_] = min(n, n - (low.sum() - low[next_]))
        if low[next_] == high[next_]:
            low[next_], high[next_] = max(0, exact[next_] - 1), min(n, exact[next_] + 1)


def all_or_none(frame: pd.DataFrame, names: list[str], n: NDArray[np.int64]) -> pd.DataFrame:
    """Where one of several counts is an interval, none of them is said: for tables whose margins are known from elsewhere."""
    bounded = frame["bounded"].to_numpy(dtype=bool)
    changed = frame.copy()
    for name in names:
        changed[name] = frame[name].where(~bounded)
        changed[f"{name}_low"] = np.where(bounded, 0, frame[f"{name}_low"])
        changed[f"{name}_high"] = np.where(bounded, n, frame[f"{name}_high"])
    return changed


def _columns(
    counts: Mapping[str, NDArray[np.int64]], limits: Mapping[str, tuple[NDArray[np.int64], NDArray[np.int64]]]
) -> pd.DataFrame:
    columns: dict[str, object] = {}
    bounded = np.zeros(len(next(iter(counts.values()))), dtype=bool)
    for name, count in counts.items():
        low, high = limits[name]
        columns[name] = pd.Series(count).astype("Int64").where(pd.Series(low == high))
        columns[f"{name}_low"], columns[f"{name}_high"] = low, high
        bounded |= low != high
    return pd.DataFrame({**columns, "bounded": bounded})
