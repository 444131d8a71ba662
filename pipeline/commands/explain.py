"""The `explain` command: what stands behind a number or sentence of a report."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from pipeline.errors import Problem, SetupError

NAME: Final = "explain"
HELP: Final = "tell what stands behind a number of a report: its row, rule, release and file"
EXAMPLES: Final = """examples:
  {command} explain K7Q2-9FXM             a row or a sentence, by the small id beside it
  {command} explain K7Q2-9FXM.share       one number of it
  {command} explain S012 --wave 2026-11   a sentence of sentences.csv, by its number
  {command} explain K7Q2-9FXM --json      for programs, unrounded"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which id, in which waves."""
    parser.add_argument("id", help="as it stands in a report: K7Q2-9FXM, K7Q2-9FXM.share, or S012")
    parser.add_argument("--wave", help="year and month, as 2026-11 (default: every wave; for a sentence the newest)")
    parser.add_argument("--out", type=Path, default=Path("outputs"), help="where results are (default: outputs)")
    parser.add_argument("--json", action="store_true", help="as JSON")


def run(options: argparse.Namespace) -> int:
    """Print the way back; returns the exit code."""
    from pipeline.publish.bundle import open_wave, waves
    from pipeline.publish.trace import find_id, story
    from pipeline.publish.trace.text import story_json, story_text

    names = [options.wave] if options.wave else waves(options.out)
    if not names:
        raise SetupError(Problem("there is no wave to look in", str(options.out), fix="run `make analyze` first"))
    bundles = [open_wave(options.out, name) for name in names]
    told = story(find_id(options.id, bundles), bundles)
    print(story_json(told) if options.json else story_text(told))
    return 0
