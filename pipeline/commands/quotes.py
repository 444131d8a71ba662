"""The `quotes` command: comments that a person approved, masked, without role or department, for a talk."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from pipeline.commands.waiting import add_wait

NAME: Final = "quotes"
HELP: Final = "write comments that were read and approved into a file for a talk, masked, without role or department"
EXAMPLES: Final = """examples:
  {command} analyze answers.csv --comments            keeps comments, for you to read
  {command} workbench                                 step 5: read, mend the masking, approve
  {command} quotes 2026-11 --out quotes.txt           at least ten people's, or nothing"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which wave, where to."""
    parser.add_argument("wave", help="year and month, as 2026-11")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="a .txt or .md file outside of the results")
    parser.add_argument("--outputs", type=Path, default=Path("outputs"), help="where results are (default: outputs)")
    parser.add_argument("--private", type=Path, help="where private files are (default: private/ beside the outputs)")
    add_wait(parser)


def run(options: argparse.Namespace) -> int:
    """Write and say how many; returns the exit code."""
    from pipeline.run.quotes import write_quotes

    def tell(line: str) -> None:
        print(line, file=sys.stderr)

    found = write_quotes(options.wave, options.out, options.outputs, options.private, tell, options.wait)
    print(f"{len(found.texts)} approved comments of {found.people} people are written to {options.out}.")
    print("Read the file once more before you show it: who works there may know a person by the story alone.")
    return 0
