"""The `audit` command: attack what is published."""

from __future__ import annotations

import argparse
import json
import math
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pipeline.release.audit import AuditResult

NAME: Final = "audit"
HELP: Final = "attack what is published: can anybody be seen through it?"
EXAMPLES: Final = """examples:
  {command} audit outputs              every wave
  {command} audit outputs/2026-11"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which waves."""
    parser.add_argument("folder", nargs="?", type=Path, default=Path("outputs"), help="outputs, or one wave as outputs/2026-11")
    parser.add_argument("--private", type=Path, help="where private files are (default: private/ beside the outputs)")
    parser.add_argument("--json", action="store_true", help="for programs")


def run(options: argparse.Namespace) -> int:
    """Print what each attack came to; returns the exit code."""
    from pipeline.run import audit

    results = audit(options.folder, options.private, lambda line: print(line, file=sys.stderr))
    safe = all(result.safe for result in results.values())
    if options.json:
        found = [_values(wave, result) for wave, result in results.items()]
        print(json.dumps({"safe": safe, "waves": found}, indent=1, ensure_ascii=False))
    else:
        for wave, result in results.items():
            print("\n".join([f"Wave {wave}", *(f"  {line}" for line in result.lines())]))
    return 0 if safe else 6


def _values(wave: str, result: AuditResult) -> dict[str, Any]:
    """One wave for a program; where no cell is hidden there is no tightest bound."""
    tightest = result.tightest if math.isfinite(result.tightest) else None
    return {"wave": wave, "safe": result.safe, **asdict(result), "tightest": tightest}
