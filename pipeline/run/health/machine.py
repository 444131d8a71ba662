"""The machine: room on the disk, Python and packages as they are pinned."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from pipeline.run.health.model import Finding, Folders

LOCK: Final = Path(__file__).parents[3] / "requirements.lock"
_ROOM: Final = 500
"""Megabytes that a wave and its predecessor need together with ease."""
_PINNED: Final = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)")
_OURS: Final = frozenset(
    {"pandas", "numpy", "scipy", "pyarrow", "polars", "pydantic", "pingouin", "highspy", "streamlit", "filelock"}
)
_SHOWN: Final = 5


def machine_findings(folders: Folders) -> Iterator[Finding]:
    """All that concerns neither side."""
    yield from _disks(folders)
    yield from _python()
    yield from _packages(LOCK)


def _disks(folders: Folders) -> Iterator[Finding]:
    for folder in (folders.out, folders.private):
        there = next((one for one in (folder, *folder.resolve().parents) if one.exists()), None)
        if there is None:
            continue
        free = shutil.disk_usage(there).free // 1_000_000
        said = f"{free:,} MB are free on its disk"
        yield Finding("fine", str(folder), said) if free >= _ROOM else Finding("note", str(folder), said, "make room")


def _python() -> Iterator[Finding]:
    own = sys.version.split()[0]
    if (3, 11) <= sys.version_info[:2] <= (3, 13):
        yield Finding("fine", "Python", own)
    else:
        yield Finding("note", "Python", f"{own}; tested with 3.11 to 3.13", "make PYTHON=python3.12 setup")


def _packages(lock: Path) -> Iterator[Finding]:
    """Packages that decide about figures, against what is pinned."""
    if not lock.is_file():
        yield Finding("note", "packages", "not compared: the list of pinned versions is not beside the program")
        return
    pinned: dict[str, list[str]] = {}
    for line in lock.read_text(encoding="utf-8").splitlines():
        if found := _PINNED.match(line):  # more than one version where Pythons need different ones
            pinned.setdefault(found["name"].lower(), []).append(found["version"])
    other = [
        f"{name} {_own(name)} instead of {' or '.join(pinned[name])}"
        for name in sorted(_OURS & set(pinned))
        if _own(name) not in pinned[name]
    ]
    if other:
        more = f" and {len(other) - _SHOWN} more" if len(other) > _SHOWN else ""
        what = f"{', '.join(other[:_SHOWN])}{more}: figures may differ in the last digits"
        yield Finding("note", "packages", what, "make setup")
    else:
        yield Finding("fine", "packages", "as pinned")


def _own(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
