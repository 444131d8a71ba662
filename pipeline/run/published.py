"""Write a wave: the private side first, then what is published, looked at as written before it takes its place."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import NothingToRelease, Problem
from pipeline.run.given import Given
from pipeline.run.measured import Measured
from pipeline.run.protected import Protected
from pipeline.run.request import Request, Say

if TYPE_CHECKING:
    from pipeline.private.keep import Kept
    from pipeline.private.linked import Known
    from pipeline.publish.bundle import Bundle
    from pipeline.publish.manifest import Manifest
    from pipeline.publish.ready import Ready
    from pipeline.tables import Findings
    from pipeline.tables.tally import Tally
    from pipeline.wave.wave import Wave


def published(
    request: Request,
    inputs: Given,
    scored: Measured,
    safe: Protected,
    findings: Callable[[], Findings],
    tell: Say,
    ready: Ready | None = None,
) -> Bundle:
    """Write what is to be published on the private side and look at it there; then keep the private side, then put it in place.

    findings : waits for them. ready : what was started before to write with.
    raises : NothingToRelease where the attacker or the scan finds something; then nothing of this run stays.
    """
    from pipeline.private.comments import comment_sentences
    from pipeline.private.contacts import contact_sentences
    from pipeline.private.keep import Written, keep_wave, secure
    from pipeline.private.linked import files_of
    from pipeline.private.lock import STAGING
    from pipeline.private.seals import write_seal
    from pipeline.publish.atomic import current
    from pipeline.publish.bundle import Bundle, publish
    from pipeline.release.lattice import build_lattice
    from pipeline.wave.wave import comments_of

    instrument, private = inputs.instrument, request.private_folder
    manifest = _manifest(request, inputs, scored, safe)
    tally = scored.found.tally.inhabited(inputs.roster)
    lattice = build_lattice(tally.grid, tally.people, inputs.roster, instrument, safe.rollups)
    kept: list[Kept] = []
    comments = comments_of(scored.answers)
    written = None if comments is None else Written(comments, inputs.names)

    def first(folder: Path) -> None:
        secure(private)
        write_seal(private, scored.wave, folder, current(request.out / scored.wave))
        given = (private, scored.answers, scored.found, instrument, safe.version, lattice, inputs.keyring)
        kept.append(keep_wave(*given, scored.contacts, {**scored.done.kept, **files_of(safe.known)}, written))

    check = partial(_check, out=request.out, known=safe.known, tally=tally, answers=scored.answers)
    parts = (safe.release, findings, instrument, manifest)
    staging = private / STAGING
    folder = publish(request.out, *parts, check=check, first=first, staging=staging, pdf=request.pdf, ready=ready)
    place = private / scored.wave
    contacts = contact_sentences(kept[0].contacts, scored.answers.agreed, place)
    for sentence in (*contacts, *comment_sentences(kept[0].comments, place)):
        tell(sentence)
    return Bundle(folder, manifest, instrument, safe.release, findings())


def _manifest(request: Request, inputs: Given, scored: Measured, safe: Protected) -> Manifest:
    from pipeline.instrument.load import instrument_sha256
    from pipeline.private.close import closing_of
    from pipeline.private.provenance import Told, manifest_of
    from pipeline.release.ledger import release_sha256

    before = scored.before
    earlier = None if before is None else {"wave": before.wave, "release": release_sha256(before.release)}
    told = Told(
        wave=scored.wave,
        wave_given=request.wave is not None,
        instrument=inputs.instrument,
        instrument_sha256=instrument_sha256(request.instrument),
        scoring=request.scoring,
        effects_from=scored.effects.waves,
        closing=closing_of(inputs.ledger, safe.version),
        earlier=earlier,
    )
    return manifest_of(told, scored.answers, scored.found, safe.release)


def _check(folder: Path, rest: Callable[[], None], out: Path, known: Known | None, tally: Tally, answers: Wave) -> None:
    """Look at a folder as written, before it takes the place of the last one: the attacker, who knows who answered where and who
    is linked with other waves, and whether anything private got into a file. rest : writes all but the release."""
    from pipeline.beside import beside
    from pipeline.private.keep import answered
    from pipeline.private.linked import linked_finding
    from pipeline.release.audit import audit_folder

    with ExitStack() as stack:
        scan: list[Callable[[], list[str]]] = []

        def all_there() -> None:
            rest()
            scan.append(stack.enter_context(beside(partial(_scanned, folder, answers))))

        linked = linked_finding(folder, out, known)  # of the release too, so there is time while the rest is made
        result = audit_folder(folder, answered(tally), all_there)
        violations = (*result.violations, *(linked.violations if linked is not None else ()))
        found = [Problem(violation, "audit of the release") for violation in violations]
        found += [Problem(text, "scan of the outputs") for begun in scan for text in begun()]
    if found:
        raise NothingToRelease(found)


def _scanned(folder: Path, answers: Wave) -> list[str]:
    """What of the exports got into a file."""
    from pipeline.release.leaks import leaks

    return leaks(folder, answers.said_in)
