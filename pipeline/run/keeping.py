"""Commands that keep or forget: close a wave, forget a person; what every command does that opens the private folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.run.request import PRIVATE, Say

if TYPE_CHECKING:
    from pipeline.private.close import ClosedWave
    from pipeline.private.forget import Forgotten


def close(
    wave: str, out: Path = Path("outputs"), private: Path | None = None, tell: Say = lambda line: None, wait: float = 0
) -> ClosedWave:
    """Freeze a published draft; raises UserError where it cannot be.

    wait : seconds to wait for another command that is at work there.
    """
    from pipeline.private.close import close_wave
    from pipeline.private.lock import working
    from pipeline.publish.bundle import checked_wave

    wave = checked_wave(wave)
    folder = private or out.parent / PRIVATE
    with working(out, folder, "close", wait):
        tell_expired(folder, tell)
        return close_wave(out, folder, wave)


def forget(
    code: str,
    private: Path = Path("private"),
    *,
    is_contact: bool = False,
    tell: Say = lambda line: None,
    wait: float = 0,
) -> Forgotten:
    """Delete the private rows and contacts of one respondent, or a contact alone; raises UserError where nobody is linked.

    code : the respondent's; with ``is_contact`` an e-mail address or phone number as it stands in a list. wait : seconds to wait
    for another command that is at work there.
    """
    from pipeline.private.forget import forget as forget_person
    from pipeline.private.forget import forget_by_contact
    from pipeline.private.lock import working

    with working(None, private, "forget", wait):
        tell_expired(private, tell)
        found = forget_by_contact(private, code) if is_contact else forget_person(private, code)
    _tell_copy(private, tell)
    return found


def _tell_copy(private: Path, tell: Say) -> None:
    """Say where the workbench holds a copy of an export: it is the analyst's to delete, as every export is."""
    from pipeline.run.workbench.work import opened

    export = opened(private, private).files.get("export")
    if export is not None:
        tell(f"The workbench holds a copy of {export.name}: drop it again without their row, or close or discard that work.")


def tell_expired(private: Path, tell: Say) -> None:
    """Delete lists of contacts and comments that are past their time; every command that opens the private folder does."""
    from datetime import date

    from pipeline.private.comments import expired_comments
    from pipeline.private.contacts import expired

    for wave in expired(private, date.today()):
        tell(f"The contact lists of wave {wave} were past their time and are deleted.")
    for wave in expired_comments(private, date.today()):
        tell(f"The comments of wave {wave} were past their time and are deleted.")
