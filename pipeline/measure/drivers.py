"""What goes together with intention, and how scales go together, over the whole organisation. Specification:
docs/methods/drivers.md.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.stats.relative_weights import bootstrap_weights, correlations_of, relative_weights
from pipeline.tables import CORRELATIONS, DRIVERS, Scores

FEWEST: Final = 300
"""With fewer people the first predictor is too often not the one that matters, and one of no importance comes near the top."""
_TOP: Final = 2
_LIMITS: Final = (0.025, 0.975)
_USABLE: Final = 0.9
"""Limits need a result in at least this share of the draws."""


def drivers(scores: Scores, instrument: Instrument) -> pd.DataFrame:
    """DRIVERS: constructs of readiness and scales beside the composites, as predictors of intention; empty below 300 people."""
    outcome = instrument.intention
    asked = [*instrument.readiness.scales, *(scale for scale in instrument.drivers if scale != outcome)]
    predictors = [scale for scale in asked if scale in scores.scales and scores.scales[scale].count() >= FEWEST]
    if len(predictors) < 2 or outcome not in scores.scales:
        return DRIVERS.empty()
    complete = scores.scales[[*predictors, outcome]].dropna().to_numpy(dtype=float)
    if len(complete) < FEWEST:
        return DRIVERS.empty()
    r = correlations_of(complete)
    found = relative_weights(r[:-1, :-1], r[:-1, -1])
    if found.status != "ok" or not found.r_squared > 0:
        return DRIVERS.empty()
    low, high, top_two = _over_draws(bootstrap_weights(complete))
    return DRIVERS.check(
        pd.DataFrame(
            {
                "scale": predictors,
                "n": len(complete),
                "r_squared": round(found.r_squared, 3),
                "weight": found.weights.round(3),
                "share": (found.weights / found.r_squared).round(3),
                "share_low": low.round(3),
                "share_high": high.round(3),
                "top_two": top_two.round(2),
                "correlation": r[:-1, -1].round(2),
            }
        )
    )


def _over_draws(weights: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Limits of each share and how often it is among the two largest; weights : (draws, p), NaN where a draw has none."""
    usable = weights[~np.isnan(weights).any(axis=1)]
    if len(usable) < _USABLE * len(weights):
        none = np.full(weights.shape[1], np.nan)
        return none, none, none
    shares = usable / usable.sum(axis=1, keepdims=True)
    low, high = np.quantile(shares, _LIMITS, axis=0)
    rank = np.argsort(np.argsort(-shares, axis=1), axis=1)
    return low, high, (rank < _TOP).mean(axis=0)


def correlations(scores: Scores, instrument: Instrument) -> pd.DataFrame:
    """CORRELATIONS of all pairs of constructs and drivers that 300 people have a score on; each pair from its own people."""
    names = [scale.id for scale in instrument.scales if scale.id in scores.scales and scores.scales[scale.id].count() >= FEWEST]
    frame = scores.scales[names]
    r = frame.corr(min_periods=FEWEST).to_numpy()
    scored = frame.notna().to_numpy(dtype=float)
    n = np.rint(scored.T @ scored).astype(int)
    pairs = [(i, j) for i, j in zip(*np.triu_indices(len(names), k=1), strict=True) if not np.isnan(r[i, j])]
    rows = [{"first": names[i], "second": names[j], "n": n[i, j], "correlation": round(float(r[i, j]), 2)} for i, j in pairs]
    return CORRELATIONS.check(pd.DataFrame(rows)) if rows else CORRELATIONS.empty()
