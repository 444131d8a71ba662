"""The `sample-size` command: how many answers each role and department needs, before launch."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from pipeline.commands.fielding import add_assumed, assumed_of

NAME: Final = "sample-size"
HELP: Final = "say how many answers each role and department needs, before the survey begins"
EXAMPLES: Final = """examples:
  {command} sample-size --roster roster.csv                           for the shipped questionnaire
  {command} sample-size my.instrument.yaml --roster roster.csv --response 45%
  {command} sample-size --roster roster.csv --share 60% --others 40%  a centre with many doubts"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which instrument and roster, what is assumed."""
    default = "tele_oncology_short"
    parser.add_argument("instrument", nargs="?", default=default, help=f"library id or YAML file (default: {default})")
    parser.add_argument("--roster", type=Path, required=True, help="staff by role and department: role, department, staff")
    add_assumed(parser)


def run(options: argparse.Namespace) -> int:
    """Calculate, print, write the page and the table; returns the exit code."""
    from pipeline.fielding.page import page_html, require_place, write_files
    from pipeline.fielding.plan_page import CSV, HTML, plan_csv, plan_page
    from pipeline.fielding.text import page_text
    from pipeline.run.fielding import planned

    require_place(options.out)
    plan = planned(options.roster, options.instrument, assumed_of(options), lambda line: print(line, file=sys.stderr, flush=True))
    page = plan_page(plan)
    paths = write_files({HTML: page_html(page), CSV: plan_csv(plan)}, options.out)
    print(page_text(page), "", *paths, sep="\n")
    return 0
