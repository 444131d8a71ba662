"""From the export to scores. PRIVATE: one row per respondent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import Problem, UsageError
from pipeline.run.done import Done, done_since
from pipeline.run.given import Given
from pipeline.run.request import Request, Say, read
from pipeline.run.since import earlier_wave, seen_since

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.clean.clean import Cleaned
    from pipeline.clean.contacts import ContactRequests
    from pipeline.clean.wordings import Wordings
    from pipeline.findings.before import Before
    from pipeline.ingest.export import Export
    from pipeline.measure.frozen import Frozen
    from pipeline.measure.measure import Measurement
    from pipeline.publish.bundle import Bundle


@dataclass(frozen=True, slots=True)
class Measured:
    """One wave, scored.

    Attributes
    ----------
    contacts : those who asked to be contacted, where lists are wanted. asked : what the export asked, in words. before : the
        newest published wave before this one. done : what was done since, with the lists to keep. effects : item effects of
        earlier waves. found : people counted by atom, and figures of the whole organisation.
    """

    export: Export
    cleaned: Cleaned
    contacts: ContactRequests | None
    asked: Wordings
    wave: str
    before: Before | None
    done: Done
    effects: Frozen
    found: Measurement


def measured(request: Request, inputs: Given, say: Say, tell: Say = lambda line: None) -> Measured:
    """Read, clean, code and score; raises UserError."""
    from pipeline.clean.clean import clean
    from pipeline.clean.contacts import contact_requests
    from pipeline.clean.roster import require_staff
    from pipeline.clean.wordings import wordings
    from pipeline.measure.frozen import read_frozen
    from pipeline.measure.measure import measure
    from pipeline.measure.quality import QualityCounts

    instrument, roster = inputs.instrument, inputs.roster
    say(f"Reading {request.export.name}")
    export = read(request)
    say("Cleaning and coding the answers")
    cleaned = clean(export, instrument, inputs.binding, inputs.keyring)
    contacts = contact_requests(export, cleaned, instrument, inputs.binding, inputs.keyring) if request.contacts else None
    wave = request.wave or _wave_of(export, cleaned)
    earlier = earlier_wave(request.out, wave, needed=inputs.held is not None or request.actions is not None)
    done = done_since(request, wave, earlier, inputs.held, instrument, tell)
    if roster is not None:
        require_staff(roster, cleaned.responses.places, instrument, request.roster.name if request.roster else "")
    say("Scoring")
    effects = read_frozen(request.private_folder, wave, instrument, closed=bool(inputs.ledger.of_wave(wave)))
    found = measure(
        cleaned.everybody,
        cleaned.quality.excluded,
        QualityCounts.of(cleaned.quality),
        roster,
        instrument,
        request.scoring,
        effects.effects,
        request.ordinal_alpha,
    )
    asked = wordings(export, cleaned.bound, instrument, inputs.binding)
    before = None
    if earlier is not None:
        seen = seen_since(earlier, request.private_folder, asked, cleaned, found.scored, request.scoring, instrument)
        before = _before(earlier, done, seen)
    return Measured(export, cleaned, contacts, asked, wave, before, done, effects, found)


def _wave_of(export: Export, cleaned: Cleaned) -> str:
    """The month of the last kept answer."""
    import numpy as np

    known = cleaned.responses.recorded[~np.isnat(cleaned.responses.recorded)]
    if not len(known):
        raise UsageError(
            Problem("the export tells no readable date", export.provenance.path.name, fix="name the wave: WAVE=2026-11")
        )
    return str(known.max().astype("datetime64[M]"))


def _before(earlier: Bundle, done: Done, seen: pd.DataFrame) -> Before:
    """The wave before, with what was done since, and what the two exports tell."""
    from pipeline.findings.before import Before

    rule = str(earlier.manifest.scoring["rule"])
    return Before(earlier.wave, earlier.release, earlier.instrument, done.held, rule, done.followed, seen=seen)
