"""Write a fielding as REDCap does: raw codes with a data dictionary beside them, labels, or raw with a repeated instrument.

Codes are the project's own: answers are numbered from 1, and those of the first matrix from the other end. Boxes hold 0 also
where nobody was asked.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, Literal

import numpy as np

from pipeline.instrument.model import Instrument
from pipeline.questionnaire.form import VERSION, Form
from pipeline.questionnaire.redcap import COLUMNS, DICTIONARY, FORM
from pipeline.questionnaire.redcap import files as dictionary_of
from sample_data.fieldwork import BLANK, PARTIAL, USABLE, Fieldwork
from sample_data.form_sheet import form_columns, several_of, versions_of
from sample_data.sheet import SheetColumn, Style, Texts, answer_lists, sheet

Variant = Literal["raw", "labels", "repeating"]

_OPTION: Final = "Selected Choice - "
_NOT_A_NAME: Final = re.compile(r"[^a-z0-9]+")
_VISITS: Final = 5


def write(fieldwork: Fieldwork, instrument: Instrument, path: Path, *, variant: Variant = "raw") -> Path:
    """Write the finished rows, the unfinished and the blank ones; previews and tests never reach a project.

    With ``raw`` and ``repeating`` the data dictionary is written to ``<stem>_dictionary.csv``.
    """
    rows, kinds = _records(fieldwork)
    split = tuple(question.id for question in instrument.questions if question.kind == "multiple")
    asked = sheet(fieldwork, instrument, Style(labels=True, split=split))
    codes = _codes(asked, answer_lists(instrument))
    labelled = variant == "labels"
    columns = list(_first(fieldwork, rows, kinds, labelled))
    for column in asked:
        columns.append((_header(column, labelled), _cells(column, codes, labelled)[rows]))
    columns.append(_completion(kinds, labelled))
    lines = [list(line) for line in zip(*(cells for _, cells in columns), strict=True)]
    header = [name for name, _ in columns]
    if variant == "repeating":
        header, lines = _repeated(header, lines)
    _save(path, header, lines)
    if not labelled:
        _write_dictionary(dictionary_beside(path), asked, codes)
    return path


def write_form(form: Form, fieldwork: Fieldwork, path: Path) -> Path:
    """Write the raw export of a questionnaire that was made from its dictionary, and this dictionary beside it."""
    rows, kinds = _records(fieldwork)
    parts = (part for page in form.pages for part in page.parts)
    columns = list(_first(fieldwork, rows, kinds, False))
    if form.versions > 1:
        columns.append((VERSION, versions_of(len(rows), form)))
    for column in form_columns(parts, fieldwork, Style(labels=False, split=several_of(form))):
        columns.append((_header(column, False), _cells(column, {}, False)[rows]))
    columns.append(_completion(kinds, False))
    _save(path, [name for name, _ in columns], zip(*(cells for _, cells in columns), strict=True))
    dictionary_beside(path).write_bytes(dictionary_of(form)[DICTIONARY])
    return path


def _records(fieldwork: Fieldwork) -> tuple[np.ndarray, Texts]:
    """Rows that reach a project, and their kinds."""
    rows = np.flatnonzero(fieldwork.rows["kind"].isin([USABLE, PARTIAL, BLANK]))
    return rows, fieldwork.rows["kind"].to_numpy(dtype=object)[rows]


def _completion(kinds: Texts, labelled: bool) -> tuple[str, Texts]:
    done = np.where(kinds == USABLE, "Complete" if labelled else "2", "Incomplete" if labelled else "0")
    return "Complete?" if labelled else f"{FORM}_complete", done.astype(object)


def _save(path: Path, header: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)


def dictionary_beside(path: Path) -> Path:
    """The dictionary that belongs to an export."""
    return path.with_name(f"{path.stem}_dictionary.csv")


def _first(fieldwork: Fieldwork, rows: np.ndarray, kinds: Texts, labelled: bool) -> Iterator[tuple[str, Texts]]:
    """Record, survey identifier and time stamp; never opened forms have none."""
    clock = [str(moment).replace("T", " ") for moment in fieldwork.sessions.end.astype("datetime64[s]")[rows]]
    stamp = np.where(kinds == USABLE, clock, np.where(kinds == PARTIAL, "[not completed]", ""))
    yield ("Record ID" if labelled else "record_id"), np.array([str(n) for n in range(1, len(rows) + 1)], dtype=object)
    yield ("Survey Identifier" if labelled else "redcap_survey_identifier"), np.full(len(rows), "", dtype=object)
    yield ("Survey Timestamp" if labelled else f"{FORM}_timestamp"), stamp.astype(object)


def _codes(asked: list[SheetColumn], lists: dict[str, tuple[str, ...]]) -> dict[str, dict[str, str]]:
    """Column -> label -> code; the answers of the first matrix are numbered from the other end."""
    first = next(column.question for column in asked if column.row)
    found = {}
    for column in asked:
        labels = lists.get(column.name, ())
        order = labels[::-1] if column.question == first else labels
        found[column.name] = {label: str(number) for number, label in enumerate(order, start=1)}
    return found


def _header(column: SheetColumn, labelled: bool) -> str:
    """Variable name, or wording; an option is ``field___code``, or the wording with its choice."""
    if not labelled:
        name = column.name.casefold()
        question = column.question.casefold()
        return f"{question}___{name.removeprefix(f'{question}_')}" if column.choice else name
    if column.choice:
        return f"{column.stem} (choice={column.statement.removeprefix(_OPTION)})"
    return column.statement or column.stem


def _cells(column: SheetColumn, codes: dict[str, dict[str, str]], labelled: bool) -> Texts:
    if column.choice:
        marks = ("Checked", "Unchecked") if labelled else ("1", "0")
        return np.where(column.cells != "", *marks).astype(object)
    if labelled:
        return column.cells
    own = codes.get(column.name, {})
    return np.array([own.get(cell, cell) for cell in column.cells], dtype=object)


def _repeated(header: list[str], lines: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """The same with a form that the first people filled in twice more."""
    place = 2
    wide = [*header[:place], "redcap_repeat_instrument", "redcap_repeat_instance", *header[place:], "topic", "session_complete"]
    found = []
    for number, line in enumerate(lines):
        found.append([*line[:place], "", "", *line[place:], "", ""])
        for instance in (1, 2) if number < _VISITS else ():
            found.append([line[0], "", "session", str(instance), *[""] * (len(line) - place), "video", "2"])
    return wide, found


def _write_dictionary(path: Path, asked: list[SheetColumn], codes: dict[str, dict[str, str]]) -> None:
    """One line per field, the options of a multi-select in one."""
    lines, section, seen = [["record_id", FORM, "", "text", "Record ID"]], "", set[str]()
    for column in asked:
        name = column.question.casefold() if column.choice else column.name.casefold()
        if name in seen:
            continue
        seen.add(name)
        heading = column.stem if column.row and column.stem != section else ""
        section = column.stem if column.row else section
        choices = " | ".join(
            f"{code}, {label}" for label, code in sorted(codes[column.name].items(), key=lambda pair: int(pair[1]))
        )
        kind, label = "text" if not choices else "radio", column.statement or column.stem
        if column.choice:
            options = [one for one in asked if one.question == column.question]
            choices = " | ".join(
                f"{one.name.rpartition('_')[2].casefold()}, {one.statement.removeprefix(_OPTION)}" for one in options
            )
            kind, label = "checkbox", column.stem
        matrix = _NOT_A_NAME.sub("_", column.question.casefold()) if column.row else ""
        lines.append([name, FORM, heading, "notes" if column.text else kind, label, choices, *[""] * 9, matrix, "", ""])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([*line, *[""] * (len(COLUMNS) - len(line))] for line in lines)
