"""From the export to scores. PRIVATE: one row per respondent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import Problem, UsageError
from pipeline.run.done import Done, done_since
from pipeline.run.given import Given
from pipeline.run.request import Request, Say
from pipeline.run.since import earlier_wave, seen_since
from pipeline.run.store import keyring_for

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.clean.contacts import ContactRequests
    from pipeline.findings.before import Before
    from pipeline.measure.frozen import Frozen
    from pipeline.measure.measure import Measurement
    from pipeline.publish.bundle import Bundle
    from pipeline.wave.parts import Store
    from pipeline.wave.wave import Wave


@dataclass(frozen=True, slots=True)
class Measured:
    """One wave, scored.

    Attributes
    ----------
    answers : everybody, in parts. contacts : those who asked to be contacted, where lists are wanted. before : the newest
        published wave before this one. done : what was done since, with the lists to keep. effects : item effects of earlier
        waves. found : people counted by atom, and figures of the whole organisation.
    """

    answers: Wave
    contacts: ContactRequests | None
    wave: str
    before: Before | None
    done: Done
    effects: Frozen
    found: Measurement


def measured(request: Request, inputs: Given, store: Store, say: Say, tell: Say = lambda line: None) -> Measured:
    """Read, clean, code and score; raises UserError."""
    from pipeline.clean.roster import require_staff
    from pipeline.measure.frozen import read_frozen
    from pipeline.measure.measure import measure_parts
    from pipeline.wave.look import How
    from pipeline.wave.wave import contact_requests_of, read_wave

    instrument, roster, paths = inputs.instrument, inputs.roster, request.exports
    say(f"Reading {paths[0].name}" + (f" and {len(paths) - 1} more files" if len(paths) > 1 else ""))
    keyring, several = keyring_for(request, inputs, paths), len(paths) > 1
    how = How(instrument, inputs.binding, keyring, request.reading, request.contacts, several, request.comments)
    answers = read_wave(paths, how, store)
    contacts = contact_requests_of(answers, inputs.keyring) if request.contacts else None
    wave = request.wave or _wave_of(answers)
    earlier = earlier_wave(request.out, wave, needed=inputs.held is not None or request.actions is not None)
    done = done_since(request, wave, earlier, inputs.held, instrument, tell)
    if roster is not None:
        require_staff(roster, answers.answers, instrument, request.roster.name if request.roster else "")
    say("Scoring")
    effects = read_frozen(request.private_folder, wave, instrument, closed=bool(inputs.ledger.of_wave(wave)))
    found = measure_parts(
        answers.parts, answers.quality, roster, instrument, request.scoring, effects.effects, request.ordinal_alpha
    )
    before = None
    if earlier is not None:
        asked = answers.files.asked
        seen = seen_since(earlier, request.private_folder, asked, answers.rows, found.scored, request.scoring, instrument)
        before = _before(earlier, done, seen)
    return Measured(answers, contacts, wave, before, done, effects, found)


def _wave_of(answers: Wave) -> str:
    """The month of the last kept answer."""
    import numpy as np

    if np.isnat(answers.last):
        raise UsageError(Problem("the export tells no readable date", answers.sources.name, fix="name the wave: WAVE=2026-11"))
    return str(answers.last.astype("datetime64[M]"))


def _before(earlier: Bundle, done: Done, seen: pd.DataFrame) -> Before:
    """The wave before, with what was done since, and what the two exports tell."""
    from pipeline.findings.before import Before

    rule = str(earlier.manifest.scoring["rule"])
    return Before(earlier.wave, earlier.release, earlier.instrument, done.held, rule, done.followed, seen=seen)
