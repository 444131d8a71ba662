"""The wave before: what findings over time compare with."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipeline.instrument.model import Instrument
from pipeline.tables import Release


@dataclass(frozen=True, slots=True)
class Before:
    """The newest published wave before this one, and what was done since.

    Attributes
    ----------
    wave : year and month. release, instrument : as published.
    held : columns role, topic (ids), seats (at least 1): training that was held since; None where no list is given.
    scoring : rule for missing answers that its scores follow.
    followed : FOLLOW_THROUGH without ``n``: its list of actions as people edited it; None where none is given.
    """

    wave: str
    release: Release
    instrument: Instrument
    held: pd.DataFrame | None = None
    scoring: str = "additive"
    followed: pd.DataFrame | None = None
