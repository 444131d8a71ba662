"""Moments written as 2026-11-02 07:30:00, row by row without making a text of each: how nearly every platform writes them."""

from __future__ import annotations

import numpy as np

#: Where pairs of digits begin: year (two pairs), month, day, hour, minute and second.
_PAIRS = (0, 2, 5, 8, 11, 14, 17)
_SIGNS = ((4, 45), (7, 45), (13, 58), (16, 58))
_BETWEEN = 10


def moments_of(signs: np.ndarray) -> np.ndarray:
    """Moments (datetime64[s]) of texts of 19 bytes, shape (n, 19); NaT where a text is no moment."""
    # Column by column: what lies side by side is worked on together.
    signs = np.ascontiguousarray(signs.T)
    proper = (signs[_BETWEEN] == 32) | (signs[_BETWEEN] == 84)
    for place, sign in _SIGNS:
        proper &= signs[place] == sign
    pairs = []
    for place in _PAIRS:
        tens, ones = signs[place] - np.uint8(48), signs[place + 1] - np.uint8(48)
        proper &= (tens <= 9) & (ones <= 9)
        pairs.append(tens * np.uint8(10) + ones)
    year = pairs[0].astype(np.int32) * 100 + pairs[1]
    month, day, hour, minute, second = (pair.astype(np.int32) for pair in pairs[2:])
    proper &= (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1) & (hour < 24) & (minute < 60) & (second < 60)
    months = np.where(proper, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1)
    proper &= days.astype("datetime64[M]") == months
    seconds = days.astype("datetime64[s]") + (hour * 3600 + minute * 60 + second)
    return np.where(proper, seconds, np.datetime64("NaT", "s"))
