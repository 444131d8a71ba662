"""The `workbench` command: open the analyst's workbench on this machine."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

NAME: Final = "workbench"
HELP: Final = "open the analyst's workbench: from a dropped export to a closed wave, in the browser"
EXAMPLES: Final = """examples:
  {command} workbench
  {command} workbench --out outputs --private private --port 8600"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where results and private files are."""
    parser.add_argument("--out", type=Path, default=Path("outputs"), help="where results go (default: outputs)")
    parser.add_argument("--private", type=Path, help="where private files are (default: private/ beside OUT)")
    parser.add_argument("--port", type=int, default=8502)


def run(options: argparse.Namespace) -> int:
    """Serve this machine alone until stopped; returns the exit code."""
    import subprocess

    from dashboards.workbench_serve import address, command, environment, new_key
    from pipeline.run.request import PRIVATE

    key = new_key()
    private = options.private or options.out.parent / PRIVATE
    print(f"The workbench opens at {address(options.port, key)} (Ctrl-C stops it).")
    print("Give the address to nobody: who has it sees answers of people.", flush=True)
    return subprocess.call(command(options.port), env=environment(options.out, private, key))
