"""Put the files of a plan into a folder of their own: all of them or none, and never among published or foreign files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pipeline.errors import Problem
from pipeline.publish.atomic import replace_folder
from pipeline.publish.plan.files import PLAN_FILES

_LEFT_BY_PROGRAMS: Final = re.compile(r"\.DS_Store|Thumbs\.db|desktop\.ini|\.~lock\..*#")
_PUBLISHED: Final = "manifest.json"


def save_problems(folder: Path, outputs: Path) -> list[Problem]:
    """Why a plan cannot be saved in a folder; empty where it can. outputs : where waves are published."""
    place, where = folder.resolve(), str(folder)
    if place.is_relative_to(outputs.resolve()) or any((one / _PUBLISHED).is_file() for one in (place, *place.parents)):
        return [Problem("published waves stay as they are; a plan cannot be saved among them", where, fix="another folder")]
    if place == Path.cwd():
        return [Problem("a plan needs a folder of its own", where, fix="name one, as --save plans/2026-11")]
    if not place.exists():
        return []
    if not place.is_dir():
        return [Problem("is a file, not a folder", where)]
    names = sorted(path.name for path in place.iterdir())
    foreign = [name for name in names if name not in PLAN_FILES and not _LEFT_BY_PROGRAMS.fullmatch(name)]
    if foreign:
        return [Problem(f"the folder holds other files ({', '.join(foreign[:3])})", where, fix="a new folder, or an empty one")]
    return []


def save_plan(files: Mapping[str, bytes], folder: Path) -> Path:
    """Write the files; a plan that was there before is replaced. Call ``save_problems`` first.

    raises : UsageError where the folder cannot be written.
    """

    def fill(new: Path) -> None:
        for name, data in files.items():
            (new / name).write_bytes(data)

    replace_folder(folder.resolve(), fill)
    return folder
