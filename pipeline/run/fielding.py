"""Before launch and during the field. Nothing is written, and nothing leaves but bands."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.run.request import Request, Say

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.fielding.assumed import Assumed
    from pipeline.fielding.field import Field
    from pipeline.fielding.plan import SampleSize
    from pipeline.instrument.model import Instrument
    from pipeline.wave.wave import Wave


_DRAWING: Final = "Drawing made-up surveys of this roster: half a minute, a country's some minutes"


def planned(roster: Path, instrument: str, assumed: Assumed, say: Say = lambda line: None) -> SampleSize:
    """How many answers each role and department of a roster needs; raises UserError."""
    from pipeline.clean.roster import read_roster
    from pipeline.fielding.plan import sample_size
    from pipeline.instrument.load import load_instrument

    loaded = load_instrument(instrument)
    staff = read_roster(roster, _sound(loaded, assumed))
    say(_DRAWING)
    return sample_size(staff, loaded, assumed)


def fielded(request: Request, assumed: Assumed, say: Say = lambda line: None) -> Field:
    """How far the field is; the export is read, and people count, as in ``analyze``. raises : UserError."""
    from pipeline.clean.binding_file import load_binding
    from pipeline.clean.roster import read_roster, require_staff
    from pipeline.errors import Problem, UsageError
    from pipeline.fielding.field import field_of
    from pipeline.fielding.plan import sample_size
    from pipeline.instrument.load import load_instrument
    from pipeline.publish.bundle import checked_wave
    from pipeline.run.request import binding_path
    from pipeline.run.store import store_of
    from pipeline.wave.look import How
    from pipeline.wave.wave import read_wave

    if request.roster is None:
        raise UsageError(Problem("without a roster nobody knows how many are needed", "--roster", fix="name the roster's file"))
    if request.wave is not None:
        checked_wave(request.wave)
    instrument = _sound(load_instrument(request.instrument), assumed)
    binding = load_binding(binding_path(request), instrument)
    roster, paths = read_roster(request.roster, instrument), request.exports
    say(f"Reading {paths[0].name}")
    # Nobody is linked over waves here, so no key is needed, and none is made.
    answers = read_wave(paths, How(instrument, binding, None, request.reading, False, len(paths) > 1), store_of(request))
    require_staff(roster, answers.answers, instrument, request.roster.name)
    counts = _scored(answers, roster, instrument)
    say(_DRAWING)
    return field_of(request.wave or _month(answers), sample_size(roster, instrument, assumed), roster, counts)


def _sound(instrument: Instrument, assumed: Assumed) -> Instrument:
    """The instrument, once it is known that what is assumed makes sense with it."""
    from pipeline.errors import UsageError
    from pipeline.fielding.assumed import assumed_problems

    if problems := list(assumed_problems(assumed, instrument.thresholds)):
        raise UsageError(problems)
    return instrument


def _scored(answers: Wave, roster: pd.DataFrame, instrument: Instrument) -> Mapping[str, Mapping[str, int]]:
    """Axis -> id -> people who can be scored. PRIVATE."""
    from pipeline.measure.measure import measure_parts

    if not answers.kept:
        return {}
    tally = measure_parts(answers.parts, answers.quality, roster, instrument).tally
    return {
        axis: dict(zip(levels, tally.grid.of_levels(tally.people, axis).tolist(), strict=True))
        for axis, levels in tally.grid.levels.items()
    }


def _month(answers: Wave) -> str:
    """The month of the last answer; empty where none is known."""
    import numpy as np

    return "" if np.isnat(answers.last) else str(answers.last.astype("datetime64[M]"))
