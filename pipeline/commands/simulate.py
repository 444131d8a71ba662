"""The `simulate` command: a made-up organisation with known truth."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

NAME: Final = "simulate"
HELP: Final = "make up an organisation with known truth and the export its staff would give"
EXAMPLES: Final = """examples:
  {command} simulate sample --out my_sample
  {command} simulate small_center --out my_small_center"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which organisation, where it is written."""
    parser.add_argument("preset", nargs="?", default="sample", choices=("sample", "small_center", "linked"))
    parser.add_argument("--out", type=Path, default=Path("simulated"), help="folder to write (default: simulated)")
    parser.add_argument("--seed", type=int, help="another made-up organisation (default: the shipped one)")


def run(options: argparse.Namespace) -> int:
    """Write the files and name them; returns the exit code."""
    from sample_data.simulate import simulate

    for path in simulate(options.preset, options.out, seed=options.seed):
        print(path)
    return 0
