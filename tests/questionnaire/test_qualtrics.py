"""The Qualtrics text: every question has its tag, and choices are what the instrument knows."""

from __future__ import annotations

import re

import pytest

from pipeline.instrument.load import load_instrument
from pipeline.questionnaire.form import Form, Wanted
from pipeline.questionnaire.making import form_of
from pipeline.questionnaire.qualtrics import TEXT, files
from pipeline.questionnaire.steps import STEPS
from pipeline.questionnaire.write import questionnaire_files

KINDS = {"DB", "TE:Essay", "MC:SingleAnswer:Horizontal", "MC:SingleAnswer:Vertical", "MC:MultipleAnswer:Vertical", "MC:Dropdown"}
SHIPPED = ("tele_oncology", "tele_oncology_short", "oric", "aim_iam_fim", "sus", "training_pairs")


@pytest.mark.parametrize("name", SHIPPED)
def test_every_question_has_a_kind_a_tag_of_its_own_and_its_choices(name: str) -> None:
    form = form_of(load_instrument(name), Wanted(comments=True, contact=True, linked=True))
    text = files(form)[TEXT].decode()
    assert text.startswith("[[AdvancedFormat]]\r\n") and "\n" not in text.replace("\r\n", "")
    asked = _asked(text)
    assert len({tag for _, tag, _ in asked}) == len(asked) and {kind for kind, _, _ in asked} <= KINDS
    given = {tag: choices for _, tag, choices in asked}
    for wanted, labels in _wanted(form).items():
        assert given[wanted] == labels
    assert text.count("[[Block:") == len(form.pages)


def test_who_sees_what_is_told_for_every_question_that_is_not_for_everybody() -> None:
    for name in ("tele_oncology", "tele_oncology_short"):
        instrument = load_instrument(name)
        steps = questionnaire_files(instrument, "qualtrics", Wanted(contact=True))[STEPS].decode()
        form = form_of(instrument, Wanted(contact=True))
        limited = {row.name for matrix in form.matrices for row in matrix.rows if row.audience.terms}
        limited |= {question.name for question in form.questions if question.only_if}
        table = [line for line in steps.splitlines() if line.startswith("| ")]
        assert limited == {found for line in table for found in re.findall(r"`(\w+)`", line.split("|")[2])}
        assert ("Randomizer" in steps) == (form.versions > 1)


def _asked(text: str) -> list[tuple[str, str, list[str]]]:
    """Kind, tag and choices of every question."""
    found = []
    for block in re.split(r"\[\[Question:", text)[1:]:
        kind, _, rest = block.partition("]]")
        tag = re.search(r"\[\[ID:([A-Za-z0-9_]+)\]\]", rest)
        assert tag is not None
        choices = rest.partition("[[Choices]]\r\n")[2].split("\r\n\r\n")[0].strip()
        found.append((kind, tag[1], choices.split("\r\n") if choices else []))
    return found


def _wanted(form: Form) -> dict[str, list[str]]:
    rows = {row.name: [option.label for option in matrix.options] for matrix in form.matrices for row in matrix.rows}
    return rows | {question.name: [option.label for option in question.options] for question in form.questions}
