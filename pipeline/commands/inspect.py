"""The `inspect` command: what a file is, and what binds."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Final

from pipeline.commands.reading import add_binding, add_reading, reading

NAME: Final = "inspect"
HELP: Final = "say what an export is, what binds to the instrument and what does not"
EXAMPLES: Final = """examples:
  {command} inspect answers.csv
  {command} inspect answers.csv --json
  {command} inspect answers.csv --instrument tele_oncology_short"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which file, read how."""
    parser.add_argument("export", type=Path)
    parser.add_argument("--json", action="store_true", help="for programs")
    add_binding(parser)
    add_reading(parser)


def run(options: argparse.Namespace) -> int:
    """Print what was found; returns the exit code."""
    from pipeline.publish.inspection import inspection_text
    from pipeline.run import Request, inspect

    found = inspect(Request(options.export, instrument=options.instrument, binding=options.binding, **reading(options)))
    print(json.dumps(found, indent=1, ensure_ascii=False) if options.json else inspection_text(found))
    return 0
