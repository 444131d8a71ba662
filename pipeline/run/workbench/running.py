"""Run, close and discard a piece of work: what the commands do, with refusals as values. PRIVATE."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.errors import DecisionNeeded, Problem, UsageError, UserError
from pipeline.run.request import Request, Say
from pipeline.run.workbench import replaced
from pipeline.run.workbench.last import keep_last
from pipeline.run.workbench.look import export_of, wave_told
from pipeline.run.workbench.questionnaire import unconfirmed
from pipeline.run.workbench.questionnaire_file import edited
from pipeline.run.workbench.refusal import Refusal, attempt, refused
from pipeline.run.workbench.work import KINDS, Work, opened, request, settled, take_away

if TYPE_CHECKING:
    from pipeline.private.close import ClosedWave
    from pipeline.publish.bundle import Bundle


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of a run. bundle : the draft; None where it was refused. told : what the analyst alone should know."""

    work: Work
    bundle: Bundle | None
    refusal: Refusal | None
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Closed:
    """A wave that is closed now, and the work, from which the copies of the files are gone (unless they were to stay)."""

    work: Work
    closed: ClosedWave
    told: tuple[str, ...]


def run(work: Work, say: Say = lambda line: None) -> Ran:
    """Analyze, as the command does; the draft takes the place of what stands as this wave, which is kept until the work ends.

    Refused, too, while a guess about the questionnaire is not confirmed.
    """
    from pipeline.private.lock import working
    from pipeline.run.analyze import analyze
    from pipeline.run.arrivals import compared_before

    told: list[str] = []
    start = work
    try:
        _require_confirmed(work)
        asked = _with_wave(work)
        if isinstance(asked, Refusal):
            return Ran(work, None, asked, ())
        wave = str(asked.wave)
        with working(work.out, work.private, "workbench"):
            work = replaced.set_apart(settled(work, wave=wave), wave)
        bundle = analyze(asked, say, told.append)
    except UserError as error:
        if work is not start:
            work = _not_written(start, work)
        return Ran(work, None, refused(error), tuple(told))
    work = replaced.wrote(work, bundle.wave)
    return Ran(work, bundle, None, (*told, *compared_before(work.out, bundle.wave)))


def close(work: Work, wave: str, keep_files: bool = False) -> Closed | Refusal:
    """Freeze the draft, as the command does. What was decided is kept for the next wave; the copies of the files go.

    keep_files : they stay in the work, which can then be run again.
    """
    from pipeline.run.keeping import close as close_wave

    told: list[str] = []
    closed = attempt(lambda: close_wave(wave, work.out, work.private, told.append))
    if isinstance(closed, Refusal):
        return closed
    keep_last(work, wave)
    work = replaced.forgot(work, wave)
    return Closed(work if keep_files else _emptied(work), closed, tuple(told))


def discard_draft(work: Work, wave: str) -> Work | Refusal:
    """Take away the draft that this work wrote, never a closed wave, and put back what it took the place of."""
    from pipeline.private.lock import working

    def take() -> Work:
        with working(work.out, work.private, "workbench"):
            return replaced.discarded(work, wave)

    return attempt(take)


def discard(work: Work, drafts: bool = True) -> Work | Refusal:
    """The work with nothing in it: its files, its choices and, unless they are to stay, the drafts that it wrote.

    What was kept of an earlier work for the next wave stays, and so does a wave that was closed meanwhile. A refusal where a
    draft cannot be taken away; then all stays.
    """
    for wave in sorted(work.options.wrote) if drafts else ():
        found = _without_draft(work, wave)
        if isinstance(found, Refusal):
            return found
        work = found
    return _emptied(work)


def _without_draft(work: Work, wave: str) -> Work | Refusal:
    """The work without its draft of a wave; where the wave was closed, without the note that it was its."""
    closed = attempt(lambda: replaced.is_closed(work, wave))
    return replaced.forgot(work, wave) if closed is True else discard_draft(work, wave)


def _require_confirmed(work: Work) -> None:
    made = edited(work) if work.is_own else None
    if made is not None and (left := unconfirmed(made)):
        raise DecisionNeeded([Problem(f"nobody has confirmed: {guess.reason}", guess.key) for guess in left])


def _with_wave(work: Work) -> Request | Refusal:
    """As it is asked, with the wave that was chosen, or that the file tells."""
    asked = request(work)
    if asked.wave is not None:
        return asked
    export = export_of(work)
    if isinstance(export, Refusal):
        return export
    if not (told := wave_told(export)):
        raise UsageError(Problem("the export tells no readable date", asked.export.name, fix="name the wave: year and month"))
    return replace(asked, wave=told)


def _not_written(start: Work, work: Work) -> Work:
    """Nothing was written: what was noted about it goes, and what was set apart where this work has no draft there."""
    wave = work.options.wave
    if wave in start.options.wrote:
        return settled(work, wrote=start.options.wrote)
    return replaced.forgot(work, wave)


def _emptied(work: Work) -> Work:
    """Without files and choices; what is kept for the next wave stays."""
    from pipeline.run.workbench.last import FOLDER as LAST

    for kind in KINDS:
        work = take_away(work, kind)
    inside = sorted(work.folder.iterdir()) if work.folder.is_dir() else []
    for path in inside:
        if path.is_dir() and path.name != LAST:
            shutil.rmtree(path)
        elif path.is_file():
            path.unlink()
    if work.folder.is_dir() and not any(work.folder.iterdir()):
        work.folder.rmdir()
    return opened(work.out, work.private)
