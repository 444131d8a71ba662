"""What a published wave is and where it came from: the only place with a time stamp."""

from __future__ import annotations

import json
import platform as machine
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, asdict, dataclass, fields
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from pipeline import __version__
from pipeline.errors import Problem, SetupError
from pipeline.instrument.model import Instrument
from pipeline.tables import EDITION, RowCounts

CONTRACT: Final = 1
_KINDS: Final[Mapping[str, type]] = {
    **dict.fromkeys(("wave", "state", "created_at"), str),
    **dict.fromkeys(("input", "instrument", "rows", "not_stated", "completed", "scoring", "thresholds", "versions"), dict),
    **dict.fromkeys(("not_asked", "notes"), list),
    "edition": int,
    "comments": bool,
}
_PACKAGES: Final = ("pandas", "numpy", "scipy", "pyarrow", "pingouin", "highspy")


@dataclass(frozen=True, slots=True)
class Closing:
    """When a wave was closed: ISO time, UTC, and the number of its line in the ledger."""

    at: str
    number: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """One wave's provenance.

    Attributes
    ----------
    contract : version of the published tables. wave : year and month. state : draft or closed. created_at : ISO time, UTC.
    input : file (name only), sha256, platform, encoding, zone, header_rows, columns (read, bound, names of
        those that could point at a person and were dropped). Of several files ``file`` names the first and how many more,
        ``sha256`` is of all checksums, and ``files`` has file and sha256 of each. instrument : id, version, sha256.
    roster : whether there was one.
    rows : read, kept, set_aside (reason -> rows), scored, not_scored.
    not_stated : role and department -> respondents without one; None where they are some, but too few to be counted.
    completed : scale -> scores completed from the respondent's other constructs.
    scoring : rule for missing answers, and item_effects_from: the waves whose item effects the scores were made with.
    not_asked : items and questions that no column carried.
    notes : what a reader should know, one sentence each.
    closed : when it was closed; None for a draft.
    edition : of the published tables within the contract; 1 where the program did not tell it yet. From 2 on the folder
        carries checksums.
    comments : whether topics of comments were counted; else nobody looked at a comment.
    earlier : the wave that this one is compared and linked with, and the SHA-256 of its release then (wave, release); None where
        there was none.
    """

    contract: int
    wave: str
    state: str
    created_at: str
    input: Mapping[str, Any]
    instrument: Mapping[str, str]
    roster: bool
    rows: Mapping[str, Any]
    not_stated: Mapping[str, int | None]
    completed: Mapping[str, int]
    scoring: Mapping[str, Any]
    not_asked: Sequence[str]
    thresholds: Mapping[str, Any]
    versions: Mapping[str, str]
    notes: Sequence[str]
    closed: Closing | None = None
    edition: int = 1
    earlier: Mapping[str, str] | None = None
    comments: bool = False

    def to_json(self) -> str:
        """Readable JSON, keys in this order."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n"


def read_manifest(path: Path) -> Manifest:
    """The manifest at ``path``; raises SetupError where it is missing, damaged, of another contract or of a later program.

    What came in later editions is not asked of an earlier one: a field with a default may be missing.
    """
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        if values["contract"] != CONTRACT:
            raise _not_ours(path, f"a program of contract {values['contract']}; this one reads contract {CONTRACT}", values)
        missing = [one.name for one in fields(Manifest) if one.default is MISSING and one.name not in values]
        if missing and {"wave", "input", "instrument"} <= set(values):
            raise _not_ours(path, f"an older version: its manifest does not tell {', '.join(map(repr, missing))}", values)
        told = {one.name: values[one.name] for one in fields(Manifest) if one.name in values}
        closed = told.pop("closed", None)
        manifest = Manifest(**told, closed=None if closed is None else Closing(str(closed["at"]), int(closed["number"])))
    except (OSError, ValueError, KeyError, TypeError) as error:
        what = f"the manifest cannot be read ({type(error).__name__})"
        raise SetupError(Problem(what, str(path), fix="run `make analyze` again")) from None
    if wrong := [name for name, kind in _KINDS.items() if not isinstance(getattr(manifest, name), kind)]:
        what = f"the manifest cannot be read: {', '.join(repr(name) for name in wrong)} of another kind than expected"
        raise SetupError(Problem(what, str(path), fix="run `make analyze` again"))
    if manifest.edition > EDITION:
        raise _not_ours(path, f"a later version (edition {manifest.edition}; this program reads up to {EDITION})", values)
    return manifest


def _not_ours(path: Path, by: str, values: Mapping[str, Any]) -> SetupError:
    """A wave that cannot be read without loss, with the command that makes it anew."""
    source = values.get("input")
    export = source.get("file") if isinstance(source, dict) else None
    fix = f"analyze it again: make analyze EXPORT={export or 'answers.csv'} WAVE={values.get('wave', '2026-11')}"
    return SetupError(Problem(f"the wave was written by {by}", str(path), fix=fix))


def new_manifest(
    *,
    wave: str,
    created_at: datetime,
    source: Mapping[str, Any],
    instrument: Instrument,
    instrument_sha256: str,
    roster: bool,
    rows: RowCounts,
    not_stated: Mapping[str, int | None],
    completed: Mapping[str, int],
    scoring: Mapping[str, Any],
    not_asked: Sequence[str],
    notes: Sequence[str],
    closed: Closing | None,
    earlier: Mapping[str, str] | None = None,
    comments: bool = False,
) -> Manifest:
    """The manifest of a wave. ``source`` : file, sha256, platform, encoding and what else is known of the export."""
    return Manifest(
        contract=CONTRACT,
        wave=wave,
        state="draft" if closed is None else "closed",
        created_at=created_at.isoformat(timespec="seconds"),
        input=dict(source),
        instrument={"id": instrument.id, "version": instrument.version, "sha256": instrument_sha256},
        roster=roster,
        rows=asdict(rows),
        not_stated=dict(not_stated),
        completed=dict(completed),
        scoring=dict(scoring),
        not_asked=list(not_asked),
        thresholds=instrument.thresholds.model_dump(),
        versions={
            "telehealth-readiness": __version__,
            "python": machine.python_version(),
            **{name: version(name) for name in _PACKAGES},
        },
        notes=list(notes),
        closed=closed,
        edition=EDITION,
        earlier=None if earlier is None else dict(earlier),
        comments=comments,
    )
