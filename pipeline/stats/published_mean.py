"""A mean as somebody published it, on 0 to 100, with how sure it is.

Specification: docs/methods/reference_points.md. Source: Student (1908). The probable error of a mean. Biometrika 6, 1-25.
Decided beforehand: that the published scale measures the same; nothing here can tell.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

CONFIDENCE: Final = 0.95


@dataclass(frozen=True, slots=True)
class PublishedMean:
    """A published mean on 0 to 100. low, high : limits of the mean, never of people; NaN where no spread was published."""

    mean: float
    low: float
    high: float


def published_mean(
    mean: float, sd: float | None, n: int, low: float, high: float, confidence: float = CONFIDENCE
) -> PublishedMean:
    """A mean of n people on the range from ``low`` to ``high``, and the limits of its t interval, on 0 to 100.

    sd : of people, on the same range; None where it is not known. raises : ValueError where n is below 2 or the range is empty.
    """
    if n < 2 or not low < high:
        raise ValueError("a mean needs two people and a range")
    place, unit = 100 * (mean - low) / (high - low), 100 / (high - low)
    if sd is None:
        return PublishedMean(place, math.nan, math.nan)
    from scipy.special import stdtrit

    half = unit * float(stdtrit(n - 1, (1 + confidence) / 2)) * sd / math.sqrt(n)
    return PublishedMean(place, max(0.0, place - half), min(100.0, place + half))
