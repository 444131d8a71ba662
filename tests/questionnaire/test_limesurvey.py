"""The LimeSurvey structure keeps that program's rules of codes, order and conditions."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import pytest

from pipeline.instrument.load import load_instrument
from pipeline.questionnaire.form import VERSION, Wanted
from pipeline.questionnaire.limesurvey import COLUMNS, LONGEST_ANSWER_CODE, STRUCTURE, files, question_code
from pipeline.questionnaire.making import form_of

EVERYTHING = Wanted(comments=True, contact=True, linked=True)
SHIPPED = ("tele_oncology", "tele_oncology_short", "oric", "aim_iam_fim", "sus", "training_pairs")
TYPES = {"L", "!", "M", "T", "F", "*"}
ASKED = re.compile(r'(\w+)\.NAOK == (?:"(\w+)"|\d+)')


def lines(name: str, wanted: Wanted) -> list[dict[str, str]]:
    text = files(form_of(load_instrument(name), wanted))[STRUCTURE].decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    assert tuple(rows[0]) == COLUMNS and all(len(row) == len(COLUMNS) for row in rows)
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows[1:]]


@pytest.mark.parametrize("wanted", [Wanted(), EVERYTHING], ids=["plain", "everything"])
@pytest.mark.parametrize("name", SHIPPED)
def test_codes_types_and_order_are_as_limesurvey_wants_them(name: str, wanted: Wanted) -> None:
    found = lines(name, wanted)
    order = "".join({"S": "S", "SL": "L", "G": "G", "Q": "Q", "SQ": "q", "A": "a"}[line["class"]] for line in found)
    assert re.fullmatch(r"S+L+(G(Q(q+a*|a+|))+)+", order)
    questions = [line for line in found if line["class"] == "Q"]
    assert len({line["name"] for line in questions}) == len(questions)
    for line in questions:
        assert line["type/scale"] in TYPES and re.fullmatch(r"[A-Za-z][A-Za-z0-9]{0,19}", line["name"])
    for question, own in _parts(found):
        answers = [line["name"] for line in own if line["class"] == "A"]
        statements = [line["name"] for line in own if line["class"] == "SQ"]
        assert len(set(answers)) == len(answers) and len(set(statements)) == len(statements)
        assert all(re.fullmatch(rf"[A-Za-z0-9]{{1,{LONGEST_ANSWER_CODE}}}", code) for code in answers)
        assert all(re.fullmatch(r"[A-Za-z0-9]{1,20}", code) for code in statements)
        assert bool(answers) == (question["type/scale"] in "L!F") and bool(statements) == (question["type/scale"] in "MF")


@pytest.mark.parametrize("name", ["tele_oncology", "tele_oncology_short"])
def test_conditions_ask_for_what_came_before_and_can_be_chosen(name: str) -> None:
    codes: dict[str, set[str]] = {}
    for question, own in _parts(lines(name, EVERYTHING)):
        for line in (question, *own):
            for asked, code in ASKED.findall(line["relevance"]):
                assert asked in codes and (not code or code in codes[asked]), line["name"]
        codes[question["name"]] = {line["name"] for line in own if line["class"] == "A"}
    assert VERSION in codes or name.endswith("short")


def test_statements_are_shown_to_whom_the_form_says() -> None:
    form = form_of(load_instrument("tele_oncology"))
    roles = {option.code: f"A{number}" for number, option in enumerate(form.role.options, start=1)} if form.role else {}
    by_code = {
        (q["name"], line["name"]): line["relevance"] for q, own in _parts(lines("tele_oncology", Wanted())) for line in own
    }
    for matrix in form.matrices:
        for row in matrix.rows:
            name = row.name if matrix.id.startswith("items") else row.name.removesuffix(f"_{matrix.id}")
            for role, code in roles.items():
                for version in range(form.versions):
                    known = {"role": f'"{code}"', VERSION: str(version)}
                    condition = re.sub(
                        r"(\w+)\.NAOK", lambda found, known=known: known[found[1]], by_code[matrix.id, question_code(name)]
                    )
                    assert bool(eval(condition)) == row.audience.sees(role, version)  # our own conditions, no answer in them


def _parts(found: list[dict[str, str]]) -> Iterator[tuple[dict[str, str], list[dict[str, str]]]]:
    """Each question with the lines that belong to it."""
    starts = [place for place, line in enumerate(found) if line["class"] == "Q"]
    for start in starts:
        end = next((n for n in range(start + 1, len(found)) if found[n]["class"] in ("Q", "G")), len(found))
        yield found[start], found[start + 1 : end]
