"""What goes together with intention, and how scales go together, over the whole organisation. Specification:
docs/methods/drivers.md.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.measure.complete_people import CompletePeople
from pipeline.measure.figures import FEWEST, Figures
from pipeline.stats.relative_weights import (
    bootstrap_blocks,
    bootstrap_weights,
    correlations_of,
    correlations_of_sums,
    relative_weights,
)
from pipeline.tables import CORRELATIONS, DRIVERS
from pipeline.tables.responses import in_points

_TOP: Final = 2
_LIMITS: Final = (0.025, 0.975)
_USABLE: Final = 0.9
"""Limits need a result in at least this share of the draws."""
_NO_SPREAD: Final = 1e-12


def drivers(figures: Figures) -> pd.DataFrame:
    """DRIVERS: constructs of readiness and scales beside the composites, as predictors of intention; empty below 300 people."""
    people = figures.complete
    scored = np.array([figures.both[place, place] for place in map(figures.names.index, people.names)], dtype=np.int64)
    wanted = (scored >= FEWEST) & (people.wanted if people.rows is None else True)
    if len(wanted) < 3 or wanted[:-1].sum() < 2:
        return DRIVERS.empty()
    wanted[-1] = True
    n, r, rows = _complete(people, np.flatnonzero(wanted))
    if n < FEWEST:
        return DRIVERS.empty()
    found = relative_weights(r[:-1, :-1], r[:-1, -1])
    if found.status != "ok" or not found.r_squared > 0:
        return DRIVERS.empty()
    low, high, top_two = _over_draws(bootstrap_weights(rows) if people.rows is not None else bootstrap_blocks(rows))
    return DRIVERS.check(
        pd.DataFrame(
            {
                "scale": [name for name, is_wanted in zip(people.names[:-1], wanted, strict=False) if is_wanted],
                "n": n,
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


def _complete(people: CompletePeople, columns: NDArray[np.intp]) -> tuple[int, NDArray[np.float64], NDArray[np.float64]]:
    """How many have all of these scales, the correlations of these, and what is drawn from: rows, or sums of blocks."""
    if people.rows is not None:
        values = in_points(people.rows[:, 1 + columns])
        rows = values[~np.isnan(values).any(axis=1)]
        return len(rows), correlations_of(rows) if len(rows) else np.full((len(columns),) * 2, np.nan), rows
    places = np.concatenate([[0], 1 + columns])
    sums = people.in_blocks()[:, places[:, None], places].astype(float)
    return int(sums[:, 0, 0].sum()), correlations_of_sums(sums.sum(axis=0)), sums


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


def correlations(figures: Figures, instrument: Instrument) -> pd.DataFrame:
    """CORRELATIONS of all pairs of constructs and drivers that 300 people have a score on; each pair from its own people."""
    n, names = figures.both, figures.names
    places = [names.index(scale.id) for scale in instrument.scales if scale.id in names]
    places = [place for place in places if n[place, place] >= FEWEST]
    r = _pairwise(figures)
    rows = [
        {"first": names[i], "second": names[j], "n": n[i, j], "correlation": round(float(r[i, j]), 2)}
        for at, i in enumerate(places)
        for j in places[at + 1 :]
        if n[i, j] >= FEWEST and not np.isnan(r[i, j])
    ]
    return CORRELATIONS.check(pd.DataFrame(rows)) if rows else CORRELATIONS.empty()


def _pairwise(figures: Figures) -> NDArray[np.float64]:
    """Correlations of each two scales over the people who have both, (S, S); NaN where one does not vary among them."""
    people, totals = np.maximum(figures.both, 1).astype(float), figures.totals.astype(float)
    squares = figures.squares - totals**2 / people
    # What is left of a scale that does not vary is rounding.
    varies = np.where(squares > _NO_SPREAD * figures.squares, squares, np.nan)
    return (figures.products - totals * totals.T / people) / np.sqrt(varies * varies.T)
