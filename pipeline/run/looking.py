"""Commands that look and change nothing: what an export is, and whether anybody can be seen through what is published."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.run.keeping import tell_expired
from pipeline.run.request import PRIVATE, Request, Say, binding_path, read

if TYPE_CHECKING:
    from pipeline.release.audit import AuditResult


def inspect(request: Request) -> dict[str, Any]:
    """What an export is and what binds to the instrument; JSON-serializable, without values of texts and identifiers."""
    from pipeline.clean.bind import claim
    from pipeline.clean.binding_file import load_binding
    from pipeline.clean.contacts import contact_columns
    from pipeline.clean.explain import explain
    from pipeline.ingest.describe import describe
    from pipeline.instrument.load import load_instrument

    instrument = load_instrument(request.instrument)
    binding = load_binding(binding_path(request), instrument)
    export = read(request)
    contacts = contact_columns(claim(export, instrument, binding).bound, instrument)
    return {**describe(export, contacts), **explain(export, instrument, binding)}


def audit(folder: Path, private: Path | None = None, tell: Say = lambda line: None) -> dict[str, AuditResult]:
    """Attack one published wave, or every wave under a folder of outputs: name of the wave -> what was found.

    With the private folder, where there is one, the attacker also knows who answered where, who is linked with other waves, and
    every closed version of a wave.
    """
    import pandas as pd

    from pipeline.private.keep import ANSWERED
    from pipeline.private.linked import linked_finding, read_known
    from pipeline.private.versions import versions_finding
    from pipeline.publish.atomic import current
    from pipeline.publish.bundle import waves
    from pipeline.release.audit import audit_folder

    names = waves(folder)
    folders = {name: current(folder / name) for name in names} or {folder.resolve().name: folder}
    private = private or (folder if names else folder.resolve().parent).resolve().parent / PRIVATE
    tell_expired(private, tell)
    found = {}
    for name, path in folders.items():
        known = current(private / name) / ANSWERED
        result = audit_folder(path, pd.read_csv(known) if known.is_file() else None)
        linked = linked_finding(path, path.parent, read_known(current(private / name)))
        more = [finding for finding in (linked, versions_finding(path, private, name)) if finding is not None]
        found[name] = replace(result, findings=(*result.findings, *more))
    return found
