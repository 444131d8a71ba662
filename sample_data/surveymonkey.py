"""Write a fielding as SurveyMonkey does: two header rows, the question on its first column and what each column holds below.

Nothing in the file tells an unfinished answer, so only the rows that count are written. The row below the metadata holds NUL
characters, headers and answers hold tags and spaces that do not break, a box to write in has a column of its own.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final, Literal

import numpy as np

from pipeline.instrument.model import Instrument
from sample_data.fieldwork import USABLE, Fieldwork
from sample_data.sheet import SheetColumn, Style, Texts, answer_lists, sheet

Variant = Literal["condensed", "expanded"]

META: Final = (
    "RespondentID", "CollectorID", "StartDate", "EndDate", "IP Address", "Email Address", "First Name", "LastName", "Custom Data",
)  # fmt: skip
_NUL, _NBSP, _BREAK = "\x00", "\u00a0", "<br>"
_CLOCK: Final = "%m/%d/%Y %H:%M:%S"
_COLLECTOR: Final = "103344556"
_OTHER: Final = "Other (please specify)"
_WRITTEN: Final = ("A recording I can pause", 'Something "in between", with people I know')
#: What marks the statements that the sheet heads as options of a multi-select.
_OPTION: Final = "Selected Choice - "


@dataclass(frozen=True, slots=True)
class _Column:
    """One column of the file: both its headers and its answers."""

    top: str
    below: str
    cells: Texts


def write(
    fieldwork: Fieldwork, instrument: Instrument, path: Path, *, variant: Variant = "condensed", encoding: str = "utf-8"
) -> Path:
    """Write the rows that count.

    variant : ``condensed`` (a single choice has one column) or ``expanded`` (one column per answer, of matrices too).
    encoding : of the file; older ones are ``mac-roman`` or ``cp1252``. raises : UnicodeEncodeError where it lacks a letter.
    """
    usable = (fieldwork.rows["kind"] == USABLE).to_numpy()
    split = tuple(question.id for question in instrument.questions if question.kind == "multiple")
    asked = sheet(fieldwork, instrument, Style(labels=True, split=split))
    answers = answer_lists(instrument)
    columns = list(_meta(fieldwork))
    for number, (_, run) in enumerate(groupby(asked, key=lambda column: column.question), start=1):
        columns += _question(list(run), number, answers, variant)
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(column.top for column in columns)
        writer.writerow(column.below for column in columns)
        writer.writerows(zip(*(column.cells[usable] for column in columns), strict=True))
    return path


def _meta(fieldwork: Fieldwork) -> Iterator[_Column]:
    """The nine columns of the platform; addresses and names are made up."""
    sent, size = fieldwork.sessions, len(fieldwork.rows)
    numbers = range(1, size + 1)
    found = (
        [str(3_126_800_000 + 7_919 * number % 100_000) for number in numbers],
        [_COLLECTOR] * size,
        [moment.strftime(_CLOCK) for moment in sent.start.astype("datetime64[s]").astype(object)],
        [moment.strftime(_CLOCK) for moment in sent.end.astype("datetime64[s]").astype(object)],
        sent.address,
        [f"person{number}@example.org" if number % 3 else "" for number in numbers],
        ["Sample" if number % 3 else "" for number in numbers],
        [f"Person {number}" if number % 3 else "" for number in numbers],
        [""] * size,
    )
    for name, cells in zip(META, found, strict=True):
        yield _Column(name, _NUL, np.array(cells, dtype=object))


def _question(run: list[SheetColumn], number: int, answers: dict[str, tuple[str, ...]], variant: Variant) -> list[_Column]:
    """The columns of one question; its wording stands on the first of them."""
    first = run[0]
    if first.text:
        found = [("Open-Ended Response", first.cells)]
    elif first.choice:
        found = [(column.statement.removeprefix(_OPTION), column.cells) for column in run]
        found.append((_OTHER, _written(run)))
    elif variant == "expanded":
        found = [one for column in run for one in _spread(column, answers[column.name], number)]
    else:
        found = [(column.statement or "Response", _marked(column.cells, answers[column.name], number)) for column in run]
    tops = [_stem(first.stem, number), *[""] * (len(found) - 1)]
    return [_Column(top, below, cells) for top, (below, cells) in zip(tops, found, strict=True)]


def _spread(column: SheetColumn, labels: tuple[str, ...], number: int) -> Iterator[tuple[str, Texts]]:
    """One column per answer, which holds its label or nothing; an answer outside the list gets a column too."""
    given = (one for one in column.cells if one)
    for label in dict.fromkeys((*labels, *given)):
        shown = _mark(label, labels, number)
        below = f"{column.statement} - {shown}" if column.statement else shown
        yield below, np.where(column.cells == label, shown, "").astype(object)


def _marked(cells: Texts, labels: tuple[str, ...], number: int) -> Texts:
    shown = {label: _mark(label, labels, number) for label in labels}
    return np.array([shown.get(cell, cell) for cell in cells], dtype=object)


def _mark(label: str, labels: tuple[str, ...], number: int) -> str:
    """In every third question both ends of the list are broken over two lines, and the second answer does not break at all."""
    if number % 3 == 0 and label in (labels[0], labels[-1]):
        return label.replace(" ", _BREAK, 1)
    return label.replace(" ", _NBSP, 1) if number % 3 == 0 and label == labels[1] else label


def _written(run: list[SheetColumn]) -> Texts:
    """What a few of the people who ticked something wrote into the box below."""
    ticked = np.any([column.cells != "" for column in run], axis=0)
    texts = np.full(len(ticked), "", dtype=object)
    for place, row in enumerate(np.flatnonzero(ticked)[::9]):
        texts[row] = _WRITTEN[place % len(_WRITTEN)]
    return texts


def _stem(stem: str, number: int) -> str:
    """The question as typed into an editor."""
    if number % 4 == 1:
        return f"<strong>{stem}</strong>"
    if number % 4 == 2:
        return f'<span style="font-size: 14pt;">{stem.replace(" ", _NBSP, 1)}</span><br><br>'
    return f"{stem} " if number % 4 == 3 else stem
