"""``outputs/<wave>/``: written whole or not at all, and read back by the dashboard."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.errors import Problem, SetupError, UsageError
from pipeline.instrument.model import Instrument
from pipeline.publish.atomic import current, replacing, sync
from pipeline.publish.checksums import checksum_problems
from pipeline.publish.manifest import Manifest, read_manifest
from pipeline.release.attack.files import LISTS as LISTS
from pipeline.release.store import read_findings, read_release, write_release
from pipeline.tables import Findings, Release

if TYPE_CHECKING:
    from pipeline.publish.ready import Ready

WAVE: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_SHOWN: Final = 5
WORKBOOK: Final = "training_targets.xlsx"


@dataclass(frozen=True, slots=True)
class Bundle:
    """One published wave as it lies on disk."""

    path: Path
    manifest: Manifest
    instrument: Instrument
    release: Release
    findings: Findings

    @property
    def wave(self) -> str:
        """Year and month."""
        return self.manifest.wave


def publish(
    out: Path,
    release: Release,
    findings: Findings | Callable[[], Findings],
    instrument: Instrument,
    manifest: Manifest,
    check: Callable[[Path, Callable[[], None]], None] = lambda folder, rest: rest(),
    first: Callable[[Path], None] = lambda folder: None,
    staging: Path | None = None,
    pdf: bool = True,
    ready: Ready | None = None,
) -> Path:
    """Write one wave under ``out``.

    findings : they, or what waits for them. check : sees the new folder with the release and the instrument before it takes its
    place, and may raise; what it is given beside it writes all the rest, so that both can go on at once. first : then does what
    has to be in place before. staging : where the folder is filled and looked at, on the same disk; else beside its place.
    pdf : whether the report is printed too. ready : what was started before for all this.
    raises : CannotRun where it cannot be written; then what was there stays.
    """
    target = out / checked_wave(manifest.wave)
    with replacing(target, staging=staging) as folder:
        write_release(folder, release)
        (folder / "manifest.json").write_text(manifest.to_json(), encoding="utf-8")
        (folder / "instrument.json").write_text(_instrument_json(release, instrument), encoding="utf-8")

        @cache
        def rest() -> None:
            from pipeline.publish.writers import write_rest  # while the findings are still being made

            found = findings() if callable(findings) else findings
            write_rest(Bundle(folder, manifest, instrument, release, found), folder, pdf, ready)

        check(folder, rest)
        rest()
        sync(folder)
        first(folder)
    return target


def waves(outputs: Path) -> list[str]:
    """Published waves, newest first; a wave that a crash left under its previous name counts."""
    if not outputs.is_dir():
        return []
    names = {path.name for path in outputs.iterdir() if path.is_dir()}
    names |= {name[1:].removesuffix(".previous") for name in names if name.endswith(".previous")}
    return sorted((name for name in names if WAVE.fullmatch(name)), reverse=True)


def wave_before(outputs: Path, wave: str) -> str | None:
    """The newest published wave before ``wave``; None where there is none."""
    return next((name for name in waves(outputs) if name < wave), None)


def open_wave(outputs: Path, wave: str) -> Bundle:
    """One published wave, all of it from one run: read again where a run took its place meanwhile.

    raises : SetupError where something is missing or damaged; UsageError where ``wave`` is no year and month.
    """
    target = outputs / checked_wave(wave)
    for last in (False, True):
        try:
            bundle = _read(current(target), wave)
            if read_manifest(current(target) / "manifest.json") == bundle.manifest:
                return bundle
        except SetupError:
            if last:
                raise
    raise SetupError(Problem(f"wave {wave} is being written just now", str(outputs), fix="try again in a moment"))


def _read(path: Path, wave: str) -> Bundle:
    if not path.is_dir():
        raise SetupError(Problem(f"there is no wave {wave}", str(path.parent), fix="run `make analyze`"))
    manifest = read_manifest(path / "manifest.json")
    if manifest.edition > 1 and (problems := checksum_problems(path)):
        more = [Problem(f"and {len(problems) - _SHOWN} more files")] if len(problems) > _SHOWN else []
        raise SetupError([*problems[:_SHOWN], *more])
    return Bundle(path, manifest, _read_instrument(path), read_release(path), read_findings(path))


def checked_wave(wave: str) -> str:
    """The name of a wave; raises UsageError where it is none, so that it cannot lead out of the folder."""
    if not WAVE.fullmatch(wave):
        raise UsageError(Problem(f"'{wave}' is not a wave", allowed="year and month, as 2026-11"))
    return wave


def _instrument_json(release: Release, instrument: Instrument) -> str:
    """The instrument with its labels, and with what each roll-up of this wave is called and stands for."""
    from pipeline.publish.wording import group_label, records

    groups = release.groups
    rollups = {
        row["rollup"]: {"label": group_label(row, instrument), "members": row["members"].split(";")}
        for row in records(groups[groups["rollup"].notna() & groups["members"].notna()])
    }
    values = {**instrument.model_dump(mode="json"), "labels": instrument.labels(), "rollups": rollups}
    return json.dumps(values, indent=1, ensure_ascii=False) + "\n"


def _read_instrument(path: Path) -> Instrument:
    try:
        values = json.loads((path / "instrument.json").read_text(encoding="utf-8"))
        return Instrument.model_validate({name: values[name] for name in Instrument.model_fields if name in values})
    except (OSError, ValueError, KeyError, TypeError):
        where = str(path / "instrument.json")
        raise SetupError(Problem("the file is missing or damaged", where, fix="run `make analyze` again")) from None
