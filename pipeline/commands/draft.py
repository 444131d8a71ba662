"""The `draft` command: an instrument and a binding for another questionnaire."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from pipeline.commands.reading import add_reading, reading

NAME: Final = "draft"
HELP: Final = "propose an instrument and a binding for an export of another questionnaire"
EXAMPLES: Final = """examples:
  {command} draft answers.csv
  {command} draft answers.csv --labels our_answers.yaml"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which file, read how, and whether drafts may be written over."""
    parser.add_argument("export", type=Path)
    parser.add_argument("--labels", type=Path, help="YAML with more answer families: name: [answers from low to high]")
    parser.add_argument("--replace", action="store_true", help="write over drafts that are there already")
    add_reading(parser)


def run(options: argparse.Namespace) -> int:
    """Write the drafts and say what to do next; returns the exit code."""
    from pipeline.run import Request, draft

    made = draft(Request(options.export, **reading(options)), options.labels, options.replace)
    for path in (made.instrument, made.binding):
        print(path)
    for note in made.notes:
        print(f"Note  {note}")
    print(f"Edit every line marked `# check:`, then: make analyze EXPORT={options.export} INSTRUMENT={made.instrument}")
    return 0
