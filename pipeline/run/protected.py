"""Across the wall: the release, and what the private side must keep to close it later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.run.given import Given
from pipeline.run.measured import Measured
from pipeline.run.request import Request

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.release.close import Version
    from pipeline.release.ladder import FrozenRollups
    from pipeline.tables import Release


@dataclass(frozen=True, slots=True)
class Protected:
    """What may be published, and beside it what may not.

    Attributes
    ----------
    version : the release with what each respondent adds to it. PRIVATE. rollups : as frozen at the first closing.
    otherwise : counts of published groups under other decisions. PRIVATE.
    """

    release: Release
    version: Version
    rollups: FrozenRollups | None
    otherwise: Mapping[str, pd.DataFrame]


def protected(request: Request, inputs: Given, scored: Measured) -> Protected:
    """Choose what can be shown; raises UserError where nothing can, or where a closed wave would change unsafely."""
    from pipeline.release.build import build_release
    from pipeline.release.close import Version, standing
    from pipeline.release.contributions import contributions
    from pipeline.release.variants import counts_otherwise

    instrument, ledger = inputs.instrument, inputs.ledger
    rollups = ledger.first.frozen_rollups if ledger.first is not None else None
    release = build_release(scored.scores, inputs.roster, instrument, scored.organised.organisation, frozen=rollups)
    version = Version(scored.wave, contributions(scored.scores, scored.cleaned.responses.people), release)
    for closed in inputs.ledgers:
        standing(version, closed, instrument.thresholds.k, own=closed is ledger)
    otherwise = {v.name: counts_otherwise(release, v.scores, v.differ, instrument) for v in scored.organised.variants}
    return Protected(release, version, rollups, otherwise)
