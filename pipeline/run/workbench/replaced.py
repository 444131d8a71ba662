"""What a draft of this work took the place of, kept so that it can be put back. PRIVATE.

Nothing is decided by names: a draft is this work's where what stands has the mark that was noted when it was written. A run that
was killed noted that it began (an empty mark); then the seals tell whether it got to its end.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.errors import Problem, UsageError
from pipeline.run.workbench.work import Work, settled

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

FOLDER: Final = "replaced"
BEGUN: Final = ""
_MODE: Final = 0o700
_PUBLISHED, _PRIVATE, _RUN_BEFORE = "published", "private", "run_before"


def set_apart(work: Work, wave: str) -> Work:
    """Keep a copy of what stands as a wave, before a run of this work takes its place, and note that the run begins.

    Of a draft of this work only what it published is kept, to compare with; what stood before it stays. Lists of contacts are
    not kept: they can be made again.
    """
    from pipeline.private.contacts import FOLDER as CONTACTS
    from pipeline.publish.atomic import current, replacing

    standing, place = current(work.out / wave), work.folder / FOLDER / wave
    if _is_ours(work, wave):
        with replacing(place / _RUN_BEFORE, private=True) as new:
            shutil.copytree(standing, new / wave)
        return work
    if not standing.is_dir():
        shutil.rmtree(place, ignore_errors=True)
        return _noted(work, wave, BEGUN)
    with replacing(place, private=True) as new:
        shutil.copytree(standing, new / _PUBLISHED / wave)
        if (beside := current(work.private / wave)).is_dir():
            shutil.copytree(beside, new / _PRIVATE, ignore=shutil.ignore_patterns(CONTACTS))
    return _noted(work, wave, BEGUN)


def wrote(work: Work, wave: str) -> Work:
    """The work, with the mark of the draft that it wrote just now."""
    from pipeline.private.seals import mark
    from pipeline.publish.atomic import current

    return _noted(work, wave, mark(current(work.out / wave)))


def _noted(work: Work, wave: str, seen: str) -> Work:
    return settled(work, wrote={**work.options.wrote, wave: seen})


def _is_ours(work: Work, wave: str) -> bool:
    """Whether what stands as a wave was written by this work."""
    from pipeline.private.seals import mark, read_seal
    from pipeline.publish.atomic import current

    noted, standing = work.options.wrote.get(wave), mark(current(work.out / wave))
    if noted is None or not standing:
        return False
    seal = read_seal(work.private, wave)
    # Written and not noted: the seal says so; put back by half: it has the two in the other order.
    killed = noted == BEGUN and seal is not None and {seal.published, seal.before} == {standing, _mark_before(work, wave)}
    return killed or noted == standing


def _mark_before(work: Work, wave: str) -> str:
    from pipeline.private.seals import mark

    return mark(work.folder / FOLDER / wave / _PUBLISHED / wave)


def before(work: Work, wave: str) -> Bundle | None:
    """What stood as the wave before this work wrote it: an earlier draft, or a closed version; None where nothing did."""
    return _kept(work, wave, _PUBLISHED)


def run_before(work: Work, wave: str) -> Bundle | None:
    """The draft that this work wrote as the wave before its last run; None where it ran once."""
    return _kept(work, wave, _RUN_BEFORE)


def _kept(work: Work, wave: str, part: str) -> Bundle | None:
    from pipeline.publish.bundle import open_wave

    published = work.folder / FOLDER / wave / part
    return open_wave(published, wave) if (published / wave).is_dir() else None


def discarded(work: Work, wave: str) -> Work:
    """Take away the draft that this work wrote, and put back what stood there; call it with the lock held.

    raises : UsageError where what stands is closed, or was not written by this work.
    """
    from pipeline.private.seals import mark
    from pipeline.publish.atomic import current

    standing, kept = current(work.out / wave), work.folder / FOLDER / wave
    is_back = standing.is_dir() and mark(standing) == _mark_before(work, wave)
    if standing.is_dir() and not is_back:
        if is_closed(work, wave):
            raise UsageError(Problem(f"wave {wave} is closed: it stays as it is", str(work.out / wave)))
        if not _is_ours(work, wave):
            what = f"wave {wave} as it stands was not written by this piece of work"
            raise UsageError(Problem(what, str(work.out / wave), fix="leave it, or analyze again what should stand there"))
    if (kept / _PUBLISHED / wave).is_dir():
        _put_back(work, wave, kept)
    else:
        _take_away(work, wave)
    return forgot(work, wave)


def is_closed(work: Work, wave: str) -> bool:
    """Whether what stands as a wave is closed."""
    from pipeline.publish.atomic import current
    from pipeline.publish.manifest import read_manifest

    standing = current(work.out / wave)
    return standing.is_dir() and read_manifest(standing / "manifest.json").state == "closed"


def forgot(work: Work, wave: str) -> Work:
    """The work without the note that it wrote a wave, and without what stood there before."""
    others = {name: seen for name, seen in work.options.wrote.items() if name != wave}
    changed = settled(work, wrote=others) if wave in work.options.wrote else replace(work)
    shutil.rmtree(work.folder / FOLDER / wave, ignore_errors=True)
    _empty(work.folder / FOLDER)
    return changed


def _put_back(work: Work, wave: str, kept: Path) -> None:
    """As a wave is written: first its seal, then its private side, then what is published, each in one step."""
    from pipeline.private.lock import STAGING
    from pipeline.publish.atomic import replacing

    write_private_back(work, wave)
    with replacing(work.out / wave, staging=work.private / STAGING) as new:
        shutil.copytree(kept / _PUBLISHED / wave, new, dirs_exist_ok=True)


def write_private_back(work: Work, wave: str) -> None:
    """The first half of putting back: seal and private side. After a crash behind it, ``discarded`` does the rest."""
    from pipeline.private.seals import write_seal
    from pipeline.publish.atomic import current, replacing

    kept = work.folder / FOLDER / wave
    write_seal(work.private, wave, kept / _PUBLISHED / wave, current(work.out / wave))
    if (kept / _PRIVATE).is_dir():
        with replacing(work.private / wave, private=True) as new:
            shutil.copytree(kept / _PRIVATE, new, dirs_exist_ok=True)
            new.chmod(_MODE)


def _take_away(work: Work, wave: str) -> None:
    """Where nothing stood: first what is published goes, so that nobody sees a wave without its private side."""
    from pipeline.private.seals import SEALS
    from pipeline.publish.atomic import remove_folder

    remove_folder(work.out / wave)
    remove_folder(work.private / wave)
    (work.private / SEALS / f"{wave}.json").unlink(missing_ok=True)


def _empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
