"""Propose an instrument and a binding for an export of another questionnaire."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import Problem, UsageError
from pipeline.run.request import Request, read


@dataclass(frozen=True, slots=True)
class Drafted:
    """The two files of a draft, and what their author should know."""

    instrument: Path
    binding: Path
    notes: tuple[str, ...]


def draft(request: Request, labels: Path | None = None, replace: bool = False) -> Drafted:
    """Write ``<stem>.instrument.yaml`` and ``<stem>.binding.yaml`` beside the export, for a person to edit.

    labels : YAML with more families of answers, name -> answers from low to high. replace : whether drafts that are there
    already may be written over.
    raises : UserError where the export cannot be read or a file is in the way; then nothing was written.
    """
    from pipeline.ingest.asked import asked
    from pipeline.instrument.draft import draft as drafted
    from pipeline.instrument.families import load_families
    from pipeline.publish.atomic import write_text

    families = load_families(labels) if labels is not None else {}
    export = read(request)
    stem = request.export.stem
    files = [request.export.with_name(f"{stem}.{kind}.yaml") for kind in ("instrument", "binding")]
    in_the_way = [path for path in files if path.exists() and not replace]
    if in_the_way:
        fix = "move it away, or say --replace"
        raise UsageError([Problem("a file of this name is there already", path.name, fix=fix) for path in in_the_way])
    made = drafted(asked(export), stem, families)
    for path, text in zip(files, (made.instrument, made.binding), strict=True):
        write_text(path, text)
    return Drafted(files[0], files[1], made.notes)
