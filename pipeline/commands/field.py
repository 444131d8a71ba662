"""The `field` command: how far the survey is, in bands, while people still answer."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from pipeline.commands.fielding import add_assumed, assumed_of
from pipeline.commands.reading import add_binding, add_reading, reading

NAME: Final = "field"
HELP: Final = "say which roles and departments have enough answers, while people still answer"
EXAMPLES: Final = """examples:
  {command} field answers_so_far.csv --roster roster.csv
  {command} field answers_so_far.csv --roster roster.csv --wave 2026-11 --out fielding/monday"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which export and roster, what is assumed."""
    parser.add_argument("export", nargs="+", type=Path, help="the answers so far, as the survey platform writes them")
    parser.add_argument("--roster", type=Path, required=True, help="staff by role and department: role, department, staff")
    parser.add_argument("--wave", help="year and month, as 2026-11 (default: the month of the last answer)")
    add_assumed(parser)
    add_binding(parser)
    add_reading(parser)


def run(options: argparse.Namespace) -> int:
    """Read, count, print and write bands; returns the exit code."""
    from pipeline.fielding.field_page import CSV, HTML, field_csv, field_page
    from pipeline.fielding.page import page_html, require_place, write_files
    from pipeline.fielding.text import page_text
    from pipeline.run import Request
    from pipeline.run.fielding import fielded

    require_place(options.out)
    request = Request(
        options.export[0],
        more=tuple(options.export[1:]),
        roster=options.roster,
        instrument=options.instrument,
        binding=options.binding,
        wave=options.wave,
        **reading(options),
    )
    field = fielded(request, assumed_of(options), lambda line: print(line, file=sys.stderr, flush=True))
    page = field_page(field)
    paths = write_files({HTML: page_html(page), CSV: field_csv(field)}, options.out)
    print(page_text(page), "", *paths, sep="\n")
    return 0
