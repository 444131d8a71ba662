"""The questionnaire as a sheet: a page of HTML without scripts, to read, print and fill in by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.publish.words import ENGLISH, say
from pipeline.questionnaire.form import Form, Matrix, Option, Question
from pipeline.questionnaire.whom import question_on_paper, row_on_paper

SHEET: Final = "questionnaire.html"
SHEET_PDF: Final = "questionnaire.pdf"
_TEMPLATES: Final = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class _Row:
    text: str
    only: str


@dataclass(frozen=True, slots=True)
class _Part:
    """A question or a matrix as it is drawn. rows : of a matrix. only : for whom it is, where not for everybody."""

    number: int
    text: str
    options: tuple[Option, ...]
    several: bool
    how: str
    only: str
    rows: tuple[_Row, ...]


@dataclass(frozen=True, slots=True)
class _Page:
    title: str
    parts: tuple[_Part, ...]


def files(form: Form) -> Mapping[str, bytes]:
    """The page; everything that comes from the instrument is escaped."""
    from jinja2 import Environment, FileSystemLoader
    from markupsafe import Markup

    environment = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    css = Markup((_TEMPLATES / "sheet.css").read_text(encoding="utf-8"))
    template = environment.get_template("sheet.html.j2")
    thanks = say("questionnaire.sheet_thanks")
    page = template.render(form=form, pages=list(_pages(form)), css=css, thanks=thanks, language=ENGLISH)
    return {SHEET: page.encode()}


def _pages(form: Form) -> Iterator[_Page]:
    number = 0
    for page in form.pages:
        parts = []
        for part in page.parts:
            number += 1
            parts.append(_part(part, number, form))
        yield _Page(page.title, tuple(parts))


def _part(part: Question | Matrix, number: int, form: Form) -> _Part:
    if isinstance(part, Matrix):
        rows = tuple(_Row(row.text, row_on_paper(row, part, form)) for row in part.rows)
        return _Part(number, part.stem, part.options, False, "", "", rows)
    several = part.kind == "several"
    how = say(f"questionnaire.sheet_choose_{'several' if several else 'one'}") if part.options else ""
    return _Part(number, part.text, part.options, several, how, question_on_paper(part, form), ())
