"""How numbers are written for people: shares, scores, chances and counts, rounded here and nowhere before."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pandas as pd

from pipeline.publish.words import say


def percent(share: float | None) -> str:
    """A share in whole percent."""
    return "–" if share is None or pd.isna(share) else f"{100 * share:.0f} %"


def points(score: float | None) -> str:
    """A score on 0-100 in whole points."""
    return "–" if score is None or pd.isna(score) else f"{score:.0f}"


def share_range(low: float, high: float) -> str:
    """An interval of shares in whole percent."""
    return say("number.share_range", low=f"{100 * low:.0f}", high=f"{100 * high:.0f}")


def bounded_share(share: float | None, low: float, high: float) -> str:
    """A share that may be known as an interval only: exact where it may be shown, else "at most" or "at least"."""
    if share is not None and pd.notna(share):
        return percent(share)
    if low <= 0:
        return say("number.at_most", share=percent(high))
    return say("number.at_least", share=percent(low)) if high >= 1 else share_range(low, high)


def raw_share(row: Mapping[str, Any]) -> str:
    """What those who answered said: RELUCTANCE's raw share as it may be shown."""
    return bounded_share(row["raw_share"], row["raw_low"], row["raw_high"])


def raw_columns(row: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns of RELUCTANCE that ``raw_share`` says, in their order."""
    return bounded_columns(row["raw_share"], row["raw_low"], row["raw_high"], ("raw_share", "raw_low", "raw_high"))


def bounded_columns(share: float | None, low: float, high: float, names: tuple[str, str, str]) -> tuple[str, ...]:
    """Those of ``names`` (of the share and of its limits) that ``bounded_share`` says, in their order."""
    exact, at_least, at_most = names
    if share is not None and pd.notna(share):
        return (exact,)
    if low <= 0:
        return (at_most,)
    return (at_least,) if high >= 1 else (at_least, at_most)


def chance(probability: float) -> str:
    """A probability in words a manager reads once."""
    if probability > 0.99:
        return say("number.almost_sure")
    if probability < 0.01:
        return say("number.hardly_ever")
    return say("number.in_hundred", times=f"{100 * probability:.0f}")


def short_chance(probability: float) -> str:
    """A probability in whole percent for a table; never 0 or 100."""
    if probability > 0.99:
        return say("number.over", share=percent(0.99))
    return say("number.under", share=percent(0.01)) if probability < 0.01 else percent(probability)


def odds(probability: float) -> str:
    """A limit as people say it: ``4-in-5``."""
    ratio = Fraction(probability).limit_denominator(20)
    return say("number.odds", times=ratio.numerator, of=ratio.denominator)


def people(n: int, word: str = "answer") -> str:
    """``1 answer``, ``820 answers``. word : a key of the words' section ``count``."""
    return say(f"count.{word}", n=n)


def ratio(value: float) -> str:
    """A ratio with two significant digits."""
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"
