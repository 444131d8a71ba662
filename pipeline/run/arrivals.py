"""Analyze what is new in an inbox, one wave after the other; a file that is refused does not hold up the others."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UserError
from pipeline.run.inbox import Inbox, Refused, Waiting, remember, used_for
from pipeline.run.inbox_files import LISTS, SINCE, is_of_wave, list_beside, sha256_of
from pipeline.run.request import Request, Say

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle


@dataclass(frozen=True, slots=True)
class Analyzed:
    """A wave that was analyzed. told : what the analyst alone should know."""

    file: str
    bundle: Bundle
    told: tuple[str, ...]


def analyze_new(inbox: Inbox, request: Request, say: Say = lambda line: None) -> Iterator[Analyzed | Refused]:
    """Each waiting export, in order. request : as for one export; lists that it names are used for every wave."""
    from pipeline.run.analyze import analyze

    newest = inbox.waiting[-1].wave if inbox.waiting else ""
    done: list[str] = []
    for one in inbox.waiting:
        told = [*_said(one)]
        own = request_for(request, one, newest, told.append)
        try:
            bundle = analyze(own, say, told.append)
        except UserError as error:
            yield Refused(one.path.name, error, tuple(told))
            continue
        remember(request, {one.sha256: one.path.name, **_lists(own)}, bundle.wave)
        done.append(bundle.wave)
        told += compared_before(request.out, bundle.wave, {other.wave for other in inbox.waiting} - {*done})
        yield Analyzed(one.path.name, bundle, tuple(told))


def compared_before(out: Path, wave: str, coming: Collection[str] = ()) -> list[str]:
    """What to say where a later wave was compared with this one as it was before."""
    from pipeline.publish.bundle import waves

    later = [name for name in waves(out) if name > wave]
    if not later or later[-1] in coming:
        return []
    return [f"Wave {later[-1]} was compared with what was there before. Analyze it again to compare it with {wave} as it is now."]


def _said(one: Waiting) -> Iterator[str]:
    if one.before:
        yield f"Wave {one.wave} was analyzed before, from {one.before}; now from {one.path.name}, which differs."


def request_for(request: Request, one: Waiting, newest: str, tell: Say) -> Request:
    """The request for one export: its wave where its name tells it, and the lists that lie beside it."""
    beside = {kind: list_beside(one.path.parent, kind, one.wave) for kind in LISTS}
    for kind in SINCE:
        path = beside[kind]
        if path is not None and (why := _not_for(path, one, newest, request)):
            tell(f"{path.name} was not used for wave {one.wave}: {why}.")
            beside[kind] = None
    return replace(
        request,
        export=one.path,
        wave=one.wave if one.named else None,
        roster=request.roster or beside["roster"],
        trained=request.trained or beside["trained"],
        actions=request.actions or beside["actions"],
    )


def _not_for(path: Path, one: Waiting, newest: str, request: Request) -> str:
    """Why a list of what was done since the wave before is not of this wave; "" where it is."""
    from pipeline.publish.bundle import wave_before

    if wave_before(request.out, one.wave) is None:
        return "there is no wave before"
    if is_of_wave(path, one.wave):
        return ""
    if one.wave != newest:
        return "a list that names no wave is for the newest"
    used = used_for(request, path)
    return f"it was used for wave {used}, and is as it was" if used not in ("", one.wave) else ""


def _lists(request: Request) -> dict[str, str]:
    """SHA-256 -> name of the lists of what was done that an analysis was given."""
    return {sha256_of(path): path.name for path in (request.trained, request.actions) if path is not None}
