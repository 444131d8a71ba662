"""A REDCap data dictionary: 18 columns, one line per field. Upload it under Designer, Data Dictionary.

Names are those of the instrument in small letters, as REDCap wants them; codes are the instrument's own, so that the raw export
with this dictionary beside it binds by itself. Rules of the 18 columns: docs/questionnaire.md.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pipeline.questionnaire.audience import Audience
from pipeline.questionnaire.form import VERSION, Form, Matrix, Option, Page, Question

COLUMNS: Final = (
    "Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note", "Text Validation Type OR Show Slider Number", "Text Validation Min", "Text Validation Max", "Identifier?",
    "Branching Logic (Show field only if...)", "Required Field?", "Custom Alignment", "Question Number (surveys only)",
    "Matrix Group Name", "Matrix Ranking?", "Field Annotation",
)  # fmt: skip
FORM: Final = "staff_survey"
DICTIONARY: Final = "redcap_dictionary.csv"
_MOST_SHOWN: Final = 8
"""Longer lists are a box that opens."""
_BAR: Final = "&#124;"


def files(form: Form) -> Mapping[str, bytes]:
    """The dictionary."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for field in _fields(form):
        writer.writerow(field.get(column, "") for column in COLUMNS)
    return {DICTIONARY: text.getvalue().encode()}


def _fields(form: Form) -> Iterator[dict[str, str]]:
    """One line per field, by column; the record first, as REDCap wants it."""
    yield _field("record_id", "text", "Record ID")
    if form.versions > 1:
        # Records are numbered from 1; the remainder stands in for chance, which a calculation does not have.
        remainder = f"[record_id] - {form.versions} * rounddown([record_id] / {form.versions}, 0)"
        yield _field(VERSION, "calc", "Version", {COLUMNS[5]: remainder, "Field Annotation": "@HIDDEN"})
    promise = "\n".join(form.promise)
    yield _field("promise", "descriptive", f"{form.title}\n\n{promise}")
    for page in form.pages:
        yield from _page(page, form)


def _page(page: Page, form: Form) -> Iterator[dict[str, str]]:
    """The fields of a page; its title stands over the first."""
    heading = page.title
    for part in page.parts:
        if isinstance(part, Matrix):
            yield from _matrix(part, heading, form)
        else:
            yield _question(part, heading, form)
        heading = ""


def _matrix(matrix: Matrix, heading: str, form: Form) -> Iterator[dict[str, str]]:
    """The head of a matrix is the section header of its first field."""
    head = "\n".join(text for text in (heading, matrix.stem) if text)
    for row in matrix.rows:
        more = {
            "Section Header": head,
            COLUMNS[5]: _choices(matrix.options),
            COLUMNS[11]: _shown(row.audience, form),
            "Matrix Group Name": matrix.id,
        }
        yield _field(row.name, "radio", row.text, more)
        head = ""


def _question(question: Question, heading: str, form: Form) -> dict[str, str]:
    kinds = {"one": "radio" if len(question.options) <= _MOST_SHOWN else "dropdown", "several": "checkbox", "text": "notes"}
    logic = _shown(question.audience, form)
    if question.only_if is not None:
        name, codes = question.only_if
        logic = " or ".join(f"[{name.lower()}] = '{code}'" for code in codes)
    more = {
        "Section Header": heading,
        COLUMNS[5]: _choices(question.options),
        COLUMNS[11]: logic,
        "Identifier?": "y" if question.personal else "",
        "Required Field?": "y" if question.place else "",
    }
    return _field(question.name, kinds[question.kind], question.text, more)


def _field(name: str, kind: str, label: str, more: Mapping[str, str] | None = None) -> dict[str, str]:
    own = {COLUMNS[0]: name.lower(), "Form Name": FORM, "Field Type": kind, "Field Label": label}
    return own | dict(more or {})


def _choices(options: Sequence[Option]) -> str:
    """``code, label | code, label``. A bar or a new line within a label would begin the next choice; a bar has an entity."""
    return " | ".join(f"{option.code}, {' '.join(option.label.split()).replace('|', _BAR)}" for option in options)


def _shown(audience: Audience, form: Form) -> str:
    """Branching logic; empty where everybody sees it."""
    role = form.role.name.lower() if form.role is not None else ""
    terms = []
    for term in audience.terms:
        anyone = " or ".join(f"[{role}] = '{one}'" for one in term.roles)
        turns = " or ".join(f"[{VERSION}] = {version}" for version in term.versions or ())
        terms.append(f"(({turns}) and ({anyone}))" if turns else anyone)
    return " or ".join(terms)
