"""The `close` command: freeze a wave."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Final

from pipeline.commands.waiting import add_wait

NAME: Final = "close"
HELP: Final = "freeze a wave: from then on it changes safely or not at all"
EXAMPLES: Final = """examples:
  {command} close 2026-11
  {command} close 2026-11 --out outputs"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which wave, where it lies."""
    parser.add_argument("wave", help="year and month, as 2026-11")
    parser.add_argument("--out", type=Path, default=Path("outputs"), help="where results are (default: outputs)")
    parser.add_argument("--private", type=Path, help="where private files are (default: private/ beside the outputs)")
    parser.add_argument("--json", action="store_true", help="for programs")
    add_wait(parser)


def run(options: argparse.Namespace) -> int:
    """Close and say so; returns the exit code."""
    from pipeline.run import close

    closed = close(options.wave, options.out, options.private, lambda line: print(line, file=sys.stderr), options.wait)
    if options.json:
        values = {"wave": options.wave, "again": closed.again, "number": closed.closing.number, "at": closed.closing.at}
        print(json.dumps(values, indent=1))
        return 0
    said = "was closed already; nothing changed" if closed.again else "is closed"
    print(f"Wave {options.wave} {said} (number {closed.closing.number} in the ledger, {closed.closing.at}).")
    print("Analyzing the same answers again gives the same results; late answers go into the next wave.")
    print("Back up the private folder: the ledger in it keeps later results from giving anybody away.")
    return 0
