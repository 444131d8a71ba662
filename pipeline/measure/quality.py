"""How answers were given, counted for the whole organisation: signs of carelessness, and scores with items left out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from pipeline.clean.quality import SIGNS, Quality
from pipeline.tables import QUALITY, Scores


def quality_counts(quality: Quality, scores: Scores, k: int) -> pd.DataFrame:
    """QUALITY: every sign and the exclusions over all who answered; prorated scores per scale over those who were scored.

    A count of 1 to k - 1 people is not told.
    """
    people = len(quality.reason)
    rows: list[dict[str, Any]] = [
        _row(sign, int(quality.signs[sign].sum()), people, k, checked=quality.checked[sign]) for sign in ("too_fast", *SIGNS)
    ]
    rows.append(_row("excluded", int(quality.excluded.sum()), people, k))
    for scale, prorated in scores.prorated.items():
        scored = int(scores.scales[scale].notna().sum())
        rows.append(_row("prorated", min(prorated, scored), scored, k, scale=scale))
    return QUALITY.check(pd.DataFrame(rows))


def _row(sign: str, n: int, of: int, k: int, checked: bool = True, scale: str | None = None) -> dict[str, Any]:
    told = checked and (n == 0 or n >= k)
    return {"sign": sign, "scale": scale, "checked": checked, "n": n if told else np.nan, "of": of}
