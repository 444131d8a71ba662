"""What the manifest of a wave tells of where it came from: how the rows reconcile, what was read, what a reader should know.

Made on the private side; nothing of it is about a person, and no count of people is told that the release does not tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from pipeline.instrument.model import CONTACT_KINDS, Instrument
from pipeline.measure.measure import Measurement
from pipeline.publish.manifest import Closing, Manifest, new_manifest
from pipeline.tables import NOT_STATED, Release, group_key
from pipeline.tables.tally import Tally
from pipeline.wave.wave import Wave

_NAMES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Told:
    """What was asked for, beside the file.

    Attributes
    ----------
    wave : year and month. wave_given : by the user; else it is the month of the last answer.
    instrument_sha256 : of the file. scoring : rule for missing answers. effects_from : waves whose item effects were used; none
        for its own. closing : when this very wave was closed, or None. earlier : wave and release (SHA-256) that it is compared
        with, or None.
    """

    wave: str
    wave_given: bool
    instrument: Instrument
    instrument_sha256: str
    scoring: str
    effects_from: tuple[str, ...]
    closing: Closing | None
    earlier: Mapping[str, str] | None = None


def manifest_of(told: Told, answers: Wave, measured: Measurement, release: Release) -> Manifest:
    """The manifest of a wave, as of now."""
    return new_manifest(
        wave=told.wave,
        created_at=datetime.now(UTC),
        source=answers.sources.as_input(),
        instrument=told.instrument,
        instrument_sha256=told.instrument_sha256,
        roster=release.roster is not None,
        rows=replace(answers.rows, scored=measured.scored, not_scored=measured.not_scored),
        not_stated=_not_stated(measured.tally, release),
        completed=measured.completed,
        not_asked=_not_asked(answers, told.instrument),
        scoring={"rule": told.scoring, "item_effects_from": list(told.effects_from) or [told.wave]},
        notes=_notes(told, answers, roster=release.roster is not None),
        closed=told.closing,
        earlier=told.earlier,
        comments=answers.how.comments,
    )


def _not_stated(tally: Tally, release: Release) -> Mapping[str, int | None]:
    """Axis -> scored respondents without a role or department: none, as many as the release shows, or None where it is silent."""
    shown = set(group_key(release.groups))
    places = tally.grid.places
    counts = {axis: int(tally.people[(places[axis] == NOT_STATED).to_numpy()].sum()) for axis in ("role", "department")}
    return {axis: n if n == 0 or f"{axis}:{NOT_STATED}" in shown else None for axis, n in counts.items()}


def _not_asked(answers: Wave, instrument: Instrument) -> list[str]:
    """Fields without a column; questions about contacts are no part of the measurement, so nothing is missing without them."""
    about_contacts = {question.id for question in instrument.questions if question.kind in CONTACT_KINDS}
    return [field for field in answers.bound.missing if field not in about_contacts]


def _notes(told: Told, answers: Wave, *, roster: bool) -> list[str]:
    """What a reader should know about this wave, one sentence each; no answer, no line."""
    notes, k = answers.sources.notes, told.instrument.thresholds.k
    if len(answers.review):
        n = int(answers.review["n"].sum())
        notes.append(
            f"{f'Fewer than {k}' if n < k else n} answers name a role or department that is not known: counted as not "
            "stated; review.csv in the private folder has suggestions."
        )
    if names := answers.sources.files[0].unused:
        more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
        notes.append(
            f"{len(names)} columns of questions carry nothing of the instrument: {', '.join(names[:_NAMES_SHOWN])}{more}."
        )
    if earlier := [wave for wave in told.effects_from if wave != told.wave]:
        notes.append(
            f"Scores use the item effects of {', '.join(earlier)}, so that waves can be compared. Where that was another "
            "organisation, give this one a private folder of its own."
        )
    if not told.wave_given:
        notes.append("The wave is the month of the last answer.")
    if not roster:
        notes.append("Without a roster, shares and chances are for the population the answers stand for, and seats are shares.")
    return notes
