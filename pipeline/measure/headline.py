"""The headline figures of the whole organisation: what weighting and other ways of scoring are compared on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.tables.responses import NANO
from pipeline.tables.tally import Counts, Tally

NOT_CONVINCED = "not_convinced"


def headline_totals(tally: Tally, instrument: Instrument) -> Mapping[str, NDArray[np.float64]]:
    """Measure -> sum over the people of each atom, (A,)."""
    places = [tally.scales.names.index(composite.id) for composite in instrument.composites]
    return totals_of(tally.sides, tally.scales.total[:, places], [composite.id for composite in instrument.composites])


def totals_of(sides: Counts, totals: Counts, composites: Sequence[str]) -> Mapping[str, NDArray[np.float64]]:
    """Measure -> sum by atom of 100 where a person is not yet convinced and 0 elsewhere, and of both composites, (A,).

    sides : by standing, (A, 3). totals : billionths of each composite, (A, 2).
    """
    return {NOT_CONVINCED: sides[:, 0] * 100.0} | dict(zip(composites, (totals / NANO).T, strict=True))


def whole_points(value: float) -> float:
    """Rounded to whole points: all that is told of figures that are not the published ones."""
    return float(np.rint(value))
