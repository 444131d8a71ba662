"""The wave before: what findings over time compare with."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipeline.instrument.model import Instrument
from pipeline.tables import Release


@dataclass(frozen=True, slots=True)
class Followed:
    """The earlier wave's list of actions as people edited it; names, notes and texts of theirs are not in it.

    Attributes
    ----------
    steps : FOLLOW_THROUGH without ``n``, one row per step that was suggested.
    own, own_done : rows that people added, and how many of them are done.
    seats_suggested, seats_held : over all roles and topics; None where there are none.
    """

    steps: pd.DataFrame
    own: int = 0
    own_done: int = 0
    seats_suggested: int | None = None
    seats_held: int | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """The newest published wave before this one, and what was done since.

    Attributes
    ----------
    wave : year and month. release, instrument : as published.
    held : columns role, topic (ids), seats (at least 1): training that was held since; None where no list is given.
    scoring : rule for missing answers that its scores follow.
    followed : its list of actions as people edited it; None where none is given.
    seen : rows of COMPARABILITY without ``earlier`` and ``affects`` that only the two exports tell: wording above columns,
        spelling of answers, row counts, rule for missing answers; None where that is not known.
    """

    wave: str
    release: Release
    instrument: Instrument
    held: pd.DataFrame | None = None
    scoring: str = "additive"
    followed: Followed | None = None
    seen: pd.DataFrame | None = None
