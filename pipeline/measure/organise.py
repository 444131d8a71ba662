"""What needs rows and concerns the whole organisation only: put together for ``release/organisation/``."""

from __future__ import annotations

from pipeline.instrument.model import Instrument
from pipeline.measure.reliability import reliability
from pipeline.measure.spread import spread
from pipeline.tables import Organisation, Scores


def organise(scores: Scores, instrument: Instrument) -> Organisation:
    """Reliability, item statistics and pooled spread of the whole organisation."""
    found = reliability(scores, instrument)
    return Organisation(found.scales, found.items, spread(scores, instrument.thresholds.k))
