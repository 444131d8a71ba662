"""Who is at work, and what commands that were killed left behind."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.run.health.model import Finding, Folders

_REPAIR = "the next `analyze` or `close` clears it, or now: telehealth-readiness doctor --repair"


def leftover_findings(folders: Folders) -> Iterator[Finding]:
    """The lock, the mark of a command that did not end, folders that were never put in place."""
    from pipeline.private.lock import holder, is_locked, left_behind

    for place in folders.repaired:
        yield Finding("fine", place, "was left by a command that was killed, and is cleared")
    at_work = holder(folders.private)
    if is_locked(folders.private):
        what = f"a command is at work here ({at_work or 'it does not say which'}); what follows may be out of date"
        yield Finding("note", str(folders.private), what, "look again when it has ended")
        return
    if at_work is not None:
        yield Finding("note", str(folders.private), f"a command did not get to its end: {at_work}", "run it again")
    left = left_behind(folders.out, folders.private)
    for path in left:
        what = "was left by a command that was killed; what is published is the last good wave"
        yield Finding("note", str(path), what, _REPAIR)
    if not left and at_work is None:
        yield Finding("fine", "leftovers", "nobody is at work, and no command was killed")
