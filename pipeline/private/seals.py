"""Which published folder of a wave is ours: ``private/seals/<wave>.json``. PRIVATE.

Checksums beside the files tell damage; somebody who edits a file can write the checksums anew. So the private side keeps the
checksum of the checksums. It is written before the folder takes its place, and says what stood there before: after a crash in
between, what is published is that.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from pipeline.private.files import replace_file
from pipeline.publish.checksums import FILE, file_sha256

SEALS: Final = "seals"
_MODE: Final = 0o700


@dataclass(frozen=True, slots=True)
class Seal:
    """SHA-256 of ``checksums.sha256`` as written last, and of the one before; "" where there was none."""

    published: str
    before: str


def write_seal(private: Path, wave: str, folder: Path, standing: Path) -> None:
    """Keep what a folder is that is about to take the place of the standing one. What nobody knows of is not taken for ours."""
    known = read_seal(private, wave)
    there = file_sha256(standing / FILE)
    before = "" if known is None else there if there in (known.published, known.before) else known.published
    (private / SEALS).mkdir(mode=_MODE, exist_ok=True)
    seal = Seal(file_sha256(folder / FILE), before)
    replace_file(private / SEALS / f"{wave}.json", (json.dumps(asdict(seal), indent=1) + "\n").encode("ascii"))


def read_seal(private: Path, wave: str) -> Seal | None:
    """What was published as a wave; None where an older version wrote it, or the seal is damaged."""
    try:
        values = json.loads((private / SEALS / f"{wave}.json").read_text(encoding="ascii"))
        return Seal(str(values["published"]), str(values["before"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
