"""A LimeSurvey structure, parted by tabs: one line per setting, group, question, subquestion and answer.

Codes of questions hold letters and digits only, and codes of answers at most five of them: that is LimeSurvey's rule. Exported
with question codes and full answers it binds by itself. Order of columns and classes: docs/questionnaire.md.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pipeline.questionnaire.audience import Audience
from pipeline.questionnaire.form import VERSION, Form, Matrix, Option, Page, Question, Row

STRUCTURE: Final = "limesurvey_structure.txt"
COLUMNS: Final = (
    "class", "type/scale", "name", "relevance", "text", "help", "language", "validation", "mandatory", "other", "default",
    "same_default", "hidden",
)  # fmt: skip
SETTINGS: Final = {
    "format": "G", "anonymized": "Y", "datestamp": "Y", "ipaddr": "N", "refurl": "N", "savetimings": "Y", "allowprev": "Y",
    "allowsave": "Y", "printanswers": "N", "publicstatistics": "N", "language": "en",
}  # fmt: skip
"""Group by group, no addresses, no links back. The times of pages are kept: they tell haste."""
LONGEST_ANSWER_CODE: Final = 5
_MOST_SHOWN: Final = 8
_LANGUAGE: Final = "en"
_NOT_A_CODE: Final = re.compile(r"[^A-Za-z0-9]+")


def files(form: Form) -> Mapping[str, bytes]:
    """The structure; with the mark that says UTF-8, which LimeSurvey writes too."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter="\t", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in _lines(form):
        writer.writerow(line.get(column, "") for column in COLUMNS)
    return {STRUCTURE: text.getvalue().encode("utf-8-sig")}


def question_code(name: str) -> str:
    """A name without what LimeSurvey forbids."""
    return _NOT_A_CODE.sub("", name)


def row_code(matrix: Matrix, row: Row) -> str:
    """Of a statement within its matrix: of a topic without the rating, which is the code of the matrix."""
    return question_code(row.name.removesuffix(f"_{matrix.id}"))


def answer_codes(options: Sequence[Option]) -> dict[str, str]:
    """Code of the instrument -> code of the answer: its own where all fit, else A1, A2, …"""
    own = [_NOT_A_CODE.sub("", option.code) for option in options]
    if all(code and len(code) <= LONGEST_ANSWER_CODE for code in own) and len(set(own)) == len(own):
        return dict(zip((option.code for option in options), own, strict=True))
    return {option.code: f"A{number}" for number, option in enumerate(options, start=1)}


def _lines(form: Form) -> Iterator[dict[str, str]]:
    for name, value in SETTINGS.items():
        yield {"class": "S", "name": name, "text": value}
    welcome = "".join(f"<p>{_text(paragraph)}</p>" for paragraph in form.promise)
    for name, value in (("surveyls_title", form.title), ("surveyls_welcometext", welcome)):
        yield {"class": "SL", "name": name, "text": value, "language": _LANGUAGE}
    for place, page in enumerate(form.pages):
        yield _line("G", "", page.title, "1", "")
        if place == 0 and form.versions > 1:
            drawn = f"{{if(is_empty({VERSION}.NAOK), rand(0, {form.versions - 1}), {VERSION}.NAOK)}}"
            yield _line("Q", "*", VERSION, "1", drawn) | {"hidden": "1"}
        yield from _page(page, form)


def _page(page: Page, form: Form) -> Iterator[dict[str, str]]:
    for part in page.parts:
        if isinstance(part, Matrix):
            yield _line("Q", "F", part.id, _shown(part.audience, form), part.stem)
            for row in part.rows:
                yield _line("SQ", "0", row_code(part, row), _shown(row.audience, form), row.text)
            yield from _answers(part.options)
        else:
            yield from _question(part, form)


def _question(question: Question, form: Form) -> Iterator[dict[str, str]]:
    kinds = {"one": "L" if len(question.options) <= _MOST_SHOWN else "!", "several": "M", "text": "T"}
    relevance = _shown(question.audience, form)
    if question.only_if is not None:
        name, codes = question.only_if
        by_code = answer_codes(next(one.options for one in form.questions if one.name == name))
        relevance = " or ".join(f'{question_code(name)}.NAOK == "{by_code[code]}"' for code in codes)
    line = _line("Q", kinds[question.kind], question_code(question.name), relevance, question.text)
    yield line | {"mandatory": "Y" if question.place else "N", "other": "N"}
    if question.kind == "several":
        for option in question.options:
            yield _line("SQ", "0", question_code(option.code), "1", option.label)
    else:
        yield from _answers(question.options)


def _answers(options: Sequence[Option]) -> Iterator[dict[str, str]]:
    codes = answer_codes(options)
    for option in options:
        yield _line("A", "0", codes[option.code], "", option.label)


def _shown(audience: Audience, form: Form) -> str:
    """Relevance equation; 1 where everybody sees it."""
    if form.role is None or not audience.terms:
        return "1"
    role, codes = question_code(form.role.name), answer_codes(form.role.options)
    terms = []
    for term in audience.terms:
        anyone = " or ".join(f'{role}.NAOK == "{codes[one]}"' for one in term.roles)
        turns = " or ".join(f"{VERSION}.NAOK == {version}" for version in term.versions or ())
        terms.append(f"(({turns}) and ({anyone}))" if turns else anyone)
    return " or ".join(terms) or "0"


def _line(kind: str, scale: str, name: str, relevance: str, text: str) -> dict[str, str]:
    own = {"class": kind, "type/scale": scale, "name": name, "relevance": relevance, "text": _text(text)}
    return own | {"language": _LANGUAGE}


def _text(text: str) -> str:
    """Line breaks would part the line of the file."""
    return " ".join(text.split())
