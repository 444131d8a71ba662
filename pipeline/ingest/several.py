"""Several exports of one wave: parts of one survey that was too large for one file, or the files of several centres."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.errors import ExportError, Problem, UsageError
from pipeline.ingest.export import Column, Export
from pipeline.ingest.read import read_export

_SHOWN = 5
#: What makes a column the same in two files: header, platform id, and its place among columns of the same two.
_Key = tuple[str, str | None, int]


def read_exports(
    paths: Sequence[str | os.PathLike[str]],
    *,
    platform: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_rows: int | None = None,
    codebook: str | os.PathLike[str] | None = None,
) -> Iterator[Export]:
    """Read exports one after another, each with the columns of the first, in its order; arguments as of ``read_export``.

    raises : UsageError for no file; ExportError as ``read_export``, and for a file of another platform, with other columns, or
        with the very bytes of an earlier one, whose answers would count twice.
    """
    if not paths:
        raise UsageError(Problem("no export is given", "EXPORT", fix="name at least one file"))
    first: Export | None = None
    seen: dict[str, str] = {}
    for path in paths:
        export = read_export(
            path, platform=platform, encoding=encoding, delimiter=delimiter, header_rows=header_rows, codebook=codebook
        )
        name, checksum = export.provenance.path.name, export.provenance.sha256
        if checksum in seen:
            raise ExportError(Problem(f"this is the same file as {seen[checksum]}", name, fix="give every export once"))
        seen[checksum] = name
        first = first or export
        yield export if export is first else _like(export, first)


def _like(export: Export, first: Export) -> Export:
    """An export with its columns in the order of the first one; kinds and questions are suggested by the first."""
    name, known = export.provenance.path.name, first.provenance.path.name
    if export.platform != first.platform:
        what = f"this is an export of {export.platform}, but {known} is one of {first.platform}"
        raise ExportError(Problem(what, name, fix="give exports of one platform, or name the platform"))
    own, wanted = _keys(export.columns), _keys(first.columns)
    problems = []
    if missing := [key[0] for key in wanted if key not in own]:
        problems.append(Problem(f"{_named(missing)} of {known} missing here", name, fix="export all files of a wave in one way"))
    if further := [key[0] for key in own if key not in wanted]:
        problems.append(Problem(f"{_named(further)} not in {known}", name, fix="export all files of a wave in one way"))
    if problems:
        raise ExportError(problems)
    places = [own[key].position for key in wanted]
    columns = tuple(
        replace(own[key], position=column.position, kind=column.kind, question=column.question) for key, column in wanted.items()
    )
    return replace(export, columns=columns, texts=tuple(export.texts[place] for place in places))


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
