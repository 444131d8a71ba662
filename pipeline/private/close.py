"""Close a wave: from then on it stays as it is. The private side goes first, then the published folder says so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.errors import NothingToRelease, Problem, SetupError
from pipeline.private.keep import ANSWERED, VERSION
from pipeline.private.linked import linked_finding, read_known
from pipeline.private.lock import STAGING
from pipeline.private.seals import write_seal
from pipeline.publish.atomic import current, replace_folder
from pipeline.publish.bundle import Bundle, open_wave, publish
from pipeline.publish.manifest import Closing
from pipeline.release.audit import audit_folder
from pipeline.release.close import Version, ledger_release, require_frozen, same_release, standing
from pipeline.release.ledger import ENTRY, Entry, Ledger, append, file_sha256, read_ledger, release_sha256
from pipeline.release.people_file import People, people_path, read_people
from pipeline.release.store import write_release
from pipeline.tables import EDITION


@dataclass(frozen=True, slots=True)
class ClosedWave:
    """A wave that is closed now. ``again`` : it was already, and is the same."""

    bundle: Bundle
    closing: Closing
    again: bool


def close_wave(out: Path, private: Path, wave: str) -> ClosedWave:
    """Freeze a published draft.

    raises : SetupError where the draft or its private folder is missing or they do not belong together; NothingToRelease
    where the attacker finds something; UnsafeChange where what was closed before forbids it.
    """
    bundle = open_wave(out, wave)
    folder = current(private / wave)
    facts, version = _version(folder, bundle)
    ledger = read_ledger(private)
    _require_earlier(bundle, out, ledger)
    audit = audit_folder(bundle.path, pd.read_csv(folder / ANSWERED))
    linked = linked_finding(bundle.path, out, read_known(folder))
    violations = (*audit.violations, *(linked.violations if linked is not None else ()))
    if violations:
        raise NothingToRelease([Problem(violation, "audit of the release") for violation in violations])
    require_frozen(ledger, bundle.instrument)
    standing(version, ledger, bundle.instrument.thresholds.k)
    known = _same(ledger, version)
    entry = known or _append(ledger, bundle, folder, facts, version)
    closing = Closing(entry.at, entry.number)
    _say_closed(out, private, bundle, closing)
    return ClosedWave(bundle, closing, known is not None)


def _require_earlier(bundle: Bundle, out: Path, ledger: Ledger) -> None:
    """The wave that people are linked with must be closed, and be what it was then; raises SetupError."""
    earlier = bundle.manifest.earlier
    if earlier is None or not len(bundle.release.linked):
        return
    name, where = earlier["wave"], str(bundle.path)
    if not ledger.of_wave(name):
        what = f"wave {bundle.wave} is linked with wave {name}, which can still change"
        raise SetupError(Problem(what, where, fix=f"close wave {name} first"))
    if release_sha256(open_wave(out, name).release) != earlier["release"]:
        what = f"wave {name} was analyzed anew since wave {bundle.wave} was linked with it"
        raise SetupError(Problem(what, where, fix="run `make analyze` again for this wave, then close"))


def closing_of(ledger: Ledger, version: Version) -> Closing | None:
    """When a version was closed; None where it was not."""
    entry = _same(ledger, version)
    return Closing(entry.at, entry.number) if entry is not None else None


def _version(folder: Path, bundle: Bundle) -> tuple[Mapping[str, Any], Version]:
    """What the private folder knows of the draft; raises SetupError where it is of another one."""
    fix = "run `make analyze` again, then close"
    try:
        facts = json.loads((folder / VERSION).read_text(encoding="utf-8"))
        version = Version(bundle.wave, People.of(read_people(people_path(folder))), bundle.release)
        belongs = facts["release"] == release_sha256(bundle.release) and facts["answers"] == version.people.answers
    except (OSError, ValueError, KeyError):
        raise SetupError(Problem(f"the private side of wave {bundle.wave} is missing or damaged", str(folder), fix=fix)) from None
    if not belongs:
        what = f"wave {bundle.wave} as published is not the one that was analyzed last (or somebody was forgotten since)"
        raise SetupError(Problem(what, str(bundle.path), fix=fix))
    return facts, version


def _same(ledger: Ledger, version: Version) -> Entry | None:
    """The closing that a version is the same as."""
    known = (entry for entry in ledger.of_wave(version.wave) if same_release(ledger_release(ledger, entry), version.release))
    return next(known, None)


def _append(ledger: Ledger, bundle: Bundle, folder: Path, facts: Mapping[str, Any], version: Version) -> Entry:
    """Keep the contributions and the tables under the private folder, then write the line of the ledger."""
    entry = Entry(
        number=len(ledger.entries) + 1,
        kind="closed",
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        wave=bundle.wave,
        instrument={"id": bundle.instrument.id, "version": bundle.instrument.version},
        thresholds=bundle.instrument.thresholds.model_dump(mode="json"),
        rollups=facts["rollups"],
        declared=facts["declared"],
        release=facts["release"],
        people=file_sha256(people_path(folder)),
        answers=version.people.answers,
        of=len(ledger.entries) + 1,
        previous=ledger.head,
    )

    def fill(new: Path) -> None:
        people = people_path(folder)
        (new / people.name).write_bytes(people.read_bytes())
        write_release(new, bundle.release)
        (new / ENTRY).write_text(entry.line + "\n", encoding="utf-8")

    replace_folder(ledger.folder(entry), fill, private=True)
    append(ledger, entry)
    return entry


def _say_closed(out: Path, private: Path, bundle: Bundle, closing: Closing) -> None:
    """Publish the same wave with its state; a reader finds the draft or the closed wave, never a mixture."""
    manifest = replace(bundle.manifest, state="closed", closed=closing, edition=EDITION)
    first = partial(write_seal, private, bundle.wave, standing=bundle.path)
    parts = (bundle.release, bundle.findings, bundle.instrument, manifest)
    publish(out, *parts, first=first, staging=private / STAGING)
