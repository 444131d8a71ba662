"""The `analyze` command without an export: what is new in a folder of exports, wave by wave (docs/waves.md)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import Problem, UsageError, UserError, error_values

if TYPE_CHECKING:
    from pipeline.run import Request
    from pipeline.run.arrivals import Analyzed
    from pipeline.run.inbox import Inbox, Refused


def inbox_folder(options: argparse.Namespace) -> Path | None:
    """The folder to look into; None where an export is named, or where there is no such folder.

    raises : UsageError where an export and a folder are named, or a wave without an export.
    """
    from pipeline.run.inbox import FOLDER

    if options.export:
        if options.exports is not None:
            raise UsageError(Problem("an export and a folder of exports are named", "--exports", fix="name one of them"))
        return None
    usual = options.out.parent / FOLDER
    folder = options.exports or (usual if usual.is_dir() else None)
    if folder is not None and options.wave is not None:
        fix = f"EXPORT=answers.csv WAVE={options.wave}, or let the file's name start with the wave"
        raise UsageError(Problem("a wave is named without its export", "--wave", fix=fix))
    return folder


def analyze_inbox(options: argparse.Namespace, request: Request, folder: Path) -> int:
    """Analyze what is new and say so; returns the worst exit code of all files."""
    from pipeline.commands.progress import progress
    from pipeline.commands.sample import follows_sample
    from pipeline.publish.analysis_json import printed, wave_values
    from pipeline.publish.summary import summary
    from pipeline.run.arrivals import Analyzed, analyze_new
    from pipeline.run.inbox import look

    # Without a folder the sample would have been meant, with its roster; here lists lie beside the exports.
    request = replace(request, roster=options.roster)
    inbox = look(folder, request)
    analyzed: list[Analyzed] = []
    refused: list[Refused] = list(inbox.refused)
    with progress(options.quiet, len(inbox.waiting)) as say:
        for one in analyze_new(inbox, request, say):
            if isinstance(one, Analyzed):
                analyzed.append(replace(one, told=(*one.told, *follows_sample(one.bundle))))
            else:
                refused.append(one)
    if options.json:
        values = [wave_values(one.bundle, request.private_folder, one.told) for one in analyzed]
        print(printed({"waves": values, **_others(inbox, refused)}))
    else:
        for one in analyzed:
            print(summary(one.bundle, request.private_folder, one.told), end="\n\n")
        print("\n".join(_told(inbox, analyzed)))
    for problem in refused:
        _tell_refused(problem)
    return max((problem.error.exit_code for problem in refused), default=0)


def _others(inbox: Inbox, refused: Sequence[Refused]) -> dict[str, object]:
    return {
        "refused": [{"file": one.file, **error_values(one.error)} for one in refused],
        "left": [{"file": one.file, "why": one.why} for one in inbox.left],
        "known": [{"file": one.file, "wave": one.wave} for one in inbox.known],
    }


def _told(inbox: Inbox, analyzed: Sequence[Analyzed]) -> list[str]:
    """What was new, what is known, what is left for next time."""
    lines = [f"{inbox.folder}: {', '.join(f'{one.file} is wave {one.bundle.wave}' for one in analyzed) or 'nothing new'}."]
    if inbox.known:
        lines.append(f"Analyzed before: {', '.join(f'{one.file} (wave {one.wave})' for one in inbox.known)}.")
        if not analyzed:
            lines.append("To analyze one of them again, name it: make analyze EXPORT=… ROSTER=… WAVE=…")
    lines += [f"Left for next time: {one.file} ({one.why})." for one in inbox.left]
    return lines


def _tell_refused(one: Refused) -> None:
    error: UserError = one.error
    print(f"\n{one.file} was refused (code {error.exit_code}). {error.headline}", file=sys.stderr)
    for problem in error.problems:
        print(f"  - {problem}", file=sys.stderr)
    for line in one.told:
        print(f"  {line}", file=sys.stderr)
