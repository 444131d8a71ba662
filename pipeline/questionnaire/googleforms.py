"""A Google Apps Script that makes the form: paste it at script.google.com, run ``makeForm``, read the addresses in its log.

Google Forms hides sections, never single questions, and goes on from a section to one other. So where the sets of roles lie in
each other (everybody, of these some, of these some), statements for the fewest come first, and everybody begins at the first
section that concerns their role. What cannot be hidden carries the answer that it does not apply.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pipeline.questionnaire.form import Form, Matrix, Page, Question, Row

SCRIPT: Final = "google_form.gs"
_MOST_SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the form, seen by ``roles``; None = by everybody."""

    title: str
    parts: tuple[Question | Matrix, ...]
    roles: frozenset[str] | None


def files(form: Form) -> Mapping[str, bytes]:
    """The script."""
    first, sections = sectioned(form)
    values = {
        "title": form.title,
        "promise": "\n\n".join(form.promise),
        "first": [_item(part) for part in first.parts],
        "firstTitle": first.title,
        "sections": [{"title": one.title, "items": [_item(part) for part in one.parts]} for one in sections],
        "role": form.role.name if form.role is not None else "",
        "begin": begin(form, sections),
    }
    return {SCRIPT: (_HEAD + json.dumps(values, indent=1, ensure_ascii=False) + _REST).encode()}


def sectioned(form: Form) -> tuple[Section, tuple[Section, ...]]:
    """The first section, where people say where they work, and the others in the order in which they are seen.

    Statements that are not for everybody stand before the others, those for the fewest first, where each of their sets of roles
    holds the one before; a set that does not is asked of everybody.
    """
    about, *rest = form.pages
    chain = _chain(form)
    limited: list[Section] = []
    for roles in chain:
        parts = tuple(part for page in rest for part in page.parts if isinstance(part, Matrix))
        rows = [(part, _rows(part, roles)) for part in parts]
        kept = tuple(Matrix(part.id, part.stem, part.options, own) for part, own in rows if own)
        if kept:
            limited.append(Section(rest[0].title, kept, roles))
    taken = set(chain)
    everybody = [_without(page, taken) for page in rest]
    sections = [*limited, *(Section(page.title, page.parts, None) for page in everybody if page.parts)]
    return Section(about.title, about.parts, None), tuple(sections)


def begin(form: Form, sections: Sequence[Section]) -> dict[str, int]:
    """Label of a role -> number of the section where it begins, from 0."""
    if form.role is None:
        return {}
    found = {}
    for option in form.role.options:
        seen = (n for n, section in enumerate(sections) if section.roles is None or option.code in section.roles)
        found[option.label] = next(seen, 0)
    return found


def _chain(form: Form) -> list[frozenset[str]]:
    """Sets of roles of statements, each within the next, the smallest first."""
    sets = {row.audience.roles for matrix in form.matrices for row in matrix.rows if matrix.id.startswith("items")}
    chain: list[frozenset[str]] = []
    for roles in sorted((one for one in sets if one is not None), key=lambda one: (len(one), sorted(one))):
        if not chain or chain[-1] < roles:
            chain.append(roles)
    return chain


def _rows(matrix: Matrix, roles: frozenset[str]) -> tuple[Row, ...]:
    return tuple(row for row in matrix.rows if matrix.id.startswith("items") and row.audience.roles == roles)


def _without(page: Page, taken: set[frozenset[str]]) -> Page:
    """A page without the statements that have sections of their own."""
    parts: list[Question | Matrix] = []
    for part in page.parts:
        if isinstance(part, Matrix) and part.id.startswith("items"):
            rows = tuple(row for row in part.rows if row.audience.roles not in taken)
            parts += [Matrix(part.id, part.stem, part.options, rows)] if rows else []
        else:
            parts.append(part)
    return Page(page.id, page.title, tuple(parts))


def _item(part: Question | Matrix) -> dict[str, Any]:
    """What the script makes of it."""
    labels = [option.label for option in part.options]
    if isinstance(part, Matrix):
        return {"kind": "grid", "title": part.stem, "rows": [row.text for row in part.rows], "answers": labels}
    kinds = {"one": "list" if len(labels) > _MOST_SHOWN else "choice", "several": "boxes", "text": "text"}
    return {"kind": kinds[part.kind], "title": part.text, "answers": labels, "required": part.place, "name": part.name}


_HEAD: Final = """\
// Makes the survey as a Google Form. Paste this into a new project at script.google.com and run makeForm once.
// The addresses of the form and of its answers stand in the log. Nothing of Google's keeps who answered: see the settings below.
const SURVEY = """
_REST: Final = """;

function makeForm() {
  const form = FormApp.create(SURVEY.title);
  form.setDescription(SURVEY.promise);
  form.setCollectEmail(false);
  form.setLimitOneResponsePerUser(false);
  form.setAllowResponseEdits(false);
  form.setShowLinkToRespondAgain(false);
  form.setProgressBar(true);
  let role = null;
  form.addSectionHeaderItem().setTitle(SURVEY.firstTitle);
  SURVEY.first.forEach(function (item) {
    const made = addItem(form, item);
    if (item.name === SURVEY.role) { role = made; }
  });
  const pages = SURVEY.sections.map(function (section) {
    const page = form.addPageBreakItem().setTitle(section.title);
    section.items.forEach(function (item) { addItem(form, item); });
    return page;
  });
  if (role !== null) {
    role.setChoices(Object.keys(SURVEY.begin).map(function (label) {
      return role.createChoice(label, pages[SURVEY.begin[label]]);
    }));
  }
  Logger.log("To send out: " + form.getPublishedUrl());
  Logger.log("To edit, and to read answers: " + form.getEditUrl());
}

function addItem(form, item) {
  if (item.kind === "grid") {
    return form.addGridItem().setTitle(item.title).setRows(item.rows).setColumns(item.answers);
  }
  if (item.kind === "text") {
    return form.addParagraphTextItem().setTitle(item.title);
  }
  if (item.kind === "boxes") {
    return form.addCheckboxItem().setTitle(item.title).setChoiceValues(item.answers);
  }
  const made = item.kind === "list" ? form.addListItem() : form.addMultipleChoiceItem();
  return made.setTitle(item.title).setChoiceValues(item.answers).setRequired(item.required);
}
"""
