"""The flow chart: one call per stage. Private until `build_release`, publishable after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pipeline.errors import NothingToRelease, Problem, UsageError

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.clean.clean import Cleaned
    from pipeline.ingest.export import Export
    from pipeline.instrument.model import Instrument
    from pipeline.publish.bundle import Bundle
    from pipeline.publish.manifest import Manifest
    from pipeline.release.audit import AuditResult
    from pipeline.stats.additive import Method
    from pipeline.tables import Scores

DEFAULT_INSTRUMENT: Final = "tele_oncology"
ANSWERED: Final = "answered.csv"
"""How many answered in every cell: what the second attack knows."""

Say = Callable[[str], None]
"""Takes one line of progress."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked to analyze. Formats left as None are detected."""

    export: Path
    roster: Path | None = None
    instrument: str = DEFAULT_INSTRUMENT
    binding: Path | None = None
    wave: str | None = None
    out: Path = Path("outputs")
    private: Path | None = None
    platform: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header_rows: int | None = None
    codebook: Path | None = None
    scoring: Method = "additive"
    ordinal_alpha: bool = False

    @property
    def private_folder(self) -> Path:
        """Where rows, reasons and keys of all waves are kept."""
        return self.private or self.out.parent / "private"


def analyze(request: Request, say: Say = lambda line: None) -> Bundle:
    """From an export to a published draft wave.

    raises : UserError for every mistake a user can mend; then nothing was written to ``out``.
    """
    from pipeline.clean.binding_file import load_binding
    from pipeline.clean.clean import clean
    from pipeline.clean.roster import read_roster, require_staff
    from pipeline.findings.findings import find
    from pipeline.instrument.load import load_instrument
    from pipeline.measure.frozen import read_frozen
    from pipeline.measure.organise import organise
    from pipeline.measure.score import score
    from pipeline.publish.bundle import Bundle, checked_wave, publish
    from pipeline.release.build import build_release
    from pipeline.release.variants import counts_otherwise

    if request.wave is not None:
        checked_wave(request.wave)
    instrument = load_instrument(request.instrument)
    binding_path = _binding_path(request)
    binding = load_binding(binding_path, instrument)
    roster = read_roster(request.roster, instrument) if request.roster else None
    say(f"Reading {request.export.name}")
    export = _read(request)
    say("Cleaning and coding the answers")
    cleaned = clean(export, instrument, binding)
    wave = request.wave or _wave_of(export, cleaned)
    if roster is not None:
        require_staff(roster, cleaned.responses.people, instrument, request.roster.name if request.roster else "")
    say("Scoring")
    frozen = read_frozen(request.private_folder, wave, instrument)
    scores = score(cleaned.responses, instrument, request.scoring, frozen.effects)
    organised = organise(
        scores,
        cleaned.responses,
        cleaned.everybody,
        cleaned.quality,
        roster,
        instrument,
        request.scoring,
        request.ordinal_alpha,
    )
    say("Protecting: choosing what can be shown")
    release = build_release(scores, roster, instrument, organised.organisation)
    otherwise = {v.name: counts_otherwise(release, v.scores, v.differ, instrument) for v in organised.variants}
    say("Finding")
    findings = find(release, instrument, otherwise)
    manifest = _manifest(request, export, cleaned, scores, instrument, roster, wave, frozen.waves)
    say("Writing")
    _keep_private(request.private_folder, wave, cleaned, scores, instrument)
    folder = publish(request.out, release, findings, instrument, manifest, check=partial(_attack, scores.people))
    return Bundle(folder, manifest, instrument, release, findings)


def inspect(request: Request) -> dict[str, Any]:
    """What an export is and what binds to the instrument; JSON-serializable, without values of texts and identifiers."""
    from pipeline.clean.binding_file import load_binding
    from pipeline.clean.explain import explain
    from pipeline.ingest.describe import describe
    from pipeline.instrument.load import load_instrument

    instrument = load_instrument(request.instrument)
    binding = load_binding(_binding_path(request), instrument)
    export = _read(request)
    return {**describe(export), **explain(export, instrument, binding)}


def audit(folder: Path, private: Path | None = None) -> AuditResult:
    """Attack a published wave; with the private file that tells who answered where, where there is one, it knows that too."""
    import pandas as pd

    from pipeline.release.audit import audit_folder

    known = (private or folder.resolve().parent.parent / "private") / folder.resolve().name / ANSWERED
    return audit_folder(folder, pd.read_csv(known) if known.is_file() else None)


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
    export = _read(request)
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


def _read(request: Request) -> Export:
    from pipeline.ingest.read import read_export

    return read_export(
        request.export,
        platform=request.platform,
        encoding=request.encoding,
        delimiter=request.delimiter,
        header_rows=request.header_rows,
        codebook=request.codebook,
    )


def _binding_path(request: Request) -> Path | None:
    """The binding file that was given, else ``<stem>.binding.yaml`` beside the export where there is one."""
    if request.binding is not None:
        return request.binding
    beside = request.export.with_name(f"{request.export.stem}.binding.yaml")
    return beside if beside.is_file() else None


