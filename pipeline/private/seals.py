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
    """The marks of the folder as written last, and of the one before; "" where there was none."""

    published: str
    before: str


def mark(folder: Path) -> str:
    """SHA-256 of a wave's ``checksums.sha256``; of its manifest where an older version wrote no checksums; "" where it is not."""
    return file_sha256(folder / FILE) or file_sha256(folder / "manifest.json")


def write_seal(private: Path, wave: str, folder: Path, standing: Path) -> None:
    """Keep what a folder is that is about to take the place of the standing one; an edit of what we know is not ours."""
    known = read_seal(private, wave)
    there = mark(standing)
    before = there if known is None or there in (known.published, known.before) else known.published
    (private / SEALS).mkdir(mode=_MODE, exist_ok=True)
    seal = Seal(mark(folder), before)
    replace_file(private / SEALS / f"{wave}.json", (json.dumps(asdict(seal), indent=1) + "\n").encode("ascii"))


def read_seal(private: Path, wave: str) -> Seal | None:
    """What was published as a wave; None where an older version wrote it, or the seal is damaged."""
    try:
        values = json.loads((private / SEALS / f"{wave}.json").read_text(encoding="ascii"))
        return Seal(str(values["published"]), str(values["before"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
