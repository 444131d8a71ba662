"""Reliability of every construct and driver, whole organisation. Specification: docs/methods/reliability.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from pipeline.instrument.model import Instrument
from pipeline.stats.reliability import MIN_ANSWERS, Alpha, Reason, cronbach_alpha, item_statistics
from pipeline.tables import ITEM_STATISTICS, RELIABILITY, Scores

_REASONS: Final[Mapping[Reason, str]] = {
    "few_items": "fewer than two items with differing answers",
    "few_answers": f"fewer than {MIN_ANSWERS} answers",
    "no_variance": "the answers to the items do not vary together",
}


@dataclass(frozen=True, slots=True)
class Reliability:
    """Whole organisation: ``scales`` is RELIABILITY, one row per construct or driver; ``items`` ITEM_STATISTICS, one per item."""

    scales: pd.DataFrame
    items: pd.DataFrame


def reliability(scores: Scores, instrument: Instrument) -> Reliability:
    """Alpha with its interval per construct and driver, and every item against the rest of its scale.

    scores : items keyed 0-100. A scale or item that one to k - 1 people answered has no row.
    """
    scales, items = [], []
    for scale in instrument.scales:
        columns = [item.id for item in instrument.items_of(scale.id)]
        answers = scores.items[columns].to_numpy(dtype=float)
        alpha = cronbach_alpha(answers)
        scales.append(
            {
                "scale": scale.id,
                "items": int(alpha.used.sum()) if alpha.status == "ok" else len(columns),
                "n": alpha.persons,
                "alpha": alpha.alpha,
                "alpha_low": alpha.low,
                "alpha_high": alpha.high,
                "convention": _convention(alpha),
            }
        )
        found = item_statistics(answers, alpha)
        items.append(
            pd.DataFrame(
                {
                    "item": columns,
                    "scale": scale.id,
                    "n": found.n,
                    "item_rest": found.item_rest,
                    "item_rest_high": found.item_rest_high,
                    "alpha_if_dropped": found.alpha_if_dropped,
                }
            )
        )
    k = instrument.thresholds.k
    of_scales, of_items = pd.DataFrame(scales), pd.concat(items, ignore_index=True)
    return Reliability(
        RELIABILITY.check(of_scales[~of_scales["n"].between(1, k - 1)]),
        ITEM_STATISTICS.check(of_items[~of_items["n"].between(1, k - 1)]),
    )


def _convention(alpha: Alpha) -> str:
    """How missing answers are treated, or why there is no figure."""
    if alpha.status != "ok":
        return _REASONS[alpha.reason]
    left_out = len(alpha.used) - int(alpha.used.sum())
    text = f"missing answers: pairwise covariances; interval from the smallest pair, n = {alpha.joint}"
    return text + (f"; {left_out} of {len(alpha.used)} items left out" if left_out else "")
