"""Several exports of one wave: parts of one survey that was too large for one file, or the files of several centres."""

from __future__ import annotations

import glob
import os
from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import Problem, UsageError
from pipeline.ingest.export import Column
from pipeline.ingest.remote import is_url, matching

_SHOWN = 5
#: What makes a column the same in two files: header, platform id, and its place among columns of the same two.
_Key = tuple[str, str | None, int]
_FIX = "export all files of a wave in one way"


def exports_of(named: Sequence[Path]) -> tuple[Path, ...]:
    """The files that are named or matched by a pattern, each pattern's in the order of their names.

    raises : UsageError with every pattern that matches nothing and every file that is given twice.
    """
    problems: list[Problem] = []
    found: list[Path] = []
    for path in named:
        matched = _matched(path)
        if not matched:
            fix = "check the folder and the pattern; quote it so that it comes through as it is: 'exports/*.csv'"
            problems.append(Problem("no file matches this pattern", os.fspath(path), fix=fix))
        found += matched
    seen: set[Path] = set()
    for path in found:
        place = path if is_url(path) else path.resolve()
        if place in seen:
            problems.append(Problem("this file is given twice", os.fspath(path), fix="give every export once"))
        seen.add(place)
    if problems:
        raise UsageError(problems)
    return tuple(found)


def _matched(path: Path) -> list[Path]:
    """The files of a pattern; a path that is none stands for itself, whether or not there is such a file."""
    if not glob.has_magic(os.fspath(path)) or (not is_url(path) and path.exists()):
        return [path]
    if is_url(path):
        return [Path(address) for address in matching(path)]
    return [Path(name) for name in sorted(glob.glob(os.fspath(path), recursive=True)) if Path(name).is_file()]


def differences(
    columns: Sequence[Column], platform: str, name: str, others: Sequence[Column], other_platform: str, known: str
) -> list[Problem]:
    """What makes a file another survey than the first one; its columns may stand in another order.

    columns, platform, name : of the file. others, other_platform, known : of the first one.
    """
    if platform != other_platform:
        what = f"this is an export of {platform}, but {known} is one of {other_platform}"
        return [Problem(what, name, fix="give exports of one platform, or name the platform")]
    own, wanted = _keys(columns), _keys(others)
    problems = []
    if missing := [key[0] for key in wanted if key not in own]:
        problems.append(Problem(f"{_named(missing)} of {known} missing here", name, fix=_FIX))
    if further := [key[0] for key in own if key not in wanted]:
        problems.append(Problem(f"{_named(further)} not in {known}", name, fix=_FIX))
    return problems


def _keys(columns: Sequence[Column]) -> dict[_Key, Column]:
    """Each column under what it is known by."""
    found: dict[_Key, Column] = {}
    for column in columns:
        nth = 0
        while (key := (column.name, column.import_id, nth)) in found:
            nth += 1
        found[key] = column
    return found


def _named(names: Sequence[str]) -> str:
    """Some columns by name, then their number."""
    shown = ", ".join(repr(name[:60]) for name in names[:_SHOWN])
    return f"column{'s' if len(names) > 1 else ''} {shown}" + (f" and {more} more" if (more := len(names) - _SHOWN) > 0 else "")
