"""An XLSForm for KoboToolbox and ODK: a workbook with the sheets survey, choices and settings.

Names of questions and of answers are the instrument's own, so that an export "with XML values and headers" binds by itself.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pipeline.questionnaire.audience import Audience
from pipeline.questionnaire.form import VERSION, Form, Matrix, Option, Question, Row

WORKBOOK: Final = "xlsform.xlsx"
SURVEY: Final = ("type", "name", "label", "required", "relevant", "appearance", "calculation")
CHOICES: Final = ("list_name", "name", "label")
SETTINGS: Final = ("form_title", "form_id", "version", "style")
_MOST_SHOWN: Final = 8


@dataclass(slots=True)
class _Lists:
    """Lists of answers by their content: two questions with the same answers share one."""

    names: dict[tuple[Option, ...], str] = field(default_factory=dict)

    def name(self, options: tuple[Option, ...], wanted: str) -> str:
        """Of the list with these answers."""
        return self.names.setdefault(options, wanted)


def files(form: Form) -> Mapping[str, bytes]:
    """The workbook."""
    lists = _Lists()
    survey = list(_survey(form, lists))
    choices = [(name, option.code, option.label) for options, name in lists.names.items() for option in options]
    settings = [(form.title, form.instrument.id, form.instrument.version, "pages")]
    sheets: dict[str, tuple[Sequence[str], Sequence[Sequence[str]]]] = {
        "survey": (SURVEY, survey),
        "choices": (CHOICES, choices),
        "settings": (SETTINGS, settings),
    }
    return {WORKBOOK: _workbook(sheets)}


def _survey(form: Form, lists: _Lists) -> Iterator[tuple[str, ...]]:
    """Rows of the sheet survey, a group for each page."""
    yield _row("start", "start")
    yield _row("end", "end")
    if form.versions > 1:
        yield _row("calculate", VERSION, calculation=f"once(int(random() * {form.versions}))")
    yield _row("note", "promise", "\n\n".join(form.promise))
    for page in form.pages:
        yield _row("begin_group", page.id, page.title, appearance="field-list")
        for part in page.parts:
            if isinstance(part, Matrix):
                yield _row("note", f"{part.id}_head", part.stem, relevant=_shown(part.audience, form))
                yield from (_statement(row, part, form, lists) for row in part.rows)
            else:
                yield _question(part, form, lists)
        yield _row("end_group", "")


def _statement(row: Row, matrix: Matrix, form: Form, lists: _Lists) -> tuple[str, ...]:
    kind = f"select_one {lists.name(matrix.options, matrix.id)}"
    return _row(kind, row.name, row.text, relevant=_shown(row.audience, form), appearance="likert")


def _question(question: Question, form: Form, lists: _Lists) -> tuple[str, ...]:
    relevant = _shown(question.audience, form)
    if question.only_if is not None:
        name, codes = question.only_if
        relevant = " or ".join(f"${{{name}}} = '{code}'" for code in codes)
    if question.kind == "text":
        return _row("text", question.name, question.text, relevant=relevant, appearance="multiline")
    kind = "select_one" if question.kind == "one" else "select_multiple"
    long = question.kind == "one" and len(question.options) > _MOST_SHOWN
    return _row(
        f"{kind} {lists.name(question.options, question.name)}",
        question.name,
        question.text,
        required="yes" if question.place else "",
        relevant=relevant,
        appearance="minimal" if long else "",
    )


def _shown(audience: Audience, form: Form) -> str:
    """When it is relevant; empty where everybody sees it."""
    role = form.role.name if form.role is not None else ""
    terms = []
    for term in audience.terms:
        anyone = f"selected('{' '.join(term.roles)}', ${{{role}}})"
        turns = f"selected('{' '.join(map(str, term.versions or ()))}', ${{{VERSION}}})"
        terms.append(anyone if term.versions is None else f"({turns} and {anyone})")
    return " or ".join(terms)


def _row(kind: str, name: str, label: str = "", **more: str) -> tuple[str, ...]:
    own = {"type": kind, "name": name, "label": label, **more}
    return tuple(own.get(column, "") for column in SURVEY)


def _workbook(sheets: Mapping[str, tuple[Sequence[str], Sequence[Sequence[str]]]]) -> bytes:
    """Every cell is text: names that look like numbers stay as they are."""
    import xlsxwriter

    from pipeline.publish.sheets import FIXED_DATE

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"created": FIXED_DATE})
        for name, (header, rows) in sheets.items():
            page = book.add_worksheet(name)
            for number, row in enumerate([header, *rows]):
                for place, cell in enumerate(row):
                    if cell:
                        page.write_string(number, place, cell)
    return content.getvalue()
