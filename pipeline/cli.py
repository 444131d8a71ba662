"""The command line: arguments, progress, exit codes; no arithmetic.

Exit codes: 0 done; 1 a bug; 2 wrong arguments, or limits that no plan can keep; 3 the export cannot be read; 4 the instrument,
binding, roster or another list is wrong; 5 answers need a human decision; 6 nothing can be released safely; 7 a closed wave would
change unsafely.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from pipeline import plan_command
from pipeline.errors import UserError

COMMAND: Final = "telehealth-readiness"
DEBUG: Final = "TELEHEALTH_DEBUG"
_DATA: Final = Path(__file__).resolve().parents[1] / "sample_data"
SAMPLE: Final = _DATA / "sample" / "2026-11.csv"
SAMPLE_ROSTER: Final = _DATA / "sample" / "roster.csv"

_DESCRIPTION = (
    "Staff readiness and willingness for telehealth in cancer care: a survey export in, safe findings about groups out."
)
_EXAMPLES = {
    "": f"""examples:
  {COMMAND} analyze                                     the shipped sample
  {COMMAND} analyze answers.csv --roster roster.csv     your own export
  {COMMAND} inspect answers.csv                         what is this file, and what binds?
  {COMMAND} dashboard                                   look at the results""",
    "analyze": f"""examples:
  {COMMAND} analyze
  {COMMAND} analyze answers.csv --roster roster.csv --wave 2026-11
  {COMMAND} analyze later.csv --roster roster.csv --trained trained.csv
  {COMMAND} analyze answers.csv --instrument my_instrument.yaml --binding answers.binding.yaml --out outputs""",
    "inspect": f"""examples:
  {COMMAND} inspect answers.csv
  {COMMAND} inspect answers.csv --json
  {COMMAND} inspect answers.csv --instrument tele_oncology_short""",
    "draft": f"""examples:
  {COMMAND} draft answers.csv
  {COMMAND} draft answers.csv --labels our_answers.yaml""",
    "simulate": f"""examples:
  {COMMAND} simulate sample --out my_sample
  {COMMAND} simulate small_center --out my_small_center""",
    "audit": f"""examples:
  {COMMAND} audit outputs              every wave
  {COMMAND} audit outputs/2026-11""",
    "close": f"""examples:
  {COMMAND} close 2026-11
  {COMMAND} close 2026-11 --out outputs""",
    "forget": f"""examples:
  {COMMAND} forget                     asks for the code, so that it stays in no history
  {COMMAND} forget MB0412
  {COMMAND} forget --contact           asks for an e-mail address or phone number, and deletes it from the contact lists""",
    "plan": plan_command.EXAMPLES.format(command=COMMAND),
    "dashboard": f"""examples:
  {COMMAND} dashboard
  {COMMAND} dashboard --out outputs --port 8600
  {COMMAND} dashboard --out outputs --access access.toml""",
}


def _parser() -> argparse.ArgumentParser:
    parser = _described(argparse.ArgumentParser(prog=COMMAND), "", _DESCRIPTION)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def command(name: str, text: str) -> argparse.ArgumentParser:
        return _described(commands.add_parser(name, help=text), name, text[0].upper() + text[1:] + ".")

    analyze = command("analyze", "read an export, score, protect and publish a draft wave")
    analyze.add_argument("export", nargs="?", type=Path, help="the file as the survey platform wrote it (default: the sample)")
    analyze.add_argument("--roster", type=Path, help="staff by role and department: role, department, staff")
    analyze.add_argument(
        "--trained", type=Path, help="what was held since the last wave: role, topic, seats (docs/methods/trained.md)"
    )
    analyze.add_argument("--wave", help="year and month, as 2026-11 (default: the month of the last answer)")
    analyze.add_argument("--out", type=Path, default=Path("outputs"), help="where results go (default: outputs)")
    analyze.add_argument("--private", type=Path, help="where private files go (default: private/ beside OUT)")
    rules = ("additive", "half", "eighty", "complete")
    analyze.add_argument("--scoring", choices=rules, default=rules[0], help="rule for missing answers (docs/methods/scoring.md)")
    analyze.add_argument("--ordinal-alpha", action="store_true", help="also alpha of polychoric correlations")
    analyze.add_argument(
        "--contacts", action="store_true", help="also list, in the private folder, those who asked to be contacted"
    )
    analyze.add_argument("--quiet", action="store_true", help="no progress, only the summary")
    inspect = command("inspect", "say what an export is, what binds to the instrument and what does not")
    inspect.add_argument("export", type=Path)
    inspect.add_argument("--json", action="store_true", help="for programs")
    draft = command("draft", "propose an instrument and a binding for an export of another questionnaire")
    draft.add_argument("export", type=Path)
    draft.add_argument("--labels", type=Path, help="YAML with more answer families: name: [answers from low to high]")
    draft.add_argument("--replace", action="store_true", help="write over drafts that are there already")
    for reads in (analyze, inspect):
        _add_binding(reads)
    for reads in (analyze, inspect, draft):
        _add_reading(reads)
    simulate = command("simulate", "make up an organisation with known truth and the export its staff would give")
    simulate.add_argument("preset", nargs="?", default="sample", choices=("sample", "small_center"))
    simulate.add_argument("--out", type=Path, default=Path("simulated"), help="folder to write (default: simulated)")
    simulate.add_argument("--seed", type=int, help="another made-up organisation (default: the shipped one)")
    audit = command("audit", "attack what is published: can anybody be seen through it?")
    audit.add_argument("folder", nargs="?", type=Path, default=Path("outputs"), help="outputs, or one wave as outputs/2026-11")
    close = command("close", "freeze a wave: from then on it changes safely or not at all")
    close.add_argument("wave", help="year and month, as 2026-11")
    close.add_argument("--out", type=Path, default=Path("outputs"), help="where results are (default: outputs)")
    for reads_private in (audit, close):
        reads_private.add_argument("--private", type=Path, help="where private files are (default: private/ beside the outputs)")
    forget = command("forget", "delete the private rows and contacts of a respondent who linked their answers, or a contact")
    forget.add_argument("code", nargs="?", help="the code that the respondent gave (default: asked for)")
    forget.add_argument("--contact", action="store_true", help="what is given is an e-mail address or phone number, no code")
    forget.add_argument("--private", type=Path, default=Path("private"), help="where private files are (default: private)")
    plan_command.add_arguments(command("plan", "find the classes that meet most need within given hours"))
    dashboard = command("dashboard", "open the dashboard on this machine")
    dashboard.add_argument("--out", type=Path, default=Path("outputs"), help="where results are (default: outputs)")
    dashboard.add_argument("--port", type=int, default=8501)
    dashboard.add_argument(
        "--access", type=Path, help="who may sign in: a TOML file (docs/deploy.md); without it, this machine only"
    )
    return parser


def _described(parser: argparse.ArgumentParser, name: str, text: str) -> argparse.ArgumentParser:
    parser.description = text
    parser.epilog = _EXAMPLES[name]
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    return parser


def _add_binding(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--instrument", default="tele_oncology", help="library id or YAML file (default: tele_oncology)")
    parser.add_argument("--binding", type=Path, help="binding file (default: <export stem>.binding.yaml beside the export)")


def _add_reading(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("reading the file (default: detected)")
    group.add_argument("--platform", help="qualtrics, surveymonkey, msforms, googleforms, redcap, limesurvey, kobo …")
    group.add_argument("--encoding", help="utf-8, utf-16, cp1252 …")
    group.add_argument("--delimiter", help="one character, or 'tab'")
    group.add_argument("--header-rows", type=int, help="number of header rows")
    group.add_argument("--codebook", type=Path, help="REDCap data dictionary or LimeSurvey R syntax (default: beside the export)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    options = _parser().parse_args(arguments)
    commands: dict[str, Callable[[argparse.Namespace], int]] = {
        "analyze": _analyze,
        "inspect": _inspect,
        "draft": _draft,
        "simulate": _simulate,
        "audit": _audit,
        "close": _close,
        "forget": _forget,
        "plan": plan_command.run,
        "dashboard": _dashboard,
    }
    try:
        return commands[options.command](options)
    except UserError as error:
        _print_problems(error)
        return error.exit_code
    except KeyboardInterrupt:
        print("Stopped; what was there before is untouched.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        _print_bug(error)
        return 1


def _print_bug(error: Exception) -> None:
    """A mistake of ours: where it happened, but not its message, which may hold what somebody answered."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "site-packages" not in frame.filename][-3:]
    print(f"This is a bug of ours ({type(error).__name__}); nothing was published.", file=sys.stderr)
    for frame in ours:
        print(f"  {Path(frame.filename).name}, line {frame.lineno}, in {frame.name}", file=sys.stderr)
    print(f"Please report these lines. With {DEBUG}=1 the whole error is shown; it may hold answers.", file=sys.stderr)


