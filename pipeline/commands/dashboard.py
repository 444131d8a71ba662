"""The `dashboard` command: open the dashboard."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

NAME: Final = "dashboard"
HELP: Final = "open the dashboard on this machine"
EXAMPLES: Final = """examples:
  {command} dashboard
  {command} dashboard --out outputs --port 8600
  {command} dashboard --out outputs --access access.toml"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which results, where, for whom."""
    parser.add_argument("--out", type=Path, default=Path("outputs"), help="where results are (default: outputs)")
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument(
        "--access", type=Path, help="who may sign in: a TOML file (docs/deploy.md); without it, this machine only"
    )


def run(options: argparse.Namespace) -> int:
    """Serve until stopped; returns the exit code."""
    import subprocess

    from dashboards.serve import command, environment

    arguments = command(options.port, options.access)
    if options.access is None:
        print(f"The dashboard opens at http://127.0.0.1:{options.port} (Ctrl-C stops it).")
    else:
        print(f"The dashboard waits for its proxy at 127.0.0.1:{options.port}; {options.access} says who may sign in.")
    return subprocess.call(arguments, env=environment(options.out, options.access))
