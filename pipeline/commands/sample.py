"""The shipped sample: what `analyze` reads where nothing else is given, and a warning where somebody's own waves follow on it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

_DATA: Final = Path(__file__).resolve().parents[2] / "sample_data"
SAMPLE: Final = _DATA / "sample" / "2026-11.csv"
SAMPLE_ROSTER: Final = _DATA / "sample" / "roster.csv"


def follows_sample(bundle: Bundle) -> list[str]:
    """What to say where the wave before is the made-up one that is shipped, and this one is not of the sample."""
    from pipeline.publish.atomic import current
    from pipeline.publish.manifest import read_manifest
    from pipeline.run.inbox_files import sha256_of

    ledger = bundle.findings.comparability
    shipped = {sha256_of(path) for path in SAMPLE.parent.glob("*.csv")}
    if ledger.empty or bundle.manifest.input["sha256"] in shipped:
        return []
    earlier, out = str(ledger["earlier"].iloc[0]), bundle.path.parent
    if read_manifest(current(out / earlier) / "manifest.json").input["sha256"] not in shipped:
        return []
    return [
        f"The wave before, {earlier}, is the shipped sample: made-up people. Remove {out / earlier} and its private folder, then "
        "analyze this wave again."
    ]
