"""Made-up staff fill in a questionnaire as a platform shows it, and the platform's export is written: before anybody is asked."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from pipeline.instrument.model import Instrument
from pipeline.questionnaire.clear import require_clear
from pipeline.questionnaire.form import Form, Wanted
from pipeline.questionnaire.making import form_of
from sample_data import googleforms, kobo, limesurvey, msforms, plain, qualtrics, redcap
from sample_data.fieldwork import PARTIAL, USABLE, Fieldwork, field
from sample_data.form_sheet import versions_of
from sample_data.people import draw
from sample_data.showing import statements_seen
from sample_data.simulate import write_roster
from sample_data.world import load_world

WORLD: Final = "rehearsal"
_UNFINISHED: Final = 0.05
"""So many more begin and stop, on platforms that keep what they answered."""
_CODES: Final = 0.75
_CONTACTS: Final = 0.4
"""How many give a personal code, and how many agree to be contacted, where that is asked."""
_Write = Callable[[Form, Fieldwork, Path], Path]
_WRITERS: Final[Mapping[str, _Write]] = {
    "redcap": redcap.write_form,
    "kobo": kobo.write_form,
    "limesurvey": limesurvey.write_form,
    "qualtrics": qualtrics.write_form,
    "googleforms": googleforms.write_form,
    "word": msforms.write_form,
    "sheet": plain.write_form,
}
_KEEP_UNFINISHED: Final = ("redcap", "limesurvey", "qualtrics")


@dataclass(frozen=True, slots=True)
class FilledIn:
    """A questionnaire with the answers of made-up staff.

    Attributes
    ----------
    form : what was asked. platform : where. staff : by role × department (× site). fieldwork : what arrived, in codes.
    """

    form: Form
    platform: str
    staff: pd.DataFrame
    fieldwork: Fieldwork


@dataclass(frozen=True, slots=True)
class Written:
    """Files of a rehearsal.

    Attributes
    ----------
    export : as the platform writes it. roster : None where it was not wanted, or no roles and departments could be named.
    files : all of them.
    """

    export: Path
    roster: Path | None
    files: tuple[Path, ...]


def fill_in(
    instrument: Instrument, platform: str, wanted: Wanted, staff: pd.DataFrame, answers: int, seed: int | None = None
) -> FilledIn:
    """Answers of some of the staff, by chance; the same for the same seed.

    staff : columns as the axes of the instrument, and staff. answers : how many finish the questionnaire.
    raises : SetupError with everything that the platform would mix up.
    """
    world = load_world(WORLD, seed)
    dirt = world.dirt.model_copy(update={"partial": round(_UNFINISHED * answers) if platform in _KEEP_UNFINISHED else 0})
    more = {"codes": _CODES * wanted.linked, "contacts": _CONTACTS * wanted.contact, "answers": answers, "dirt": dirt}
    people = draw(world.model_copy(update=more), instrument, cells=staff)
    form = form_of(instrument, wanted)
    require_clear(form, platform)
    fieldwork = field(people, instrument, lambda rows: statements_seen(form, platform, rows))
    return FilledIn(form, platform, staff, _only_if(form, fieldwork))


def _only_if(form: Form, fieldwork: Fieldwork) -> Fieldwork:
    """Without answers to questions that are shown after a certain answer only, where that was not given."""
    single, chosen = fieldwork.single, dict(fieldwork.chosen)
    for question in form.questions:
        if question.only_if is None:
            continue
        name, codes = question.only_if
        shown = single[name].isin(codes)
        if question.name in chosen:
            chosen[question.name] = chosen[question.name] & shown.to_numpy()[:, None]
        else:
            single = single.assign(**{question.name: single[question.name].where(shown, "")})
    return replace(fieldwork, single=single, chosen=chosen)


def write(filled: FilledIn, folder: Path, *, roster: bool = True) -> Written:
    """Write the export (``answers``), ``truth.json`` and, if wanted, ``roster.csv``; over those of another time."""
    folder.mkdir(parents=True, exist_ok=True)
    name = "answers.xlsx" if filled.platform == "word" else "answers.csv"
    export = _WRITERS[filled.platform](filled.form, filled.fieldwork, folder / name)
    truth = folder / "truth.json"
    truth.write_text(json.dumps(truth_of(filled), indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    instrument = filled.form.instrument
    named = bool(instrument.roles and instrument.departments)
    listed = write_roster(filled.staff, instrument, folder / "roster.csv") if roster and named else None
    beside = redcap.dictionary_beside(export) if filled.platform == "redcap" else None
    return Written(export, listed, tuple(path for path in (export, beside, listed, truth) if path is not None))


def truth_of(filled: FilledIn) -> dict[str, Any]:
    """What everybody who finished answered, by codes of the instrument, in the order of the export; blanks are left out."""
    kinds = filled.fieldwork.rows["kind"]
    form = filled.form
    return {
        "instrument": form.instrument.id,
        "platform": filled.platform,
        "rows": {"kept": int((kinds == USABLE).sum()), "not finished": int((kinds == PARTIAL).sum())},
        "people": list(_people(filled)),
    }


def _people(filled: FilledIn) -> Iterator[dict[str, Any]]:
    form, fieldwork = filled.form, filled.fieldwork
    finished = np.flatnonzero(fieldwork.rows["kind"] == USABLE)
    columns: dict[str, Sequence[Any]] = {}
    if form.versions > 1:
        columns["version"] = [str(version) for version in versions_of(len(fieldwork.rows), form)[finished]]
    for question in form.questions:
        if question.kind == "several":
            ticked = fieldwork.chosen[question.name].iloc[finished]
            columns[question.name] = [list(itertools.compress(ticked.columns, row)) for row in ticked.to_numpy()]
        else:
            columns[question.name] = fieldwork.single[question.name].iloc[finished].tolist()
    for row in (row for matrix in form.matrices for row in matrix.rows):
        columns[row.name] = fieldwork.rated[row.name].iloc[finished].tolist()
    for answers in zip(*columns.values(), strict=True):
        yield {name: answer for name, answer in zip(columns, answers, strict=True) if answer}
