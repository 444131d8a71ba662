"""The `audit` command: attack what is published."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

NAME: Final = "audit"
HELP: Final = "attack what is published: can anybody be seen through it?"
EXAMPLES: Final = """examples:
  {command} audit outputs              every wave
  {command} audit outputs/2026-11"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which waves."""
    parser.add_argument("folder", nargs="?", type=Path, default=Path("outputs"), help="outputs, or one wave as outputs/2026-11")
    parser.add_argument("--private", type=Path, help="where private files are (default: private/ beside the outputs)")


def run(options: argparse.Namespace) -> int:
    """Print what each attack came to; returns the exit code."""
    from pipeline.run import audit

    results = audit(options.folder, options.private, lambda line: print(line, file=sys.stderr))
    for wave, result in results.items():
        print("\n".join([f"Wave {wave}", *(f"  {line}" for line in result.lines())]))
    return 0 if all(result.safe for result in results.values()) else 6
