"""Exports that were dropped into the inbox and are not analyzed yet."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.errors import UserError
from pipeline.run.health.model import Finding, Folders


def waiting_findings(folders: Folders) -> Iterator[Finding]:
    """One note per export that waits, or cannot be read; nothing where there is no inbox."""
    from pipeline.run.inbox import look
    from pipeline.run.request import Request

    place = folders.exports
    if not place.is_dir():
        return
    try:
        inbox = look(place, Request(place, out=folders.out, private=folders.private))
    except UserError as error:
        yield Finding("note", str(place), str(error))
        return
    for one in inbox.waiting:
        yield Finding("note", str(one.path), f"is not analyzed yet (wave {one.wave})", "make analyze")
    for refused in inbox.refused:
        yield Finding(
            "note", str(place / refused.file), f"cannot be analyzed: {refused.error.problems[0].what}", "make analyze says more"
        )
    if not inbox.waiting and not inbox.refused:
        yield Finding("fine", str(place), "nothing waits")
