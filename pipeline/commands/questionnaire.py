"""The `questionnaire` command: from an instrument to the survey on a platform, with its letters."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.questionnaire.platforms import PLATFORMS

if TYPE_CHECKING:
    from pipeline.questionnaire.form import Wanted

NAME: Final = "questionnaire"
HELP: Final = "write the survey for the platform you have, with an invitation and reminders"
EXAMPLES: Final = """examples:
  {command} questionnaire --for redcap                    the short form, as a REDCap data dictionary
  {command} questionnaire tele_oncology --for kobo        the full form for KoboToolbox and ODK
  {command} questionnaire my.instrument.yaml --for word   your own, to print or to paste into Microsoft Forms
  {command} questionnaire --for limesurvey --comments --contact"""
DEFAULT: Final = "tele_oncology_short"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which instrument, which platform, what is asked besides."""
    parser.add_argument("instrument", nargs="?", default=DEFAULT, help=f"library id or YAML file (default: {DEFAULT})")
    parser.add_argument(
        "--for", dest="platform", required=True, choices=tuple(PLATFORMS), help="survey platform, or a sheet to print"
    )
    parser.add_argument("--out", type=Path, default=Path("questionnaire"), help="folder to write (default: questionnaire)")
    add_wanted(parser)


def add_wanted(parser: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    """What is asked besides."""
    parser.add_argument("--comments", action="store_true", help="also ask for comments in words")
    parser.add_argument("--contact", action="store_true", help="also ask whether the training team may write")
    parser.add_argument("--linked", action="store_true", help="also ask for a personal code that links answers over time")
    parser.add_argument("--topics", default="12", help="topics that one person rates at most (default: 12)")


def run(options: argparse.Namespace) -> int:
    """Write the files and name them; returns the exit code."""
    from pipeline.instrument.load import load_instrument
    from pipeline.questionnaire.write import write_questionnaire

    wanted = wanted_of(options)
    instrument = load_instrument(options.instrument)
    for path in write_questionnaire(instrument, options.platform, wanted, options.out / options.platform):
        print(path)
    return 0


def wanted_of(options: argparse.Namespace) -> Wanted:
    """These arguments as they are asked for; raises UsageError."""
    from pipeline.questionnaire.form import Wanted

    return Wanted(options.comments, options.contact, options.linked, _topics(options.topics))


def _topics(text: str) -> int:
    from pipeline.errors import Problem, UsageError

    if not text.isdecimal() or not 1 <= int(text) <= 100:
        raise UsageError(Problem(f"'{text}' is no number of topics", "--topics", allowed="1 to 100"))
    return int(text)