def _wave_of(export: Export, cleaned: Cleaned) -> str:
    """The month of the last kept answer."""
    last = cleaned.responses.people["recorded"].max()
    if last is None or last != last:
        raise UsageError(
            Problem("the export tells no readable date", export.provenance.path.name, fix="name the wave: WAVE=2026-11")
        )
    return f"{last:%Y-%m}"


def _manifest(
    request: Request,
    export: Export,
    cleaned: Cleaned,
    scores: Scores,
    instrument: Instrument,
    roster: pd.DataFrame | None,
    wave: str,
    frozen_in: tuple[str, ...],
) -> Manifest:
    from pipeline.instrument.load import instrument_sha256
    from pipeline.publish.manifest import new_manifest

    rows = replace(cleaned.rows, scored=len(scores.people), not_scored=scores.not_scored)
    source = {
        "file": export.provenance.path.name,
        "sha256": export.provenance.sha256,
        "platform": export.platform,
        "variant": export.variant,
        "encoding": export.provenance.encoding,
        "delimiter": export.provenance.delimiter,
        "header_rows": export.provenance.header_rows,
        "zone": export.zone,
        "columns": _columns(export, cleaned),
    }
    return new_manifest(
        wave=wave,
        created_at=datetime.now(UTC),
        source=source,
        instrument=instrument,
        instrument_sha256=instrument_sha256(request.instrument),
        roster=roster is not None,
        rows=rows,
        not_stated={kind: _countable(n, instrument.thresholds.k) for kind, n in cleaned.not_stated.items()},
        completed=scores.completed,
        not_asked=cleaned.bound.missing,
        scoring={"rule": request.scoring, "item_effects_from": list(frozen_in) or [wave]},
        notes=_notes(export, cleaned, request, instrument.thresholds.k, frozen_in),
    )


def _columns(export: Export, cleaned: Cleaned) -> dict[str, Any]:
    """How many columns were read and bound, and the names of those that could point at a person; they went no further."""
    from pipeline.ingest.sensitive import sensitive_columns

    bound = {*cleaned.bound.columns.values(), *(p for options in cleaned.bound.options.values() for p in options.values())}
    dropped = [one.column.name[:60] for one in sensitive_columns(export) if one.column.position not in bound]
    return {"read": len(export.columns), "bound": len(bound), "sensitive_dropped": dropped}


def _countable(n: int, k: int) -> int | None:
    """A count of people by role or department, where it may be told: none, or at least k."""
    return n if n == 0 or n >= k else None


def _notes(export: Export, cleaned: Cleaned, request: Request, k: int, frozen_in: tuple[str, ...]) -> list[str]:
    """What a reader should know about this wave, one sentence each; no answer, no line."""
    notes = list(export.provenance.notes)
    if len(cleaned.review):
        n = _countable(int(cleaned.review["n"].sum()), k)
        notes.append(
            f"{f'Fewer than {k}' if n is None else n} answers name a role or department that is not known: counted as not "
            "stated; review.csv in the private folder has suggestions."
        )
    if cleaned.bound.unused:
        names = [export.columns[position].name.strip()[:40] for position in cleaned.bound.unused]
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        notes.append(f"{len(names)} columns of questions carry nothing of the instrument: {', '.join(names[:5])}{more}.")
    if frozen_in:
        notes.append(
            f"Scores use the item effects of {', '.join(frozen_in)}, so that waves can be compared. Where that was another "
            "organisation, give this one a private folder of its own."
        )
    if request.wave is None:
        notes.append("The wave is the month of the last answer.")
    if request.roster is None:
        notes.append("Without a roster, shares and chances are for the population the answers stand for, and seats are shares.")
    return notes


def _keep_private(folder: Path, wave: str, cleaned: Cleaned, scores: Scores, instrument: Instrument) -> None:
    """For the analyst only, ``private/<wave>/``, mode 0700: lines set aside, names to review, lines with signs of careless
    answers, and the item effects that later waves are scored with."""
    from pipeline.measure.frozen import write_frozen
    from pipeline.publish.atomic import replace_folder

    def fill(new: Path) -> None:
        cleaned.set_aside.to_csv(new / "set_aside.csv", index=False, lineterminator="\n")
        cleaned.review.to_csv(new / "review.csv", index=False, lineterminator="\n")
        signs = cleaned.quality.signs.join(cleaned.quality.flags)
        seen = cleaned.everybody.people[["line"]].join(signs.astype(int)).join(cleaned.quality.reason.rename("set_aside"))
        seen[signs.any(axis=1)].to_csv(new / "careless.csv", index=False, lineterminator="\n")
        write_frozen(new, scores, instrument)
        answered(scores.people).to_csv(new / ANSWERED, index=False, lineterminator="\n")

    replace_folder(folder / wave, fill, private=True)


def answered(people: pd.DataFrame) -> pd.DataFrame:
    """How many answered in every cell: columns role, department (and site) and n. PRIVATE."""
    return people.groupby(list(people.columns), sort=True).size().rename("n").reset_index()


def _attack(people: pd.DataFrame, folder: Path) -> None:
    """Run the attacker on a folder as written, before it takes the place of the last one; it knows who answered where."""
    from pipeline.release.audit import audit_folder

    result = audit_folder(folder, answered(people))
    if not result.safe:
        raise NothingToRelease([Problem(violation, "audit of the release") for violation in result.violations])
