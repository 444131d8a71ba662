"""What stays in the private folder for a time only, a folder for each wave: where it lies, until when, and that it goes."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from pipeline.errors import Problem, UsageError

KEPT_BY_WORKBENCH: Final = "workbench/replaced/????-??/private"
"""Private sides of drafts that the workbench can put back."""
_OF_A_WAVE: Final = re.compile(r"\.?\d{4}-\d{2}(?:\..+)?")


def kept_folders(private: Path, name: str) -> list[Path]:
    """The folders of this name of every wave: where it stands, where a crash left it, and where the workbench can put it back."""
    beside = (path for path in private.glob(f"*/{name}") if _OF_A_WAVE.fullmatch(path.parent.name))
    return sorted(path for path in (*beside, *private.glob(f"{KEPT_BY_WORKBENCH}/{name}")) if path.is_dir())


def wave_of(folder: Path) -> str:
    """Of such a folder."""
    return next(part.lstrip(".")[:7] for part in reversed(folder.parts) if _OF_A_WAVE.fullmatch(part))


def last_day(standing: date | None, keep_days: int, today: date) -> date:
    """Of what is written today: no later than that of what stands already, so that analyzing again and again keeps nothing for
    ever. standing : its last day; None where nothing stands."""
    fresh = today + timedelta(days=keep_days)
    return min(fresh, standing) if standing is not None and standing >= today else fresh


def deleted_in_time(private: Path, name: str, until: Callable[[Path], date | None], today: date, called: str) -> tuple[str, ...]:
    """Delete the folders that are past their last day, or that do not tell it; the waves whose they were.

    called : what is in them, as a user calls it. raises : UsageError where they cannot be deleted.
    """
    gone = []
    for folder in kept_folders(private, name):
        last = until(folder)
        if last is not None and today <= last:
            continue
        try:
            shutil.rmtree(folder)
        except OSError as error:
            what = f"{called} past their time cannot be deleted ({error.strerror})"
            raise UsageError(Problem(what, str(folder), fix="delete the folder by hand")) from None
        gone.append(wave_of(folder))
    return tuple(dict.fromkeys(gone))
