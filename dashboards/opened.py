"""Waves as they were read: once per content, however many look at them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from dashboards.prepared import Kept
from pipeline.publish.atomic import current
from pipeline.publish.bundle import Bundle, open_wave

_WAVES: Final = Kept(8)


def opened(folder: Path, wave: str) -> Bundle:
    """One wave below ``folder``; treated as read-only by everybody. Raises UserError or OSError where it cannot be read."""
    return _WAVES.get(_content(folder, wave), lambda: open_wave(folder, wave))


def is_open(folder: Path, wave: str) -> bool:
    """Whether it was read already, so that nobody waits for it."""
    return _WAVES.has(_content(folder, wave))


def _content(folder: Path, wave: str) -> tuple[str, str, int, int]:
    status = (current(folder / wave) / "manifest.json").stat()
    return (str(folder), wave, status.st_mtime_ns, status.st_size)
