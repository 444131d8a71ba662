"""Write a fielding as LimeSurvey does: question codes, codes with wording, wording alone, an anonymous survey, or an R pair.

Finished, unfinished and blank rows are in the file; an unfinished one has no submit date. Question codes hold no underscores:
matrices are ``items[SK1]`` and ``importance[T01]``, several choices ``barriers[B01]``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, Literal

import numpy as np

from pipeline.instrument.model import Instrument
from pipeline.questionnaire.form import VERSION, Form, Matrix
from pipeline.questionnaire.limesurvey import question_code, row_code
from sample_data.fieldwork import BLANK, PARTIAL, USABLE, Fieldwork
from sample_data.form_sheet import form_columns, several_of, versions_of
from sample_data.sheet import SheetColumn, Style, Texts, answer_lists, sheet

Variant = Literal["codes", "code and text", "text", "anonymous", "r"]

META: Final = {
    "id": "Response ID", "submitdate": "Date submitted", "lastpage": "Last page", "startlanguage": "Start language",
    "seed": "Seed", "startdate": "Date started", "datestamp": "Date last action", "ipaddr": "IP address",
    "refurl": "Referrer URL",
}  # fmt: skip
TIMES: Final = {"interviewtime": "Total time", "groupTime12": "Group time: About you", "groupTime13": "Group time: Your work"}
_ADDRESSES: Final = ("ipaddr", "refurl")
_OPTION: Final = "Selected Choice - "
_NOT_A_CODE: Final = re.compile(r"[^A-Za-z0-9]+")
_WITHHELD: Final = "1980-01-01 00:00:00"
_LAST_PAGE: Final = 7


def write(fieldwork: Fieldwork, instrument: Instrument, path: Path, *, variant: Variant = "codes") -> Path:
    """Write the export; for ``r``, the syntax file beside it, named as the platform names both (``path`` is the data file)."""
    rows = np.flatnonzero(fieldwork.rows["kind"].isin([USABLE, PARTIAL, BLANK]))
    split = tuple(question.id for question in instrument.questions if question.kind == "multiple")
    asked = sheet(fieldwork, instrument, Style(labels=True, split=split))
    lists = answer_lists(instrument)
    full = variant in ("code and text", "text")
    columns = [*_meta(fieldwork, variant), *((_header(c, variant), _cells(c, lists, variant)) for c in asked)]
    columns += [
        (_named(code, text, variant), _times(len(fieldwork.rows), number)) for number, (code, text) in enumerate(TIMES.items())
    ]
    delimiter = ";" if variant == "text" else ","
    blank = [_unanswered(cells, number, full)[rows] for number, (_, cells) in enumerate(columns)]
    _save(path, [name for name, _ in columns], blank, delimiter)
    if variant == "r":
        text = "\n".join(_syntax(path.name, asked, lists))
        path.with_name(path.stem.replace("_R_data_file", "_R_syntax_file") + ".R").write_text(text, encoding="utf-8")
    return path


def write_form(form: Form, fieldwork: Fieldwork, path: Path) -> Path:
    """Write the export of a questionnaire that was made from its structure: question codes, full answers, no addresses."""
    rows = np.flatnonzero(fieldwork.rows["kind"].isin([USABLE, PARTIAL, BLANK]))
    meta = [(name, cells) for name, cells in _meta(fieldwork, "codes") if name not in _ADDRESSES]
    asked: list[tuple[str, Texts]] = [(VERSION, versions_of(len(fieldwork.rows), form))] if form.versions > 1 else []
    for part in (part for page in form.pages for part in page.parts):
        codes = [row_code(part, row) for row in part.rows] if isinstance(part, Matrix) else []
        for column in form_columns([part], fieldwork, Style(labels=True, split=several_of(form))):
            asked.append((_form_header(column, codes), _unanswered(_cells(column, {}, "text"), len(META), True)))
    columns = [*meta, *asked, *((name, _times(len(fieldwork.rows), number)) for number, name in enumerate(TIMES))]
    return _save(path, [name for name, _ in columns], [cells[rows] for _, cells in columns], ",")


def _form_header(column: SheetColumn, codes: Sequence[str]) -> str:
    """Code of a question, with that of its row or option. codes : of the rows."""
    question = question_code(column.question)
    part = codes[column.row - 1] if column.row else question_code(column.name.removeprefix(f"{column.question}_"))
    return f"{question}[{part}]" if column.row or column.choice else question


def _save(path: Path, names: Sequence[str], cells: Sequence[Texts], delimiter: str) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
        writer.writerow(names)
        writer.writerows(zip(*cells, strict=True))
    return path


def _named(code: str, text: str, variant: Variant) -> str:
    return {"code and text": f"{code}. {text}", "text": text}.get(variant, code)


def _meta(fieldwork: Fieldwork, variant: Variant) -> list[tuple[str, Texts]]:
    """The nine columns of the platform."""
    sent, kinds = fieldwork.sessions, fieldwork.rows["kind"].to_numpy(dtype=object)
    size, done = len(kinds), kinds != PARTIAL
    start, end = ([str(one).replace("T", " ") for one in moments.astype("datetime64[s]")] for moments in (sent.start, sent.end))
    withheld = variant == "anonymous"
    found: tuple[Iterable[str], ...] = (
        [str(number) for number in range(1, size + 1)],
        np.where(done, _WITHHELD if withheld else end, ""),
        np.where(done, str(_LAST_PAGE), "2"),
        ["en"] * size,
        [str(1_000_000_007 + 7_919 * number) for number in range(size)],
        [_WITHHELD] * size if withheld else start,
        [_WITHHELD] * size if withheld else end,
        sent.address,
        [f"https://survey.example.org/index.php?uid=c3RhZmY{number}" for number in range(size)],
    )
    names = [_named(code, text, variant) for code, text in META.items()]
    return [(name, np.array(list(cells), dtype=object)) for name, cells in zip(names, found, strict=True)]


def _times(size: int, number: int) -> Texts:
    return np.array([f"{(row * 37 + number * 11) % 900 + 12.25:.2f}" for row in range(size)], dtype=object)


def _code(column: SheetColumn) -> tuple[str, str]:
    """Question code and code of the row or option."""
    own = column.name.rpartition("_")
    if column.choice:
        return _NOT_A_CODE.sub("", column.question), own[2]
    if not column.row:
        return _NOT_A_CODE.sub("", column.name), ""
    if own[2] in ("importance", "confidence"):
        return own[2], own[0]
    return _NOT_A_CODE.sub("", column.question), column.name


def _header(column: SheetColumn, variant: Variant) -> str:
    question, part = _code(column)
    if column.name == "telehealth_contacts" or not part:
        question, part = column.name if "_" in column.name else question, ""
    code = f"{question}[{part}]" if part else question
    statement = column.statement.removeprefix(_OPTION)
    return _named(code, f"{column.stem} [{statement}]" if statement else column.stem, variant)


def _cells(column: SheetColumn, lists: dict[str, tuple[str, ...]], variant: Variant) -> Texts:
    """Codes A1, A2 …; full answers; Y, 1 and 0, or Yes and No of an option."""
    if column.choice:
        ticked, other = {"r": ("1", "0"), "codes": ("Y", ""), "anonymous": ("Y", "")}.get(variant, ("Yes", ""))
        return np.where(column.cells != "", ticked, other).astype(object)
    if variant in ("code and text", "text"):
        return column.cells
    codes = {label: f"A{number}" for number, label in enumerate(lists.get(column.name, ()), start=1)}
    return np.array([codes.get(cell, cell) for cell in column.cells], dtype=object)


def answer_codes(instrument: Instrument) -> dict[str, dict[str, str]]:
    """Column -> label -> code, as the survey numbers its answers; options have columns of their own and no codes."""
    multiple = {question.id for question in instrument.questions if question.kind == "multiple"}
    lists = answer_lists(instrument)
    return {c: {label: code for code, label in _levels(labels)} for c, labels in lists.items() if c not in multiple}


def _unanswered(cells: Texts, place: int, full: bool) -> Texts:
    """Full exports write N/A where nothing was answered; not in the platform's own columns."""
    return np.where(cells == "", "N/A", cells).astype(object) if full and place >= len(META) else cells


