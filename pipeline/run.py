"""The flow chart: one call per stage. Private until `build_release`, publishable after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pipeline.errors import NothingToRelease, Problem, UsageError

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.clean.clean import Cleaned
    from pipeline.clean.private_texts import Secrets
    from pipeline.findings.trained import Before
    from pipeline.ingest.export import Export
    from pipeline.private.close import ClosedWave
    from pipeline.private.forget import Forgotten
    from pipeline.publish.bundle import Bundle
    from pipeline.release.audit import AuditResult
    from pipeline.stats.additive import Method

DEFAULT_INSTRUMENT: Final = "tele_oncology"
PRIVATE: Final = "private"
Say = Callable[[str], None]
"""Takes one line: of progress, or (``tell``) of what the analyst alone should know when all is done."""


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
    contacts: bool = False
    """Whether to list, in the private folder, those who asked to be contacted."""
    trained: Path | None = None
    """Seats held since the earlier wave, by role and topic."""

    @property
    def private_folder(self) -> Path:
        """Where rows, reasons and keys of all waves are kept."""
        return self.private or self.out.parent / PRIVATE

    @property
    def other_private_folders(self) -> tuple[Path, ...]:
        """Private folders whose closed waves bind too, so that another place for the results is no way round them."""
        usual = Path(PRIVATE)
        return (usual,) if usual.resolve() != self.private_folder.resolve() else ()


def analyze(request: Request, say: Say = lambda line: None, tell: Say = lambda line: None) -> Bundle:
    """From an export to a published draft wave.

    raises : UserError for every mistake a user can mend; then nothing was written to ``out``.
    """
    from pipeline.clean.binding_file import load_binding
    from pipeline.clean.clean import clean
    from pipeline.clean.contacts import agreed_to_contact, contact_requests
    from pipeline.clean.identity import read_keyring
    from pipeline.clean.private_texts import private_texts
    from pipeline.clean.roster import read_roster, require_staff
    from pipeline.clean.trained import read_trained
    from pipeline.findings.findings import find
    from pipeline.instrument.load import instrument_sha256, load_instrument
    from pipeline.measure.frozen import read_frozen
    from pipeline.measure.organise import organise
    from pipeline.measure.score import score
    from pipeline.private.close import closing_of
    from pipeline.private.contacts import contact_sentences
    from pipeline.private.keep import keep_wave
    from pipeline.private.provenance import Told, manifest_of
    from pipeline.publish.bundle import Bundle, checked_wave, publish
    from pipeline.release.build import build_release
    from pipeline.release.close import Version, require_frozen, standing
    from pipeline.release.contributions import contributions
    from pipeline.release.lattice import build_lattice
    from pipeline.release.ledger import read_ledger
    from pipeline.release.variants import counts_otherwise

    if request.wave is not None:
        checked_wave(request.wave)
    instrument = load_instrument(request.instrument)
    binding_path = _binding_path(request)
    binding = load_binding(binding_path, instrument)
    roster = read_roster(request.roster, instrument) if request.roster else None
    held = read_trained(request.trained, instrument) if request.trained else None
    private = request.private_folder
    _tell_expired(private, tell)
    keyring, ledger = read_keyring(private), read_ledger(private)
    require_frozen(ledger, instrument)
    say(f"Reading {request.export.name}")
    export = _read(request)
    say("Cleaning and coding the answers")
    cleaned = clean(export, instrument, binding, keyring)
    contacts = contact_requests(export, cleaned, instrument, binding, keyring) if request.contacts else None
    wave = request.wave or _wave_of(export, cleaned)
    before = _before(request.out, wave, held) if held is not None else None
    if roster is not None:
        require_staff(roster, cleaned.responses.people, instrument, request.roster.name if request.roster else "")
    say("Scoring")
    effects = read_frozen(private, wave, instrument, closed=bool(ledger.of_wave(wave)))
    scores = score(cleaned.responses, instrument, request.scoring, effects.effects)
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
    rollups = ledger.first.frozen_rollups if ledger.first is not None else None
    release = build_release(scores, roster, instrument, organised.organisation, frozen=rollups)
    version = Version(wave, contributions(scores, cleaned.responses.people), release)
    for closed in (ledger, *(read_ledger(folder) for folder in request.other_private_folders)):
        standing(version, closed, instrument.thresholds.k, own=closed is ledger)
    otherwise = {v.name: counts_otherwise(release, v.scores, v.differ, instrument) for v in organised.variants}
    say("Finding")
    findings = find(release, instrument, otherwise, before)
    told = Told(
        wave=wave,
        wave_given=request.wave is not None,
        instrument=instrument,
        instrument_sha256=instrument_sha256(request.instrument),
        scoring=request.scoring,
        effects_from=effects.waves,
        closing=closing_of(ledger, version),
    )
    manifest = manifest_of(told, export, cleaned, scores, release)
    say("Writing")
    lattice = build_lattice(scores.people, roster, instrument, rollups)
    kept = keep_wave(private, cleaned, scores, instrument, version, lattice, keyring, contacts)
    secrets = private_texts(export, cleaned, instrument)
    check = partial(_check, people=scores.people, secrets=secrets)
    folder = publish(request.out, release, findings, instrument, manifest, check=check)
    for sentence in contact_sentences(kept, agreed_to_contact(export, cleaned, instrument, binding), private / wave):
        tell(sentence)
    return Bundle(folder, manifest, instrument, release, findings)


def close(wave: str, out: Path = Path("outputs"), private: Path | None = None, tell: Say = lambda line: None) -> ClosedWave:
    """Freeze a published draft; raises UserError where it cannot be."""
    from pipeline.private.close import close_wave
    from pipeline.publish.bundle import checked_wave

    wave = checked_wave(wave)
    _tell_expired(private or out.parent / PRIVATE, tell)
    return close_wave(out, private or out.parent / PRIVATE, wave)


def forget(code: str, private: Path = Path("private"), *, is_contact: bool = False, tell: Say = lambda line: None) -> Forgotten:
    """Delete the private rows and contacts of one respondent, or a contact alone; raises UserError where nobody is linked.

    code : the respondent's; with ``is_contact`` an e-mail address or phone number as it stands in a list.
    """
    from pipeline.private.forget import forget as forget_person
    from pipeline.private.forget import forget_by_contact

    _tell_expired(private, tell)
    return forget_by_contact(private, code) if is_contact else forget_person(private, code)


def _tell_expired(private: Path, tell: Say) -> None:
    """Delete lists of contacts that are past their time; every command that opens the private folder does."""
    from datetime import date

    from pipeline.private.contacts import expired

    for wave in expired(private, date.today()):
        tell(f"The contact lists of wave {wave} were past their time and are deleted.")


def inspect(request: Request) -> dict[str, Any]:
    """What an export is and what binds to the instrument; JSON-serializable, without values of texts and identifiers."""
    from pipeline.clean.bind import claim
    from pipeline.clean.binding_file import load_binding
    from pipeline.clean.contacts import contact_columns
    from pipeline.clean.explain import explain
    from pipeline.ingest.describe import describe
    from pipeline.instrument.load import load_instrument

    instrument = load_instrument(request.instrument)
    binding = load_binding(_binding_path(request), instrument)
    export = _read(request)
    contacts = contact_columns(claim(export, instrument, binding).bound, instrument)
    return {**describe(export, contacts), **explain(export, instrument, binding)}


def audit(folder: Path, private: Path | None = None, tell: Say = lambda line: None) -> dict[str, AuditResult]:
    """Attack one published wave, or every wave under a folder of outputs: name of the wave -> what was found.

    With the private folder, where there is one, the attacker also knows who answered where, and every closed version of a wave.
    """
    import pandas as pd

    from pipeline.private.keep import ANSWERED
    from pipeline.private.versions import versions_finding
    from pipeline.publish.atomic import current
    from pipeline.publish.bundle import waves
    from pipeline.release.audit import audit_folder

    names = waves(folder)
    folders = {name: current(folder / name) for name in names} or {folder.resolve().name: folder}
    private = private or (folder if names else folder.resolve().parent).resolve().parent / PRIVATE
    _tell_expired(private, tell)
    found = {}
    for name, path in folders.items():
        known = current(private / name) / ANSWERED
        result = audit_folder(path, pd.read_csv(known) if known.is_file() else None)
        versions = versions_finding(path, private, name)
        found[name] = result if versions is None else replace(result, findings=(*result.findings, versions))
    return found


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


def _before(out: Path, wave: str, held: pd.DataFrame) -> Before:
    """The newest published wave before this one, with what was trained since."""
    from pipeline.findings.trained import Before
    from pipeline.publish.bundle import open_wave, wave_before

    earlier = wave_before(out, wave)
    if earlier is None:
        fix = "analyze the earlier wave into the same folder first, or leave the list of what was trained out"
        raise UsageError(Problem(f"there is no wave before {wave} to compare with", str(out), fix=fix))
    bundle = open_wave(out, earlier)
    return Before(earlier, bundle.release, bundle.instrument, held)


def _check(folder: Path, people: pd.DataFrame, secrets: Secrets) -> None:
    """Look at a folder as written, before it takes the place of the last one: the attacker, who knows who answered where, and
    whether anything private got into a file."""
    from pipeline.private.keep import answered
    from pipeline.release.audit import audit_folder
    from pipeline.release.leaks import leaks

    result = audit_folder(folder, answered(people))
    found = [Problem(violation, "audit of the release") for violation in result.violations]
    found += [Problem(text, "scan of the outputs") for text in leaks(folder, secrets)]
    if found:
        raise NothingToRelease(found)
