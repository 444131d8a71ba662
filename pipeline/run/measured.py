"""From the export to scores. PRIVATE: one row per respondent."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import Problem, UsageError
from pipeline.run.given import Given
from pipeline.run.request import Request, Say, read

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.clean.clean import Cleaned
    from pipeline.clean.contacts import ContactRequests
    from pipeline.findings.before import Before
    from pipeline.ingest.export import Export
    from pipeline.measure.frozen import Frozen
    from pipeline.measure.organise import Organised
    from pipeline.tables import Scores


@dataclass(frozen=True, slots=True)
class Measured:
    """One wave, scored.

    Attributes
    ----------
    contacts : those who asked to be contacted, where lists are wanted. before : the newest published wave before this
        one. effects : item effects of earlier waves. organised : what concerns the whole organisation.
    """

    export: Export
    cleaned: Cleaned
    contacts: ContactRequests | None
    wave: str
    before: Before | None
    effects: Frozen
    scores: Scores
    organised: Organised


def measured(request: Request, inputs: Given, say: Say) -> Measured:
    """Read, clean, code and score; raises UserError."""
    from pipeline.clean.clean import clean
    from pipeline.clean.contacts import contact_requests
    from pipeline.clean.roster import require_staff
    from pipeline.measure.frozen import read_frozen
    from pipeline.measure.organise import organise
    from pipeline.measure.score import score

    instrument, roster = inputs.instrument, inputs.roster
    say(f"Reading {request.export.name}")
    export = read(request)
    say("Cleaning and coding the answers")
    cleaned = clean(export, instrument, inputs.binding, inputs.keyring)
    contacts = contact_requests(export, cleaned, instrument, inputs.binding, inputs.keyring) if request.contacts else None
    wave = request.wave or _wave_of(export, cleaned)
    before = _before(request.out, wave, inputs.held)
    if roster is not None:
        require_staff(roster, cleaned.responses.people, instrument, request.roster.name if request.roster else "")
    say("Scoring")
    effects = read_frozen(request.private_folder, wave, instrument, closed=bool(inputs.ledger.of_wave(wave)))
    scores = score(cleaned.responses, instrument, request.scoring, effects.effects)
    organised = organise(
        scores,
        cleaned.responses,
        cleaned.everybody,
        cleaned.quality,
        roster,
        instrument,
        request.scoring,
        request.ordinal_alpha,
    )
    return Measured(export, cleaned, contacts, wave, before, effects, scores, organised)


def _wave_of(export: Export, cleaned: Cleaned) -> str:
    """The month of the last kept answer."""
    last = cleaned.responses.people["recorded"].max()
    if last is None or last != last:
        raise UsageError(
            Problem("the export tells no readable date", export.provenance.path.name, fix="name the wave: WAVE=2026-11")
        )
    return f"{last:%Y-%m}"


def _before(out: Path, wave: str, held: pd.DataFrame | None) -> Before | None:
    """The newest published wave before this one, with what was trained since."""
    from pipeline.findings.before import Before
    from pipeline.publish.bundle import open_wave, wave_before

    earlier = wave_before(out, wave)
    if earlier is None and held is None:
        return None
    if earlier is None:
        fix = "analyze the earlier wave into the same folder first, or leave the list of what was trained out"
        raise UsageError(Problem(f"there is no wave before {wave} to compare with", str(out), fix=fix))
    bundle = open_wave(out, earlier)
    return Before(earlier, bundle.release, bundle.instrument, held, str(bundle.manifest.scoring["rule"]))
