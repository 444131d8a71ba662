"""The `analyze` command: an export in, a published draft wave out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.commands.reading import add_binding, add_reading, reading
from pipeline.commands.sample import SAMPLE, SAMPLE_ROSTER, follows_sample
from pipeline.commands.waiting import add_wait
from pipeline.errors import UserError

if TYPE_CHECKING:
    from pipeline.run import Request

NAME: Final = "analyze"
HELP: Final = "read an export, score, protect and publish a draft wave"
EXAMPLES: Final = """examples:
  {command} analyze                                      what is new in exports/, else the shipped sample
  {command} analyze --exports exports                    a folder with the exports of all waves (docs/waves.md)
  {command} analyze answers.csv --roster roster.csv --wave 2026-11
  {command} analyze 'exports/2026-11/*.csv' --wave 2026-11  one wave in many files (docs/large.md)
  {command} analyze 's3://bucket/part-*.csv' --wave 2026-11 --cluster tcp://10.0.0.5:8786
  {command} analyze later.csv --roster roster.csv --trained trained.csv
  {command} analyze later.csv --roster roster.csv --actions filled_in.csv
  {command} analyze answers.csv --instrument my_instrument.yaml --binding answers.binding.yaml --out outputs"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is analyzed, where results go, how answers are scored."""
    parser.add_argument(
        "export",
        nargs="*",
        type=Path,
        help="the file as the survey platform wrote it, or several files and patterns of one wave "
        "(default: what is new in exports/, else the sample)",
    )
    parser.add_argument(
        "--exports", type=Path, help="a folder of exports: analyze what is new (default: exports/ beside OUT, if there)"
    )
    parser.add_argument("--roster", type=Path, help="staff by role and department: role, department, staff")
    parser.add_argument(
        "--trained", type=Path, help="what was held since the last wave: role, topic, seats (docs/methods/trained.md)"
    )
    parser.add_argument(
        "--actions", type=Path, help="the last wave's actions.csv as people filled it in (docs/follow_through.md)"
    )
    parser.add_argument("--wave", help="year and month, as 2026-11 (default: the month of the last answer)")
    parser.add_argument("--out", type=Path, default=Path("outputs"), help="where results go (default: outputs)")
    parser.add_argument("--private", type=Path, help="where private files go (default: private/ beside OUT)")
    rules = ("additive", "half", "eighty", "complete")
    parser.add_argument("--scoring", choices=rules, default=rules[0], help="rule for missing answers (docs/methods/scoring.md)")
    parser.add_argument("--ordinal-alpha", action="store_true", help="also alpha of polychoric correlations")
    parser.add_argument(
        "--contacts", action="store_true", help="also list, in the private folder, those who asked to be contacted"
    )
    parser.add_argument(
        "--comments",
        action="store_true",
        help="also count what people write about, and keep their comments in the private folder to be read (docs/comments.md)",
    )
    parser.add_argument("--names", type=Path, help="names of people, one a line, to be masked in comments (with --comments)")
    parser.add_argument(
        "--cluster", metavar="ADDRESS", help="let the workers of a Dask cluster look at the files (docs/large.md)"
    )
    parser.add_argument("--no-pdf", action="store_true", help="leave report.pdf out; report.html can be printed")
    add_wait(parser)
    parser.add_argument("--quiet", action="store_true", help="no progress, only the summary")
    parser.add_argument(
        "--json", action="store_true", help="for programs: one JSON object in place of the summary (docs/outputs.md)"
    )
    add_binding(parser)
    add_reading(parser)


def run(options: argparse.Namespace) -> int:
    """Analyze one export, or what is new in the inbox; returns the exit code."""
    from pipeline.commands.inbox import analyze_inbox, inbox_folder

    folder = inbox_folder(options)
    if folder is not None:
        return analyze_inbox(options, _request(options), folder)
    return _analyze_one(options, _request(options))


def _analyze_one(options: argparse.Namespace, request: Request) -> int:
    from pipeline.commands.progress import progress
    from pipeline.publish.analysis_json import printed, wave_values
    from pipeline.publish.summary import summary
    from pipeline.run import analyze
    from pipeline.run.arrivals import compared_before
    from pipeline.run.inbox import published_inputs

    told: list[str] = []
    before = published_inputs(request.out)
    try:
        with progress(options.quiet) as say:
            bundle = analyze(request, say, told.append)
    except UserError:
        for line in told:
            print(line, file=sys.stderr)
        raise
    private = request.private_folder
    if before.get(bundle.wave, {}).get("sha256") != bundle.manifest.input["sha256"]:
        told += compared_before(request.out, bundle.wave)
    told += follows_sample(bundle)
    if options.json:
        print(printed({"waves": [wave_values(bundle, private, told)], "refused": [], "left": [], "known": []}))
    else:
        print(summary(bundle, private, told))
    return 0


def _request(options: argparse.Namespace) -> Request:
    from pipeline.run import Request

    sample = not options.export
    exports = options.export or [SAMPLE]
    return Request(
        exports[0],
        more=tuple(exports[1:]),
        roster=SAMPLE_ROSTER if sample and options.roster is None else options.roster,
        instrument=options.instrument,
        binding=options.binding,
        wave=options.wave,
        out=options.out,
        private=options.private,
        scoring=options.scoring,
        ordinal_alpha=options.ordinal_alpha,
        trained=options.trained,
        actions=options.actions,
        contacts=options.contacts,
        comments=options.comments,
        names=options.names,
        cluster=options.cluster,
        pdf=not options.no_pdf,
        wait=options.wait,
        **reading(options),
    )
