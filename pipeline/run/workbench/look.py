"""What was dropped: the export as `inspect` sees it, the lists beside it, and which questionnaire it seems to be. PRIVATE."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.run.request import read
from pipeline.run.workbench.refusal import Refusal, attempt
from pipeline.run.workbench.work import OWN, Work, request

if TYPE_CHECKING:
    from pipeline.ingest.export import Export
    from pipeline.instrument.model import Instrument


@dataclass(frozen=True, slots=True)
class SeenQuestion:
    """One question of an export. answers : how often each was given; None where answers are not listed (texts, persons)."""

    id: str
    text: str
    kind: str
    columns: tuple[str, ...]
    answers: Mapping[str, int] | None


@dataclass(frozen=True, slots=True)
class Fit:
    """How much of a questionnaire an export carries. bound, of : columns that are rated and questions. instrument : library id,
    or ``OWN``."""

    instrument: str
    title: str
    bound: int
    of: int


@dataclass(frozen=True, slots=True)
class SeenList:
    """A list beside the export. rows : of the file; 0 where it is refused."""

    kind: str
    file: str
    rows: int
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What was dropped.

    Attributes
    ----------
    file : name of the export. platform, variant, encoding, delimiter, header_rows, zone : how it was read.
    respondents : rows of answers; finished, unfinished, tests, spam, blank : how many of them are so.
    wave : year and month that the file's name or its last answer tells; "" where neither does.
    questions : in the order of the file. warnings : what to look at, one sentence each.
    fits : questionnaires, the best first. lists : the other files of the work.
    """

    file: str
    platform: str
    variant: str
    encoding: str
    delimiter: str | None
    header_rows: int
    zone: str
    respondents: int
    finished: int
    unfinished: int
    tests: int
    spam: int
    blank: int
    wave: str
    questions: tuple[SeenQuestion, ...]
    warnings: tuple[str, ...]
    fits: tuple[Fit, ...]
    lists: tuple[SeenList, ...]


def export_of(work: Work) -> Export | Refusal:
    """The export, read; give it to the other functions where several look at it, since reading takes longest."""
    return attempt(lambda: read(request(work)))


def instrument_of(work: Work) -> Instrument | Refusal:
    """The questionnaire that was chosen."""
    from pipeline.instrument.load import load_instrument

    return attempt(lambda: load_instrument(work.instrument))


def look(work: Work, export: Export | None = None) -> Look | Refusal:
    """What `inspect` finds, or why it finds nothing: the same words as the command's. Nothing is raised for a user's mistake."""
    found = export if export is not None else export_of(work)
    return found if isinstance(found, Refusal) else _looked(work, found)


def _looked(work: Work, export: Export) -> Look:
    from pipeline.ingest.describe import describe

    told = describe(export, _contacts(work, export))
    return Look(
        file=export.provenance.path.name,
        platform=told["platform"],
        variant=told["variant"],
        encoding=told["encoding"],
        delimiter=told["delimiter"],
        header_rows=told["header_rows"],
        zone=told["zone"],
        respondents=told["respondents"],
        finished=told["complete"],
        unfinished=told["partial"],
        tests=told["test"],
        spam=told["spam"],
        blank=told["blank"],
        wave=wave_told(export),
        questions=tuple(map(_question, told["questions"])),
        warnings=tuple(told["warnings"]),
        fits=_fits(work, export),
        lists=look_at_lists(work),
    )


def look_at_lists(work: Work) -> tuple[SeenList, ...]:
    """The files beside the export, each as the command reads it."""
    return tuple(_list(work, kind) for kind in ("roster", "codebook", "trained", "actions") if kind in work.files)


def wave_told(export: Export) -> str:
    """The year and month that the name of a file starts with, else those of its last answer; "" where neither is told."""
    from pipeline.run.inbox_files import named_wave

    if named := named_wave(export.provenance.path):
        return named
    last = export.recorded[export.status.isin(("complete", "partial"))].max()
    return "" if last is None or last != last else f"{last:%Y-%m}"


def _question(told: Mapping[str, Any]) -> SeenQuestion:
    return SeenQuestion(told["id"], told["text"], told["kind"], tuple(told["columns"]), told["answers"])


def _contacts(work: Work, export: Export) -> frozenset[int]:
    """Columns of contacts, which the questionnaire knows whatever they are called."""
    from pipeline.clean.bind import claim
    from pipeline.clean.binding_file import BindingFile
    from pipeline.clean.contacts import contact_columns

    instrument = instrument_of(work)
    if isinstance(instrument, Refusal):
        return frozenset()
    return contact_columns(claim(export, instrument, BindingFile()).bound, instrument)


def _fits(work: Work, export: Export) -> tuple[Fit, ...]:
    """How much of each questionnaire binds without any decision; of the own one with its binding."""
    from pipeline.instrument.load import library_ids

    own = (OWN,) if "instrument" in work.files else ()
    fits = [fit for one in (*own, *library_ids()) if (fit := _fit(work, export, one)) is not None]
    return tuple(sorted(fits, key=lambda fit: (-fit.bound / max(fit.of, 1), -fit.bound)))


def _fit(work: Work, export: Export, name: str) -> Fit | None:
    from pipeline.clean.bind import claim
    from pipeline.clean.binding_file import BindingFile, field_ids, load_binding
    from pipeline.instrument.load import load_instrument

    path = work.files.get("binding") if name == OWN else None
    instrument = attempt(lambda: load_instrument(work.files["instrument"] if name == OWN else name))
    if isinstance(instrument, Refusal):
        return None
    binding = attempt(lambda: load_binding(path, instrument))
    bound = claim(export, instrument, BindingFile() if isinstance(binding, Refusal) else binding).bound
    return Fit(name, instrument.title, len(bound.how), len(field_ids(instrument)))


def _list(work: Work, kind: str) -> SeenList:
    """A list as the command reads it."""
    path = work.files[kind]
    rows = attempt(lambda: _rows(work, kind, path))
    return SeenList(kind, path.name, 0, rows) if isinstance(rows, Refusal) else SeenList(kind, path.name, rows)


def _rows(work: Work, kind: str, path: Path) -> int:
    """Rows of a list; raises UserError as the command does. What belongs to the wave before is read when the work is run."""
    from pipeline.clean.roster import read_roster
    from pipeline.clean.trained import read_trained
    from pipeline.ingest.read import read_export
    from pipeline.instrument.load import load_instrument

    if kind == "codebook":
        return len(path.read_bytes().splitlines())
    if kind == "actions":
        return len(read_export(path, platform="plain").lines)
    instrument = load_instrument(work.instrument)
    return len(read_roster(path, instrument) if kind == "roster" else read_trained(path, instrument))
