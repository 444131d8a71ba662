"""``private/<wave>/asked.json``: what the export of a wave asked, for the next wave to compare with."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pipeline.clean.wordings import Wordings
from pipeline.errors import Problem, SetupError
from pipeline.publish.atomic import current

FILE: Final = "asked.json"


def write_asked(folder: Path, asked: Wordings) -> None:
    """Write the file into a wave's private folder."""
    (folder / FILE).write_text(asked.to_json(), encoding="utf-8")


def read_asked(private: Path, wave: str) -> Wordings | None:
    """What the export of a wave asked; None where that was not kept. Raises SetupError for a damaged file."""
    path = current(private / wave) / FILE
    if not path.is_file():
        return None
    try:
        return Wordings.from_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        fix = f"analyze wave {wave} again, or remove the file: then only the instruments are compared"
        raise SetupError(Problem("what an earlier wave asked cannot be read", f"{wave}/{FILE}", fix=fix)) from None
