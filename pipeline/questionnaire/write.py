"""Write a questionnaire for a platform, with the letters that go out with it and what is to be done by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from pipeline.errors import CannotRun, Problem
from pipeline.instrument.model import Instrument
from pipeline.publish.printing import page_as_pdf
from pipeline.questionnaire import googleforms, letters, limesurvey, qualtrics, redcap, sheet, steps, word, xlsform
from pipeline.questionnaire.clear import require_clear
from pipeline.questionnaire.form import Form, Wanted
from pipeline.questionnaire.making import form_of

Files = Callable[[Form], Mapping[str, bytes]]
_WRITERS: Final[Mapping[str, Files]] = {
    "redcap": redcap.files,
    "kobo": xlsform.files,
    "limesurvey": limesurvey.files,
    "qualtrics": qualtrics.files,
    "googleforms": googleforms.files,
    "word": word.files,
    "sheet": sheet.files,
}
"""Platform -> what its files are made by."""


def questionnaire_files(instrument: Instrument, platform: str, wanted: Wanted) -> dict[str, bytes]:
    """File name -> content: the platform's own first, then steps and letters. The same bytes for the same instrument.

    raises : SetupError with everything that the platform would mix up.
    """
    form = form_of(instrument, wanted)
    require_clear(form, platform)
    return {**_WRITERS[platform](form), **steps.files(form, platform), **letters.files(form)}


def write_questionnaire(instrument: Instrument, platform: str, wanted: Wanted, folder: Path) -> list[Path]:
    """Write the files into a folder, over those of another time, and print the sheet where there is a browser; returns them.

    raises : CannotRun where it cannot be written.
    """
    files = questionnaire_files(instrument, platform, wanted)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
        if sheet.SHEET in files and (printed := page_as_pdf(folder / sheet.SHEET)):
            files[sheet.SHEET_PDF] = printed
            (folder / sheet.SHEET_PDF).write_bytes(printed)
    except OSError as error:
        raise CannotRun(
            Problem(f"the folder cannot be written ({error.strerror})", str(folder), fix="name another: --out")
        ) from None
    return [folder / name for name in files]
