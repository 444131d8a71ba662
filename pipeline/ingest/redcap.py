"""REDCap exports: one header row of variable names with codes (raw), or of labels.

With the project's data dictionary (beside the export, or given as codebook) codes get their meaning and fields their wording.
A row is partial where a survey form says ``[not completed]`` or no opened form is complete; zeros of checkboxes do not mean
"no": REDCap writes them for people who never saw the question, so a group without any tick is blank. Rows of repeated
instruments are set apart; each event of a longitudinal project is a row of its own. Source: real raw exports with their
dictionaries (survey, longitudinal, checkboxes, repeating, decimal comma) and label exports of a server.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.ingest.assemble import Found, assemble
from pipeline.ingest.export import Column, Export, Kind, Meta
from pipeline.ingest.grid import Grid
from pipeline.ingest.kinds import written_kind
from pipeline.ingest.reader import Reader
from pipeline.ingest.redcap_dictionary import FIRST_HEADER, Field, find_dictionary, read_dictionary
from pipeline.ingest.redcap_labels import LABEL_STATES, is_labelled, labelled_columns
from pipeline.ingest.source import refuse
from pipeline.ingest.texts import Texts
from pipeline.instrument.words import plain

_META: dict[str, Meta] = {
    "redcap_event_name": "platform",
    "redcap_repeat_instrument": "platform",
    "redcap_repeat_instance": "platform",
    "redcap_data_access_group": "platform",
    "redcap_survey_identifier": "identifier",
}
_RAW_NAME = re.compile(r"[a-z][a-z0-9_]*")
_CHECKBOX = re.compile(r"([a-z][a-z0-9_]*?)___(_?[a-z0-9_]+)")
_COMPLETE, _TIMESTAMP = "_complete", "_timestamp"
_STARTED = "[not completed]"
_INSTRUMENT = "redcap_repeat_instrument"
_FORM_STATES = frozenset({"", "0", "1", "2", *LABEL_STATES})
_DONE = ("2", "complete")
_UNTICKED = ("", "0", "unchecked")


@dataclass(frozen=True, slots=True)
class _Form:
    """One form: positions of its questions, of its completion and of its timestamp (None where it has none)."""

    questions: tuple[int, ...]
    complete: int
    timestamp: int | None


def find_header(grid: Grid) -> int | None:
    """One row: variable names with a ``<form>_complete`` or a ``redcap_`` column, or the labels of a label export."""
    names = grid.head(0)
    if FIRST_HEADER in names[:1]:
        fix = "give the export of the answers; the dictionary is found beside it, or given with --codebook"
        raise refuse(grid.source.path, "this is a data dictionary, not answers", fix)
    if is_labelled(names):
        return 1
    if not all(_RAW_NAME.fullmatch(name) for name in names):
        return None
    forms = [p for p, name in enumerate(names) if name.endswith(_COMPLETE) and len(name) > len(_COMPLETE)]
    told = [p for p in forms if {t.strip().lower() for t in grid.columns[p].rows(slice(1, 51)).seen()} <= _FORM_STATES]
    return 1 if told or any(name in _META for name in names) else None


def build(grid: Grid, header_rows: int, codebook: Path | None = None) -> Export:
    """The export, with each row's status from timestamps and ``<form>_complete``."""
    answers, names = grid.answers(header_rows), grid.head(0)
    labelled = is_labelled(names)
    fields, notes = _fields(grid, names, codebook, labelled)
    columns = labelled_columns(names) if labelled else _raw_columns(names, fields)
    cells, zeros = _without_zeros(columns, answers)
    if zeros:
        notes = (*notes, f"{zeros:,} times a list of boxes has no tick: read as no answer, since unseen boxes look the same")
    repeats, said = _repeats(columns, cells)
    forms = _forms(columns)
    partial, done = _partial(forms, cells)
    notes = (*notes, *said) if forms else (*notes, *said, "no form says whether it is complete: every row is taken as finished")
    form = "labels" if labelled else "raw with dictionary" if fields else "raw"
    return assemble(
        grid,
        Found(
            platform="redcap",
            variant=form + (", repeating" if repeats.any() else ", longitudinal" if "redcap_event_name" in names else ""),
            header_rows=header_rows,
            columns=columns,
            cells=cells,
            states={"repeat": repeats, "partial": partial} if forms else {"repeat": repeats},
            notes=notes,
            coded=not labelled,
            known=_known(columns, fields, cells),
            no_dates=frozenset({_STARTED}),
            finished=done if forms else None,
        ),
    )


def _fields(
    grid: Grid, names: Sequence[str], codebook: Path | None, labelled: bool
) -> tuple[Mapping[str, Field], tuple[str, ...]]:
    """The dictionary that goes with a raw export, and what to say about it."""
    if codebook is not None:
        return read_dictionary(codebook), (f"codes and wordings are from the data dictionary {codebook.name}",)
    if labelled:
        return {}, ()
    found, said = find_dictionary(grid.source.path, names)
    if found is not None:
        return read_dictionary(found), said
    return {}, (*said, "no data dictionary: what the codes mean is not known; give it with --codebook")


