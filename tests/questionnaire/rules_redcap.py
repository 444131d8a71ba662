"""Rules of the 18 columns of a REDCap data dictionary, as REDCap checks them on upload; what breaks one is named by its line.

Sources: the help of REDCap's Online Designer and its messages on upload. That the rules are not made up is tested on
dictionaries that REDCap wrote.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

COLUMNS = (
    "Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
    "Choices, Calculations, OR Slider Labels", "Field Note", "Text Validation Type OR Show Slider Number", "Text Validation Min",
    "Text Validation Max", "Identifier?", "Branching Logic (Show field only if...)", "Required Field?", "Custom Alignment",
    "Question Number (surveys only)", "Matrix Group Name", "Matrix Ranking?", "Field Annotation",
)  # fmt: skip
(
    NAME,
    FORM,
    HEADER,
    TYPE,
    LABEL,
    CHOICES,
    _,
    VALIDATION,
    LEAST,
    MOST,
    PERSONAL,
    LOGIC,
    NEEDED,
    ALIGNED,
    _,
    MATRIX,
    RANKED,
    TAGS,
) = COLUMNS
TYPES = {"text", "notes", "radio", "dropdown", "checkbox", "calc", "descriptive", "yesno", "truefalse", "file", "slider", "sql"}
VALIDATIONS = {
    "", "date_dmy", "date_mdy", "date_ymd", "datetime_dmy", "datetime_mdy", "datetime_seconds_ymd", "datetime_ymd", "email",
    "integer", "number", "number_2dp", "number_comma_decimal", "phone", "time", "zipcode",
}  # fmt: skip
ALIGNMENTS = {"", "LH", "LV", "RH", "RV"}
_NAME = re.compile(r"[a-z]([a-z0-9_]{0,98}[a-z0-9])?")
_CODE = re.compile(r"-?[A-Za-z0-9_]+")
_FIELD = re.compile(r"\[([a-z0-9_]+)(?:\(([^)]*)\))?\]")
_COMPARED = re.compile(r"\[([a-z0-9_]+)\] *(?:=|<>) *'([^']*)'")


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert tuple(rows[0]) == COLUMNS
    assert all(len(row) == len(COLUMNS) for row in rows)
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows[1:]]


def codes(field: dict[str, str]) -> list[str]:
    return [one.partition(",")[0].strip() for one in field[CHOICES].split("|")]


def violations(fields: list[dict[str, str]]) -> list[str]:
    """Each with the number of its line, from 2 as in a spreadsheet."""
    broken = [f"line {line}: {what}" for line, field in enumerate(fields, start=2) for what in _of_field(field)]
    return broken + list(_of_names(fields)) + list(_of_matrices(fields)) + list(_of_logic(fields))


def _of_field(field: dict[str, str]) -> Iterator[str]:
    kind, several = field[TYPE], field[TYPE] in ("radio", "dropdown", "checkbox")
    if not _NAME.fullmatch(field[NAME]):
        yield f"{NAME}: {field[NAME]!r}"
    if not re.fullmatch(r"[a-z][a-z0-9_]*", field[FORM]):
        yield f"{FORM}: {field[FORM]!r}"
    if kind not in TYPES:
        yield f"{TYPE}: {kind!r}"
    if not field[LABEL].strip():
        yield f"{LABEL} is empty"
    if several and (not all(map(_CODE.fullmatch, codes(field))) or max(Counter(codes(field)).values()) > 1):
        yield f"{CHOICES}: codes {codes(field)}"
    if several and not all(", " in one or one.strip().partition(",")[2] for one in field[CHOICES].split("|")):
        yield f"{CHOICES}: a label is missing"
    if kind == "calc" and not field[CHOICES]:
        yield f"{CHOICES}: no calculation"
    if kind in ("text", "notes", "descriptive", "file", "yesno", "truefalse") and field[CHOICES] and field[VALIDATION] == "":
        yield f"{CHOICES}: not for a field of type {kind}"
    if (kind == "text" and field[VALIDATION] not in VALIDATIONS) or (kind not in ("text", "slider") and field[VALIDATION]):
        yield f"{VALIDATION}: {field[VALIDATION]!r} for {kind}"
    if (field[LEAST] or field[MOST]) and not field[VALIDATION]:
        yield f"{LEAST}: without a type"
    for column in (PERSONAL, NEEDED, RANKED):
        if field[column] not in ("", "y"):
            yield f"{column}: {field[column]!r}"
    if kind == "descriptive" and (field[NEEDED] or field[PERSONAL]):
        yield f"{NEEDED}: not for a text"
    if field[ALIGNED] not in ALIGNMENTS:
        yield f"{ALIGNED}: {field[ALIGNED]!r}"
    if field[RANKED] and not field[MATRIX]:
        yield f"{RANKED}: not in a matrix"
    if field[MATRIX] and (kind not in ("radio", "checkbox") or not re.fullmatch(r"[a-z0-9_]{1,60}", field[MATRIX])):
        yield f"{MATRIX}: {field[MATRIX]!r} for {kind}"
    if field[TAGS] and not field[TAGS].startswith("@"):
        yield f"{TAGS}: {field[TAGS]!r}"


def _of_names(fields: list[dict[str, str]]) -> Iterator[str]:
    twice = [name for name, times in Counter(field[NAME] for field in fields).items() if times > 1]
    if twice:
        yield f"{NAME}: twice {twice}"
    if fields[0][TYPE] != "text" or fields[0][LOGIC]:
        yield "the first field must be the record's name: a text without conditions"
    forms = [field[FORM] for field in fields]
    if len({form for form, before in zip(forms, [None, *forms], strict=False) if form != before}) != sum(
        form != before for form, before in zip(forms, [None, *forms], strict=False)
    ):
        yield f"{FORM}: the fields of a form do not stand together"


def _of_matrices(fields: list[dict[str, str]]) -> Iterator[str]:
    seen: set[str] = set()
    for before, field in zip([None, *fields], fields, strict=False):
        name = field[MATRIX]
        inside = before is not None and before[MATRIX] == name != ""
        if name and not inside and name in seen:
            yield f"{MATRIX}: the fields of {name} do not stand together"
        if (
            inside
            and before is not None
            and (codes(before), before[TYPE], before[FORM]) != (codes(field), field[TYPE], field[FORM])
        ):
            yield f"{MATRIX}: {field[NAME]} has other answers than the rest of {name}"
        if inside and field[HEADER]:
            yield f"{MATRIX}: a header in the middle of {name}"
        seen.add(name)


def _of_logic(fields: list[dict[str, str]]) -> Iterator[str]:
    by_name = {field[NAME]: field for field in fields}
    for field in fields:
        logic = field[LOGIC]
        if logic.count("(") != logic.count(")") or logic.count("[") != logic.count("]") or logic.count("'") % 2:
            yield f"{LOGIC}: {field[NAME]} opens what it does not close"
        for name, _ in _FIELD.findall(logic + (field[CHOICES] if field[TYPE] == "calc" else "")):
            if name not in by_name and not name.endswith(("_arm_1", "_arm_2")):
                yield f"{LOGIC}: {field[NAME]} asks for [{name}], which is not there"
            elif name == field[NAME]:
                yield f"{LOGIC}: {field[NAME]} asks for itself"
        for name, code in _COMPARED.findall(logic):
            asked = by_name.get(name)
            if asked is not None and asked[TYPE] in ("radio", "dropdown") and code not in ("", *codes(asked)):
                yield f"{LOGIC}: {field[NAME]} asks whether [{name}] is '{code}', which cannot be chosen"