def _print_problems(error: UserError) -> None:
    print(error.headline, file=sys.stderr)
    for problem in error.problems:
        print(f"  - {problem}", file=sys.stderr)


def _request(options: argparse.Namespace):
    from pipeline.run import Request

    delimiter = {"tab": "\t", "\\t": "\t"}.get(options.delimiter, options.delimiter)
    common = dict(
        platform=options.platform,
        encoding=options.encoding,
        delimiter=delimiter,
        header_rows=options.header_rows,
        codebook=options.codebook,
    )
    if options.command == "draft":
        return Request(options.export, **common)
    common |= dict(instrument=options.instrument, binding=options.binding)
    if options.command == "inspect":
        return Request(options.export, **common)
    sample = options.export is None
    roster = SAMPLE_ROSTER if sample and options.roster is None else options.roster
    common |= dict(wave=options.wave, out=options.out, private=options.private)
    common |= dict(scoring=options.scoring, ordinal_alpha=options.ordinal_alpha, trained=options.trained)
    common |= dict(contacts=options.contacts)
    return Request(SAMPLE if sample else options.export, roster=roster, **common)


def _analyze(options: argparse.Namespace) -> int:
    from pipeline.publish.summary import summary
    from pipeline.run import analyze

    def say(line: str) -> None:
        if not options.quiet:
            print(f"  {line} …", file=sys.stderr, flush=True)

    request = _request(options)
    told: list[str] = []
    try:
        bundle = analyze(request, say, told.append)
    except UserError:
        for line in told:
            _tell(line)
        raise
    print(summary(bundle, request.private or request.out.parent / "private", told))
    return 0


