"""What each group needs to learn, how sure the order is, and how many seats that takes.

Specification: docs/methods/training.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.findings.gaps import LARGEST, fit_gaps, largest
from pipeline.findings.seats import ROLE_AXIS, predicted_seats, role_seats, with_rest
from pipeline.findings.topics import rated_topics
from pipeline.findings.totals import add_up
from pipeline.instrument.model import Instrument
from pipeline.stats.discrepancy import ranked_discrepancy, weighted_discrepancy
from pipeline.tables import ROLE_SEATS, TRAINING_NEEDS, Release


@dataclass(frozen=True, slots=True)
class Training:
    """What groups need to learn (TRAINING_NEEDS) and what that makes for every role that gets a list (ROLE_SEATS)."""

    needs: pd.DataFrame
    seats: pd.DataFrame


def training(release: Release, instrument: Instrument) -> Training:
    """Needs of published groups, and seats of roles that add up to those of the organisation."""
    rated = rated_topics(release, instrument)
    if rated.empty:
        return Training(TRAINING_NEEDS.empty(), ROLE_SEATS.empty())
    fits = {str(axis): fit_gaps(part, release, str(axis), instrument) for axis, part in rated.groupby("axis", sort=True)}
    rated = rated.join(pd.concat([fit.rows for fit in fits.values()]).sort_index())
    rated["status"] = np.where(rated["certainty"] > instrument.thresholds.firm, "firm", "candidate")
    with_seats = predicted_seats(with_rest(rated, instrument.thresholds.k), instrument.thresholds)
    groups, rest = (part.reset_index(drop=True) for part in (with_seats.iloc[: len(rated)], with_seats.iloc[len(rated) :]))
    seats = role_seats(release, instrument, groups, rest, fits.get(ROLE_AXIS))
    needs = add_up(_with_other_measures(groups), seats)
    return Training(TRAINING_NEEDS.check(needs[list(TRAINING_NEEDS.fields)]), seats)


def training_needs(release: Release, instrument: Instrument) -> pd.DataFrame:
    """TRAINING_NEEDS: published group × topic that concerns it, with gap, certainty, share in need and seats."""
    return training(release, instrument).needs


def _with_other_measures(rated: pd.DataFrame) -> pd.DataFrame:
    """With Borich's and the ranked discrepancy, and which topics of a group each measure puts among its three largest."""
    positive, negative = ((rated[f"{name}_low"] + rated[f"{name}_high"]) / 2 for name in ("gap_positive", "gap_negative"))
    measured = rated.assign(
        borich=weighted_discrepancy(rated["importance"], rated["confidence"]),
        ranked=ranked_discrepancy(rated["n"], positive, negative),
    )
    towards_need: dict[str, NDArray[np.float64]] = {
        "top_gap": measured["gap"].to_numpy(dtype=float),
        "top_raw": measured["raw_gap"].to_numpy(dtype=float),
        "top_borich": measured["borich"].to_numpy(dtype=float),
        "top_ranked": -measured["ranked"].to_numpy(dtype=float),
    }
    return measured.assign(**{name: largest(need, measured["key"], LARGEST) for name, need in towards_need.items()})
