"""What was decided for the wave that was closed last, offered to the next one. PRIVATE, without an answer of anybody.

Names as people wrote them are in it, as in every binding file.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.run.workbench.decisions import as_yaml, fitting
from pipeline.run.workbench.questionnaire_file import BINDING_FILE
from pipeline.run.workbench.refusal import Refusal, attempt
from pipeline.run.workbench.work import BINDING, EDITED, OWN, Work, put, settled

FOLDER: Final = "last"
_FACTS: Final = "last.json"


@dataclass(frozen=True, slots=True)
class Last:
    """What is kept. wave : that was closed. instrument : library id, or ``OWN``. title : of the questionnaire."""

    wave: str
    instrument: str
    title: str


def keep_last(work: Work, wave: str) -> None:
    """Keep the questionnaire and the binding of a wave that was closed, in place of what was kept before."""
    from pipeline.instrument.load import load_instrument
    from pipeline.publish.atomic import replacing

    title = load_instrument(work.instrument).title
    with replacing(work.folder / FOLDER, private=True) as new:
        for kind in (BINDING, "instrument"):
            if kind in work.files:
                _copied(work.files[kind], new / kind / work.files[kind].name)
        if work.is_own and (work.folder / EDITED).is_file():
            _copied(work.folder / EDITED, new / EDITED)
        facts = {"wave": wave, "instrument": work.options.instrument, "title": title}
        (new / _FACTS).write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def last_decisions(work: Work) -> Last | None:
    """What was decided for the wave before; None where nothing is kept, or it cannot be read."""
    try:
        values = json.loads((work.folder / FOLDER / _FACTS).read_text(encoding="utf-8"))
        return Last(str(values["wave"]), str(values["instrument"]), str(values["title"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def use_last(work: Work) -> Work | Refusal:
    """The work with what was decided for the wave before; what does not fit any more is left out."""

    def use() -> Work:
        from pipeline.instrument.load import load_instrument

        last = last_decisions(work)
        if last is None:
            return work
        changed = settled(work, instrument=last.instrument)
        if last.instrument == OWN:
            source = _only(work.folder / FOLDER / "instrument")
            changed = put(changed, "instrument", source.name, source.read_bytes())
            if (kept := work.folder / FOLDER / EDITED).is_file():
                _copied(kept, work.folder / EDITED)
        if (folder := work.folder / FOLDER / BINDING).is_dir():
            made = fitting(_only(folder), load_instrument(changed.instrument))
            changed = put(changed, BINDING, BINDING_FILE, as_yaml(made).encode())
        return changed

    return attempt(use)


def _only(folder: Path) -> Path:
    return next(path for path in sorted(folder.iterdir()) if path.is_file())


def _copied(source: Path, target: Path) -> None:
    target.parent.mkdir(mode=0o700, exist_ok=True)
    shutil.copy(source, target)
