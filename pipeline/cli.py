"""The command line: arguments, progress, exit codes; no arithmetic.

Exit codes: 0 done; 1 a bug; 2 wrong arguments, limits that no plan can keep, a database that takes nothing, a disk that is
full or read-only, or another command at work; 3 the export cannot be read; 4 the instrument, binding, roster or another list is
wrong, or a wave or the private side is damaged; 5 answers need a human decision; 6 nothing can be released safely; 7 a closed
wave would change unsafely.
"""

from __future__ import annotations

import argparse
import gc
import io
import json
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pipeline.commands import (
    analyze,
    audit,
    close,
    dashboard,
    doctor,
    draft,
    explain,
    field,
    forget,
    inspect,
    plan,
    publish_to,
    questionnaire,
    quotes,
    sample_size,
    simulate,
    workbench,
)
from pipeline.errors import UserError, error_values

COMMAND: Final = "telehealth-readiness"
DEBUG: Final = "TELEHEALTH_DEBUG"
_SELDOM: Final = (50_000, 20, 50)
"""When Python looks for objects that hold each other: a command makes few of them, and looking takes a twentieth of its time."""
_COMMANDS: Final = (
    analyze,
    inspect,
    draft,
    questionnaire,
    simulate,
    sample_size,
    field,
    audit,
    close,
    forget,
    plan,
    publish_to,
    quotes,
    explain,
    doctor,
    dashboard,
    workbench,
)

_DESCRIPTION = (
    "Staff readiness and willingness for telehealth in cancer care: a survey export in, safe findings about groups out."
)
_EXAMPLES: Final = """examples:
  {command} analyze                                     the shipped sample
  {command} analyze answers.csv --roster roster.csv     your own export
  {command} inspect answers.csv                         what is this file, and what binds?
  {command} dashboard                                   look at the results
  {command} workbench                                   all of it in the browser, for the analyst"""


def _parser() -> argparse.ArgumentParser:
    parser = _described(argparse.ArgumentParser(prog=COMMAND), _EXAMPLES, _DESCRIPTION)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command in _COMMANDS:
        text = f"{command.HELP[0].upper()}{command.HELP[1:]}."
        own = _described(commands.add_parser(command.NAME, help=command.HELP), command.EXAMPLES, text)
        command.add_arguments(own)
        own.set_defaults(run=command.run)
    return parser


def _described(parser: argparse.ArgumentParser, examples: str, text: str) -> argparse.ArgumentParser:
    parser.description = text
    parser.epilog = examples.format(command=COMMAND)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that lacks a letter shows "?", and nothing stops
    options = _parser().parse_args(arguments)
    # Our matrices are small: several threads would wait for each other longer than they calculate. Before numpy is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.set_threshold(*_SELDOM)
    try:
        return options.run(options)
    except UserError as error:
        _print_problems(error)
        if getattr(options, "json", False):
            print(json.dumps({"error": error_values(error)}, indent=1, ensure_ascii=False))
        return error.exit_code
    except KeyboardInterrupt:
        print("Stopped; what was there before is untouched.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        _print_bug(error)
        return 1


def _print_bug(error: Exception) -> None:
    """A mistake of ours: where it happened, but not its message, which may hold what somebody answered."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "site-packages" not in frame.filename][-3:]
    print(f"This is a bug of ours ({type(error).__name__}); nothing was published.", file=sys.stderr)
    for frame in ours:
        print(f"  {Path(frame.filename).name}, line {frame.lineno}, in {frame.name}", file=sys.stderr)
    print(f"Please report these lines. With {DEBUG}=1 the whole error is shown; it may hold answers.", file=sys.stderr)


def _print_problems(error: UserError) -> None:
    print(error.headline, file=sys.stderr)
    for problem in error.problems:
        print(f"  - {problem}", file=sys.stderr)
