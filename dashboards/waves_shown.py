"""Which waves may be shown: with sign-in only closed ones; a draft can still change and stays on this machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from dashboards.serve import OUTPUTS
from pipeline.errors import UserError
from pipeline.publish.atomic import current
from pipeline.publish.bundle import checked_wave, waves
from pipeline.publish.manifest import read_manifest

CLOSED: Final = "closed"


def outputs() -> Path:
    """The folder with the published waves."""
    return Path(os.environ.get(OUTPUTS, "outputs"))


def waves_shown(folder: Path, *, drafts: bool) -> list[str]:
    """Waves that may be shown, newest first."""
    return [wave for wave in waves(folder) if drafts or _is_closed(folder, wave)]


def may_show(folder: Path, wave: str, *, drafts: bool) -> bool:
    """Whether one wave may be shown; False for a name that is none."""
    try:
        checked_wave(wave)
    except UserError:
        return False
    return wave in waves_shown(folder, drafts=drafts)


def _is_closed(folder: Path, wave: str) -> bool:
    try:
        return read_manifest(current(folder / wave) / "manifest.json").state == CLOSED
    except (UserError, OSError):
        return False
