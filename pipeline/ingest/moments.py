"""Moments written as 2026-11-02 07:30:00, row by row without making a text of each: how nearly every platform writes them."""

from __future__ import annotations

import numpy as np

from pipeline.ingest.long_texts import LongTexts
from pipeline.ingest.texts import Texts

_LENGTH = 19
_DIGITS = np.array([0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18])
_SIGNS = ((4, b"-"), (7, b"-"), (10, b" T"), (13, b":"), (16, b":"))


def plain_moments(column: Texts) -> np.ndarray:
    """The moment of each row that is written so, datetime64[us]; NaT for every other row, and all of a column that has its
    texts apart: there each text is read once."""
    found = np.full(len(column), "NaT", dtype="datetime64[us]")
    if isinstance(column, LongTexts):
        start = 0
        for chunk in column.bytes_of_length(_LENGTH):
            found[start + chunk.rows] = _moments(chunk.signs)
            start += chunk.size
    return found


def _moments(signs: np.ndarray) -> np.ndarray:
    """Moments of texts of 19 bytes, shape (n, 19); NaT where a text is no moment."""
    digits = signs[:, _DIGITS] - np.uint8(48)
    proper = (digits <= 9).all(axis=1)
    for place, allowed in _SIGNS:
        proper &= np.isin(signs[:, place], np.frombuffer(allowed, dtype=np.uint8))
    year = _number(digits[:, 0:4])
    month, day, hour, minute, second = (_number(digits[:, at : at + 2]) for at in range(4, 14, 2))
    proper &= (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1) & (hour < 24) & (minute < 60) & (second < 60)
    months = np.where(proper, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1)
    proper &= days.astype("datetime64[M]") == months
    seconds = days.astype("datetime64[s]") + (hour * 3600 + minute * 60 + second)
    return np.where(proper, seconds.astype("datetime64[us]"), np.datetime64("NaT"))


def _number(digits: np.ndarray) -> np.ndarray:
    """Digits side by side as whole numbers."""
    value = digits[:, 0].astype(np.int64)
    for place in range(1, digits.shape[1]):
        value = value * 10 + digits[:, place]
    return value