def _syntax(name: str, asked: list[SheetColumn], lists: dict[str, tuple[str, ...]]) -> list[str]:
    """The commands that name and label the columns by their position."""
    lines = [
        f'data <- read.csv("{name}", quote = "\'\\"", na.strings=c("", "\\"\\""), stringsAsFactors=FALSE)',
        "",
        "",
    ]
    for number, code in enumerate(META, start=1):
        lines += _assignment(number, code, code, ())
    for number, column in enumerate(asked, start=len(META) + 1):
        question, part = _code(column)
        statement = column.statement.removeprefix(_OPTION)
        label = f"[{statement}] {column.stem}" if statement else column.stem
        levels = [("1", "Yes"), ("0", "Not selected")] if column.choice else _levels(lists.get(column.name, ()))
        own = column.name if "_" in column.name and not part else question
        lines += _assignment(number, f"{own}_{part}" if part else own, label, levels)
    for number, (code, text) in enumerate(TIMES.items(), start=len(META) + len(asked) + 1):
        lines += _assignment(number, code, text, ())
    return [*lines, ""]


def _levels(labels: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(f"A{number}", label) for number, label in enumerate(labels, start=1)]


def _assignment(number: int, name: str, label: str, levels) -> list[str]:
    lines = ["# LimeSurvey Field type: A", f"data[, {number}] <- as.character(data[, {number}])"]
    lines.append(f"attributes(data)$variable.labels[{number}] <- {_quoted(label)}")
    if levels:
        codes, words = (",".join(map(_quoted, part)) for part in zip(*levels, strict=True))
        lines.append(f"data[, {number}] <- factor(data[, {number}], levels=c({codes}),labels=c({words}))")
    return [*lines, f"names(data)[{number}] <- {_quoted(name)}"]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
