"""How answers were given, counted for the whole organisation: signs of carelessness, and scores with items left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pipeline.clean.quality import SIGNS, Quality
from pipeline.tables import QUALITY
from pipeline.tables.tally import Tally


@dataclass(frozen=True, slots=True)
class QualityCounts:
    """Of everybody who answered. people : how many. signs : sign -> who shows it. checked : whether it could be looked for.
    excluded : who is set aside."""

    people: int
    signs: Mapping[str, int]
    checked: Mapping[str, bool]
    excluded: int

    @classmethod
    def of(cls, quality: Quality) -> QualityCounts:
        """Of one part."""
        signs = ("too_fast", *SIGNS)
        return cls(
            len(quality),
            {sign: int(quality.found[sign].sum()) for sign in signs},
            {sign: quality.checked[sign] for sign in signs},
            int(quality.excluded.sum()),
        )

    def __add__(self, other: QualityCounts) -> QualityCounts:
        """Of both parts together."""
        return QualityCounts(
            self.people + other.people,
            {sign: n + other.signs[sign] for sign, n in self.signs.items()},
            {sign: is_checked or other.checked[sign] for sign, is_checked in self.checked.items()},
            self.excluded + other.excluded,
        )


def quality_table(counts: QualityCounts, prorated: Mapping[str, int], tally: Tally, k: int) -> pd.DataFrame:
    """QUALITY: every sign and the exclusions over all who answered; prorated scores per scale over those who were scored.

    A count of 1 to k - 1 people is not told.
    """
    rows = [_row(sign, n, counts.people, k, checked=counts.checked[sign]) for sign, n in counts.signs.items()]
    rows.append(_row("excluded", counts.excluded, counts.people, k))
    scored = dict(zip(tally.scales.names, tally.scales.scored.sum(axis=0).tolist(), strict=True))
    rows += [_row("prorated", min(n, scored[scale]), scored[scale], k, scale=scale) for scale, n in prorated.items()]
    return QUALITY.check(pd.DataFrame(rows))


def _row(sign: str, n: int, of: int, k: int, checked: bool = True, scale: str | None = None) -> dict[str, Any]:
    told = checked and (n == 0 or n >= k)
    return {"sign": sign, "scale": scale, "checked": checked, "n": n if told else np.nan, "of": of}