def _raw_columns(names: Sequence[str], fields: Mapping[str, Field]) -> list[Column]:
    """All columns of a raw export, with wording and labels where a dictionary has them."""
    columns = []
    for position, name in enumerate(names):
        box = _CHECKBOX.fullmatch(name)
        field = fields.get(box[1] if box else name)
        meta = _raw_meta(position, name, field)
        if box is not None and meta is None:
            columns.append(_box(position, name, box[1], _code(box[2], field), field))
            continue
        wording = field.label if field else name
        question = ""
        if field and field.matrix:
            question = field.matrix
            stem = next((f.section for f in fields.values() if f.matrix == field.matrix), "")
            wording = f"{stem} - {wording}" if stem else wording
        labels = field.choices if field and field.type != "checkbox" else {}
        columns.append(Column(position, name, plain(wording), name, meta, "text", question, name if question else "", labels))
    return columns


def _box(position: int, name: str, variable: str, code: str, field: Field | None) -> Column:
    """One option of a checkbox field."""
    label = field.choices.get(code, code) if field else code
    wording = f"{field.label if field else variable} - {label}"
    return Column(position, name, plain(wording), name, None, "multiple", variable, code, {"1": label} if field else {})


def _code(written: str, field: Field | None) -> str:
    """The code of an option as the dictionary has it: a minus sign became an underscore, letters are in lower case."""
    spelled = {written, f"-{written[1:]}" if written.startswith("_") else written}
    return next((code for code in (field.choices if field else ()) if code.casefold() in spelled), written)


def _raw_meta(position: int, name: str, field: Field | None) -> Meta | None:
    if position == 0:
        return "response_id"
    if name in _META:
        return _META[name]
    if field is not None:
        return "identifier" if field.identifier or field.type in ("file", "signature") else None
    if name.endswith(_TIMESTAMP):
        return "recorded"
    if name.endswith(_COMPLETE):
        return "status"
    return None


def _without_zeros(columns: Sequence[Column], answers: Sequence[Texts]) -> tuple[list[Texts], int]:
    """Answers in which a box without a tick is blank, and how often a whole list of boxes had none."""
    ticked: dict[str, np.ndarray] = {}
    written: dict[str, np.ndarray] = {}
    cells = list(answers)
    for column in (column for column in columns if column.kind == "multiple"):
        texts = answers[column.position]
        tick = texts.where(lambda text: text.strip().lower() not in _UNTICKED)
        cells[column.position] = texts.blanked(~tick)
        ticked[column.question] = ticked.get(column.question, False) | tick
        written[column.question] = written.get(column.question, False) | texts.filled
    return cells, sum(int((written[question] & ~tick).sum()) for question, tick in ticked.items())


def _repeats(columns: Sequence[Column], cells: Sequence[Texts]) -> tuple[np.ndarray, tuple[str, ...]]:
    """Rows of repeated instruments, and what to say; none where every row is one, because then they are the answers."""
    instrument = next((column.position for column in columns if column.name == _INSTRUMENT), None)
    if instrument is None:
        instrument = next((c.position for c in columns if c.name == "Repeat Instrument"), None)
    repeated = np.zeros(len(cells[0]), dtype=bool) if instrument is None else cells[instrument].filled
    if repeated.all() or not repeated.any():
        return np.zeros(len(cells[0]), dtype=bool), ()
    return repeated, (f"{int(repeated.sum())} rows belong to repeated instruments: they are no answers of their own",)


def _forms(columns: Sequence[Column]) -> list[_Form]:
    """The forms in the order of the file: questions up to each completion column; a timestamp opens a survey form."""
    forms: list[_Form] = []
    questions: list[int] = []
    timestamp: int | None = None
    for column in columns:
        if column.meta == "recorded":
            timestamp = column.position
        elif column.meta == "status":
            forms.append(_Form(tuple(questions), column.position, timestamp))
            questions, timestamp = [], None
        elif column.meta in (None, "identifier") and column.name not in _META:
            questions.append(column.position)
    return forms


def _partial(forms: Sequence[_Form], cells: Sequence[Texts]) -> tuple[np.ndarray, np.ndarray]:
    """Which rows are unfinished (opened, and none of their forms done or one of them only started), and which are done."""
    size = len(cells[0])
    started, done, opened = (np.zeros(size, dtype=bool) for _ in range(3))
    for form in forms:
        state = cells[form.complete].mapped(lambda text: text.strip().lower())
        begun = np.zeros(size, dtype=bool)
        if form.timestamp is not None:
            begun = cells[form.timestamp].where(lambda text: text.strip() == _STARTED)
            opened |= cells[form.timestamp].filled
        started |= begun
        done |= state.isin(_DONE) & ~begun
        opened |= state.isin({"1", "2", "unverified", "complete"})
        for place in form.questions:
            opened |= cells[place].filled
    return started | (opened & ~done), done & ~started


def _known(columns: Sequence[Column], fields: Mapping[str, Field], cells: Sequence[Texts]) -> dict[int, Kind]:
    """Kinds that the dictionary or the name of a box tells."""
    kinds: dict[str, Kind] = {"radio": "single", "dropdown": "single", "yesno": "single", "truefalse": "single",
                              "slider": "scale", "calc": "number", "notes": "text"}  # fmt: skip
    known: dict[int, Kind] = {}
    for column in columns:
        field = fields.get(column.name)
        if column.kind == "multiple":
            known[column.position] = "multiple"
        elif field is not None and field.matrix:
            known[column.position] = "matrix"
        elif field is not None and field.type in kinds:
            known[column.position] = kinds[field.type]
        elif field is not None and field.type == "text":
            known[column.position] = "date" if field.validation.startswith("date") else written_kind(cells[column.position])
    return known


READER = Reader("redcap", (1,), find_header, build, codebook="the project's data dictionary (CSV)")
