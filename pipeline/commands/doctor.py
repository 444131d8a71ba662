"""The `doctor` command: are outputs and private files as they should be?"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pipeline.run.health import Health

NAME: Final = "doctor"
HELP: Final = "check that outputs and private files are whole, unchanged and belong together"
EXAMPLES: Final = """examples:
  {command} doctor
  {command} doctor --repair            also clear what killed commands left
  {command} doctor --json

Leaves with 0 where nothing is damaged (there may be notes), with 4 where something is."""
DAMAGED: Final = 4
_WORDS: Final = {"fine": "fine", "note": "note", "damaged": "DAMAGED"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which folders, and whether leftovers may go."""
    parser.add_argument("--out", type=Path, default=Path("outputs"), help="where results are (default: outputs)")
    parser.add_argument("--private", type=Path, help="where private files are (default: private/ beside the outputs)")
    parser.add_argument("--exports", type=Path, default=Path("exports"), help="where new exports are dropped (default: exports)")
    parser.add_argument(
        "--repair", action="store_true", help="put back and clear what killed commands left; nothing else is changed"
    )
    parser.add_argument("--wait", type=float, default=0, metavar="SECONDS", help="with --repair: wait for another command")
    parser.add_argument("--json", action="store_true", help="for programs")


def run(options: argparse.Namespace) -> int:
    """Print what was found; returns the exit code."""
    from pipeline.run.health import examine

    private = options.private or options.out.parent / "private"
    health = examine(options.out, private, options.exports, repair=options.repair, wait=options.wait)
    print(_json(health) if options.json else _text(health))
    return DAMAGED if health.damaged else 0


def _text(health: Health) -> str:
    lines = []
    for finding in health.findings:
        lines.append(f"{_WORDS[finding.level]:8} {finding.place}: {finding.what}")
        if finding.fix:
            lines.append(f"         to fix: {finding.fix}")
    return "\n".join([*lines, "", _sum(health)])


def _sum(health: Health) -> str:
    notes = f"{len(health.notes)} note{'s' if len(health.notes) != 1 else ''}"
    if not health.damaged:
        return f"Nothing is damaged; {notes}." if health.notes else "All is well."
    things = "1 thing is" if len(health.damaged) == 1 else f"{len(health.damaged)} things are"
    return f"{things} damaged; {notes}. What is damaged is not shown or closed until it is mended."


def _json(health: Health) -> str:
    values = {"healthy": not health.damaged, "findings": [asdict(finding) for finding in health.findings]}
    return json.dumps(values, indent=1, ensure_ascii=False)
