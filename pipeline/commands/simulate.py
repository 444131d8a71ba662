"""The `simulate` command: a made-up organisation with known truth, or made-up answers to a questionnaire of one's own."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from pipeline.commands.questionnaire import DEFAULT, add_wanted
from pipeline.errors import Problem, UsageError
from pipeline.questionnaire.platforms import PLATFORMS

NAME: Final = "simulate"
HELP: Final = "make up an organisation, or answers to your questionnaire, and the export they would give"
EXAMPLES: Final = """examples:
  {command} simulate sample --out my_sample
  {command} simulate small_center --out my_small_center
  {command} simulate questionnaire --for redcap               40 made-up people answer the short form in REDCap
  {command} simulate questionnaire my.instrument.yaml --for kobo --roster roster.csv --response 60%"""
QUESTIONNAIRE: Final = "questionnaire"
PRESETS: Final = ("sample", "small_center", "linked", QUESTIONNAIRE)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which organisation, or whose questionnaire; where it is written."""
    parser.add_argument("preset", nargs="?", default=PRESETS[0], choices=PRESETS)
    parser.add_argument("--out", type=Path, default=Path("simulated"), help="folder to write (default: simulated)")
    parser.add_argument("--seed", type=int, help="another made-up organisation (default: the shipped one)")
    group = parser.add_argument_group("simulate questionnaire: rehearse before launch (docs/questionnaire.md)")
    group.add_argument("instrument", nargs="?", help=f"library id or YAML file (default: {DEFAULT})")
    group.add_argument("--for", dest="platform", choices=tuple(PLATFORMS), help="survey platform, as `questionnaire` has it")
    group.add_argument("--people", help="how many answer (default: 40)")
    group.add_argument("--roster", type=Path, help="your staff by role and department, in place of made-up staff")
    group.add_argument("--response", help="how many of the staff answer (default: 60%%)")
    add_wanted(group)


def run(options: argparse.Namespace) -> int:
    """Write the files and name them; returns the exit code."""
    if options.preset == QUESTIONNAIRE:
        from pipeline.commands.rehearsal import rehearse

        return rehearse(options)
    given = {"INSTRUMENT": options.instrument, "--for": options.platform, "--people": options.people, "--roster": options.roster}
    if odd := [name for name, value in given.items() if value is not None]:
        fix = "simulate questionnaire INSTRUMENT --for PLATFORM"
        raise UsageError(Problem(f"{', '.join(odd)} belongs to a questionnaire, not to '{options.preset}'", "simulate", fix=fix))
    from sample_data.simulate import simulate

    for path in simulate(options.preset, options.out, seed=options.seed):
        print(path)
    return 0
