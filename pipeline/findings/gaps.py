"""Gaps drawn towards what groups and topics have in common, and how sure their order is.

Specification: docs/methods/training.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from pipeline.findings.axes import OVERALL, person_variance, person_variances
from pipeline.instrument.model import Instrument
from pipeline.stats.twoway import SEED, two_way
from pipeline.tables import Release

LARGEST = 3
"""Certainty is the chance to be among so many largest gaps of the group: what a training plan can start with."""
GAP_SPAN = 8.0
"""Range of importance minus confidence, both 1-5."""
UNSEEN = "unseen"
"""Key of a group without any answers: what is expected of it is the topic's level, with all that groups differ by."""
_DRAWS = 4000


@dataclass(frozen=True, slots=True)
class Gaps:
    """Fitted gaps of one axis.

    Attributes
    ----------
    rows : one per group × topic with answers, index of the rated topics; columns gap, gap_low, gap_high, certainty.
    expected : one per group × topic, with or without answers on it, and for a group of which nothing is known (``UNSEEN``); index
        (key, topic), columns gap, gap_low, gap_high.
    """

    rows: pd.DataFrame
    expected: pd.DataFrame


def fit_gaps(part: pd.DataFrame, release: Release, axis: str, instrument: Instrument) -> Gaps:
    """Gaps of the groups of one axis. part : rows of the rated topics of that axis."""
    topics, known = part["topic"].unique(), person_variances(release)
    spread = {topic: person_variance(known, axis, f"gap:{topic}", GAP_SPAN) for topic in topics}
    variance = part["topic"].map(spread) / part["n"].astype("float64")
    (rows, groups), (columns, names) = pd.factorize(part["key"]), pd.factorize(part["topic"])
    keys = [*groups, UNSEEN]
    table = np.full((2, len(keys), len(names)), np.nan)
    table[:, rows, columns] = part["raw_gap"], variance
    if axis == OVERALL:
        noise = np.random.default_rng(SEED).standard_normal((_DRAWS, *table.shape[1:]))
        mean, sd, draws = table[0], np.sqrt(table[1]), table[0] + noise * np.sqrt(table[1])
    else:
        fitted = two_way(table[0], table[1], draws=_DRAWS)
        mean, sd, draws = fitted.mean, np.sqrt(fitted.variance), fitted.draws
    reach = ndtri((1 + instrument.thresholds.interval) / 2) * sd
    limits = {"gap": mean, "gap_low": mean - reach, "gap_high": mean + reach}
    bounded = {name: np.clip(values, -GAP_SPAN / 2, GAP_SPAN / 2) for name, values in limits.items()}
    certain = chance_among_largest(draws, ~np.isnan(table[0]), LARGEST)
    fitted_rows = {name: values[rows, columns] for name, values in (bounded | {"certainty": certain}).items()}
    every = pd.MultiIndex.from_product([keys, names], names=["key", "topic"])
    expected = {name: values.ravel() for name, values in bounded.items()}
    return Gaps(pd.DataFrame(fitted_rows, index=part.index), pd.DataFrame(expected, index=every))


def chance_among_largest(draws: NDArray[np.float64], present: NDArray[np.bool_], largest: int) -> NDArray[np.float64]:
    """Share of draws in which a cell is among the ``largest`` of its row's present cells; draws (D, R, C) -> (R, C)."""
    columns = draws.shape[2]
    if columns <= largest:
        return present.astype(float)
    masked = np.where(present, draws, -np.inf)
    last = np.partition(masked, columns - largest, axis=2)[:, :, columns - largest]
    return ((masked >= last[:, :, None]) & present).mean(axis=0)


def largest(values: NDArray[np.float64], group: pd.Series, number: int) -> NDArray[np.bool_]:
    """Whether a row is among the ``number`` largest of its group; rows that tie with the last of them are."""
    frame = pd.DataFrame({"group": group.to_numpy(), "value": np.round(values, 9)})
    rank = frame.groupby("group")["value"].rank(method="min", ascending=False)
    return (rank <= number).to_numpy()
