"""Across the wall: the release, and what the private side must keep to close it later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.run.given import Given
from pipeline.run.measured import Measured
from pipeline.run.request import Request, Say

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.private.linked import Known
    from pipeline.release.close import Version
    from pipeline.release.ladder import FrozenRollups
    from pipeline.release.linked import Connected
    from pipeline.release.people_file import People
    from pipeline.tables import Release


@dataclass(frozen=True, slots=True)
class Protected:
    """What may be published, and beside it what may not.

    Attributes
    ----------
    version : the release with what each respondent adds to it. PRIVATE. rollups : as frozen at the first closing.
    otherwise : counts of published groups under other decisions. PRIVATE.
    known : what the attacker may know of people over the waves that this one is linked with; None where there is none. PRIVATE.
    """

    release: Release
    version: Version
    rollups: FrozenRollups | None
    otherwise: Mapping[str, pd.DataFrame]
    known: Known | None


def protected(request: Request, inputs: Given, scored: Measured, tell: Say = lambda line: None) -> Protected:
    """Choose what can be shown; raises UserError where nothing can, or where a closed wave would change unsafely."""
    from pipeline.private.linked import known_of
    from pipeline.release.build import build_release
    from pipeline.release.close import Version, standing
    from pipeline.release.linked import with_linked
    from pipeline.release.variants import counts_otherwise

    instrument, ledger = inputs.instrument, inputs.ledger
    rollups = ledger.first.frozen_rollups if ledger.first is not None else None
    found = scored.found
    release = build_release(
        found.tally, inputs.roster, instrument, found.organised.organisation, compare=found.compared, frozen=rollups
    )
    people = _people(scored)
    connected = _connected(request, inputs, scored, people, release, tell)
    if connected is not None:
        release = with_linked(connected, instrument)
    version = Version(scored.wave, people, release)
    for closed in inputs.ledgers:
        standing(version, closed, instrument.thresholds.k, own=closed is ledger)
    otherwise = {v.name: counts_otherwise(release, v, found.tally.grid, instrument) for v in found.organised.variants}
    return Protected(release, version, rollups, otherwise, known_of(connected) if connected is not None else None)


def _people(scored: Measured) -> People:
    """What each respondent adds to the release, part by part."""
    from functools import partial

    from pipeline.release.contributions import part_contributions
    from pipeline.release.people_file import People

    answers, found = scored.answers, scored.found
    look = partial(part_contributions, score=found.scores)

    def parts() -> Iterator[pd.DataFrame]:
        return (answers.sources.placed(frame) for frames in answers.parts.each(look) for frame in frames)

    return People(parts, found.scored, answers.linked)


def _connected(
    request: Request, inputs: Given, scored: Measured, people: People, release: Release, tell: Say
) -> Connected | None:
    """This wave with the one before, where people give a code; None where they do not, or the earlier wave is not known well."""
    from pipeline.errors import SetupError
    from pipeline.private.earlier import connect

    if scored.before is None or not people.linked:
        return None
    out, private, forgotten = request.out, request.private_folder, inputs.keyring.forgotten
    try:
        return connect(out, private, scored.wave, scored.before.wave, people.frame, release, forgotten)
    except SetupError as error:
        tell(f"Nobody is linked with wave {scored.before.wave}: {error}")
        return None