def _tell(line: str) -> None:
    print(line, file=sys.stderr)


def _inspect(options: argparse.Namespace) -> int:
    from pipeline.publish.inspection import inspection_text
    from pipeline.run import inspect

    found = inspect(_request(options))
    print(json.dumps(found, indent=1, ensure_ascii=False) if options.json else inspection_text(found))
    return 0


def _draft(options: argparse.Namespace) -> int:
    from pipeline.run import draft

    made = draft(_request(options), options.labels, options.replace)
    for path in (made.instrument, made.binding):
        print(path)
    for note in made.notes:
        print(f"Note  {note}")
    print(f"Edit every line marked `# check:`, then: make analyze EXPORT={options.export} INSTRUMENT={made.instrument}")
    return 0


def _simulate(options: argparse.Namespace) -> int:
    from sample_data.simulate import simulate

    for path in simulate(options.preset, options.out, seed=options.seed):
        print(path)
    return 0


def _audit(options: argparse.Namespace) -> int:
    from pipeline.run import audit

    results = audit(options.folder, options.private, _tell)
    for wave, result in results.items():
        print("\n".join([f"Wave {wave}", *(f"  {line}" for line in result.lines())]))
    return 0 if all(result.safe for result in results.values()) else 6


def _close(options: argparse.Namespace) -> int:
    from pipeline.run import close

    closed = close(options.wave, options.out, options.private, _tell)
    said = "was closed already; nothing changed" if closed.again else "is closed"
    print(f"Wave {options.wave} {said} (number {closed.closing.number} in the ledger, {closed.closing.at}).")
    print("Analyzing the same answers again gives the same results; late answers go into the next wave.")
    print("Back up the private folder: the ledger in it keeps later results from giving anybody away.")
    return 0


def _forget(options: argparse.Namespace) -> int:
    from getpass import getpass

    from pipeline.run import forget

    asked = "E-mail address or phone number: " if options.contact else "Code of the respondent: "
    code = options.code if options.code is not None else getpass(asked)
    found = forget(code, options.private, is_contact=options.contact, tell=_tell)
    lists = f"Deleted from the contact lists of waves {', '.join(found.contacts)}: copies that you passed on are yours to delete."
    if options.contact:
        print(lists if found.contacts else "No list holds this contact.")
        print("It is never listed again. Answers are found by the respondent's code only: `forget` without --contact.")
        return 0
    waves = ", ".join([*found.drafts, *(f"{wave} (closed)" for wave in found.closed)])
    print(f"Deleted the private rows of waves {waves}." if waves else "No wave holds rows of this respondent.")
    if found.contacts:
        print(lists)
    print("Later exports: their row is set aside. Delete it from the export files too; they are yours.")
    if found.drafts:
        print("Drafts still count them until you run `make analyze` again.")
    return 0


def _dashboard(options: argparse.Namespace) -> int:
    import subprocess

    from dashboards.serve import command, environment

    arguments = command(options.port, options.access)
    if options.access is None:
        print(f"The dashboard opens at http://127.0.0.1:{options.port} (Ctrl-C stops it).")
    else:
        print(f"The dashboard waits for its proxy at 127.0.0.1:{options.port}; {options.access} says who may sign in.")
    return subprocess.call(arguments, env=environment(options.out, options.access))
