"""Arguments that sample sizes and the field report share: what is assumed of the survey."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.errors import Problem, UsageError

if TYPE_CHECKING:
    from pipeline.fielding.assumed import Assumed

_PERCENT: Final = re.compile(r"\d{1,3}(\.\d{1,2})?")
_NAMES: Final = {
    "response": ("60%", "of the staff will answer"),
    "share": ("55%", "not convinced: a group of so many should be found"),
    "calm": ("30%", "not convinced: a group of so many should not be flagged"),
    "others": ("30%", "not convinced, about, in the other groups"),
    "surely": ("80%", "of cases: how often a promise must hold"),
}


def add_assumed(parser: argparse.ArgumentParser) -> None:
    """What is assumed, as text, so that all mistakes are told together."""
    group = parser.add_argument_group("what is assumed")
    for name, (default, text) in _NAMES.items():
        group.add_argument(f"--{name}", metavar="SHARE", default=default, help=f"{text} (default: {default})".replace("%", "%%"))
    parser.add_argument("--out", type=Path, default=Path("fielding"), help="folder to write (default: fielding)")


def assumed_of(options: argparse.Namespace) -> Assumed:
    """What was assumed; raises UsageError with every share that cannot be read."""
    from pipeline.fielding.assumed import Assumed

    shares, problems = {}, []
    for name in _NAMES:
        text = getattr(options, name).strip()
        number = text.removesuffix("%").strip()
        if text.endswith("%") and _PERCENT.fullmatch(number):
            shares[name] = float(number) / 100
        else:
            problems.append(Problem(f"'{text}' is no share", f"--{name}", f"a share in percent, as {_NAMES[name][0]}"))
    if problems:
        raise UsageError(problems)
    return Assumed(**shares)
