"""Comments that a person read: their decisions, and a file of those that were approved, for a talk. PRIVATE until approved."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.errors import NothingToRelease, Problem, UsageError
from pipeline.run.request import PRIVATE, Say

if TYPE_CHECKING:
    from pipeline.comments.masked import Masking
    from pipeline.private.reviewing import Comments, Quotes
    from pipeline.private.reviews import State

_ENDINGS: Final = (".txt", ".md")


def kept_comments(private: Path, wave: str) -> Comments | None:
    """The comments of a wave for a person to read; None where none are kept."""
    from pipeline.private.reviewing import read_comments

    return read_comments(private, wave)


def decide(private: Path, wave: str, comment: str, state: State, maskings: Iterable[Masking]) -> None:
    """Keep a decision; raises UserError where another command is at work, or the comment is gone."""
    from pipeline.private.lock import working
    from pipeline.private.reviewing import decide as decided

    with working(None, private, "review of comments"):
        decided(private, wave, comment, state, maskings)


def approved(private: Path, wave: str) -> Quotes:
    """What was approved; raises UserError where no comments are kept or too few people's are approved."""
    from pipeline.private.reviewing import quotes

    found = kept_comments(private, wave)
    if found is None:
        fix = "analyze it with --comments (make: COMMENTS=1), then read them in step 5 of `make workbench`"
        raise NothingToRelease(Problem("no comments of this wave are kept", wave, fix=fix))
    return quotes(found)


def write_quotes(
    wave: str,
    file: Path,
    outputs: Path = Path("outputs"),
    private: Path | None = None,
    tell: Say = lambda line: None,
    wait: float = 0,
) -> Quotes:
    """Write the approved comments of a wave into a file outside of what is published.

    raises : UserError where the place is not allowed, no comments are kept, or too few people's are approved.
    """
    from pipeline.private.files import replace_file
    from pipeline.private.lock import working
    from pipeline.publish.atomic import DISK, cannot_be_written
    from pipeline.publish.bundle import checked_wave
    from pipeline.publish.quotes import quotes_text
    from pipeline.run.keeping import tell_expired

    wave = checked_wave(wave)
    _require_place(file, outputs)
    folder = private or outputs.parent / PRIVATE
    with working(None, folder, "quotes", wait):
        tell_expired(folder, tell)
        found = approved(folder, wave)
    try:
        replace_file(file, quotes_text(found.wave, found.texts, found.people).encode())
    except OSError as error:
        if error.errno not in DISK:
            raise
        raise cannot_be_written(error, file) from None
    return found


def _require_place(file: Path, outputs: Path) -> None:
    """Quotes never lie where results are published from, by whatever way the place is named; all problems are told together."""
    problems = []
    where = file.resolve()
    published = [folder for folder in where.parents if folder == outputs.resolve() or (folder / "manifest.json").is_file()]
    if published:
        fix = "name a file elsewhere; people's words are never published, only counts of topics are"
        problems.append(Problem("quotes are not written among the results", str(file), fix=fix))
    if file.suffix.lower() not in _ENDINGS:
        problems.append(Problem("the name of the file has another ending", str(file), ", ".join(_ENDINGS)))
    if where.is_dir() or not where.parent.is_dir():
        what = "this is a folder" if where.is_dir() else "the folder of the file is not there"
        problems.append(Problem(what, str(file), fix="name a file in a folder that is there"))
    if problems:
        raise UsageError(problems)
