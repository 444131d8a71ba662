"""`simulate questionnaire`: made-up staff answer a questionnaire, so that an analyst can rehearse before launch."""

from __future__ import annotations

import argparse
import math
import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.commands.questionnaire import DEFAULT, wanted_of
from pipeline.errors import CannotRun, Problem, UsageError
from pipeline.questionnaire.platforms import PLATFORMS

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.instrument.model import Instrument

MOST: Final = 20_000
"""People who answer: more of them would tell nothing more to somebody who rehearses."""
MOST_STAFF: Final = 50_000
_PEOPLE: Final = 40
_RESPONSE: Final = "60%"
_SHARE: Final = re.compile(r"(\d{1,3})\s*%?")
ANALYZE: Final = "telehealth-readiness analyze"


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who answers. staff : columns as the axes of the instrument, and staff. answers : how many of them."""

    staff: pd.DataFrame
    answers: int


def rehearse(options: argparse.Namespace) -> int:
    """Write export, truth and roster, and say how they are analyzed; returns the exit code."""
    from pipeline.instrument.load import load_instrument
    from sample_data.rehearsal import fill_in, write

    if options.platform is None:
        raise UsageError(Problem("no platform is named", "simulate questionnaire", ", ".join(PLATFORMS), "add --for PLATFORM"))
    name = options.instrument or DEFAULT
    instrument = load_instrument(name)
    asked = _asked(options, instrument)
    filled = fill_in(instrument, options.platform, wanted_of(options), asked.staff, asked.answers, options.seed)
    folder = options.out / options.platform
    try:
        written = write(filled, folder, roster=options.roster is None)
    except OSError as error:
        what = f"the folder cannot be written ({error.strerror})"
        raise CannotRun(Problem(what, str(folder), fix="name another: --out")) from None
    for path in written.files:
        print(path)
    roster = options.roster or written.roster
    command = [str(written.export), "--instrument", name, *(["--roster", str(roster)] if roster else [])]
    print(f"{ANALYZE} {shlex.join([*command, '--out', str(folder / 'outputs')])}")
    return 0


def _asked(options: argparse.Namespace, instrument: Instrument) -> _Asked:
    """Who answers: of a roster, or of made-up staff. raises : UsageError, SetupError where the roster is wrong."""
    from pipeline.clean.roster import read_roster
    from sample_data.made_up_staff import made_up_staff

    share = _share(options.response or _RESPONSE)
    if options.roster is None:
        answers = _people(options.people, instrument)
        size = math.ceil(answers / share)
        _require_size(answers, size, instrument, "--people and --response")
        return _Asked(made_up_staff(instrument, size), answers)
    if options.people is not None:
        raise UsageError(Problem("how many answer follows from the roster", "--people", fix="leave it out, or give --response"))
    staff = read_roster(options.roster, instrument)
    size = int(staff["staff"].sum())
    answers = round(share * size)
    _require_size(answers, size, instrument, f"{options.roster.name}, of whom {share:.0%} answer")
    return _Asked(staff, answers)


def _people(text: str | None, instrument: Instrument) -> int:
    if text is not None and not (text.isdecimal() and len(text) < 10):
        raise UsageError(Problem(f"'{text}' is no number of people", "--people", _allowed(instrument)))
    return _PEOPLE if text is None else int(text)


def _require_size(answers: int, staff: int, instrument: Instrument, where: str) -> None:
    if staff > MOST_STAFF:
        what = f"{staff:,} staff are too many for a rehearsal"
        raise UsageError(Problem(what, where, f"at most {MOST_STAFF:,}", "leave --roster out, and give --people"))
    if not instrument.thresholds.k <= answers <= MOST:
        what = f"{answers:,} people are too {'few: nothing would be shown' if answers < MOST else 'many for a rehearsal'}"
        raise UsageError(Problem(what, where, _allowed(instrument)))


def _allowed(instrument: Instrument) -> str:
    return f"{instrument.thresholds.k} to {MOST:,}"


def _share(text: str) -> float:
    found = _SHARE.fullmatch(text.strip())
    if found is None or not 1 <= int(found[1]) <= 100:
        raise UsageError(Problem(f"'{text}' is no share of the staff", "--response", allowed="1% to 100%"))
    return int(found[1]) / 100
