"""The headline figures of the whole organisation, from persons: what weighting and other ways of scoring are compared on."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.tables import Scores

NOT_CONVINCED = "not_convinced"


def headline_values(scores: Scores, instrument: Instrument) -> Mapping[str, NDArray[np.float64]]:
    """Measure -> value per scored person: 100 where not yet convinced and 0 elsewhere, and both composites."""
    reluctant = (scores.standing == "reluctant").to_numpy(dtype=float) * 100
    composites = {c.id: scores.scales[c.id].to_numpy(dtype=float) for c in instrument.composites}
    return {NOT_CONVINCED: reluctant, **composites}


def whole_points(value: float) -> float:
    """Rounded to whole points: all that is told of figures that are not the published ones."""
    return float(np.rint(value))
