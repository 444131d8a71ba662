"""A questionnaire goes out, made-up people fill it in, and what comes back binds and codes by itself: no answer changed.

What is expected is what the truth file says, person by person, and nothing that the writers of exports share.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from pipeline.clean.binding_file import BindingFile
from pipeline.clean.contacts import contact_rows
from pipeline.clean.identity import Keyring
from pipeline.cli import main
from pipeline.errors import SetupError
from pipeline.ingest.read import read_export
from pipeline.instrument.load import load_instrument
from pipeline.instrument.model import Instrument
from pipeline.questionnaire.clear import require_clear
from pipeline.questionnaire.form import Wanted
from pipeline.questionnaire.making import form_of
from pipeline.questionnaire.platforms import PLATFORMS
from pipeline.questionnaire.write import questionnaire_files
from pipeline.tables import Responses
from sample_data.made_up_staff import made_up_staff
from sample_data.rehearsal import FilledIn, fill_in, write
from tests.cleaned import Cleaned, clean
from tests.questionnaire.small_instruments import small_instruments

FOUND = {
    "redcap": ("redcap", "raw with dictionary"),
    "kobo": ("kobo", "names"),
    "limesurvey": ("limesurvey", "question codes"),
    "qualtrics": ("qualtrics", "choice text"),
    "googleforms": ("googleforms", "csv export"),
    "word": ("msforms", "workbook"),
    "sheet": ("plain", "delimited text"),
}
HIDE = ("redcap", "kobo", "limesurvey", "qualtrics")
"""Platforms that hide single statements."""
ALL = Wanted(comments=True, contact=True, linked=True, topics=4)
FORMS = {
    "short": ("tele_oncology_short", Wanted()),
    "short with everything": ("tele_oncology_short", ALL),
    "full": ("tele_oncology", Wanted()),
    "full with everything": ("tele_oncology", Wanted(comments=True, contact=True, linked=True)),
}
KEYRING = Keyring(b"k" * 32, True, frozenset())


def rehearsed(instrument: Instrument, platform: str, wanted: Wanted, people: int = 40) -> FilledIn:
    return fill_in(instrument, platform, wanted, made_up_staff(instrument, people * 5 // 3), people)


def truth_beside(export: Path) -> dict[str, Any]:
    return json.loads(export.with_name("truth.json").read_text(encoding="utf-8"))


def expected(people: list[Mapping[str, Any]], instrument: Instrument) -> Responses:
    """The responses of people whose answers are known by their codes."""
    scores: dict[str, list[float]] = {}
    excluded: dict[str, list[bool]] = {}
    for column, _, scale in instrument.rated_columns():
        answers = {answer.code: answer for answer in instrument.answer_scale[scale].answers}
        given = [answers.get(person.get(column, "")) for person in people]
        scores[column] = [float("nan") if one is None or one.score is None else float(one.score) for one in given]
        excluded[column] = [one is not None and one.not_applicable for one in given]
    chosen = {
        question.id: pd.DataFrame(
            {option.id: [option.id in person.get(question.id, ()) for person in people] for option in listed}
        )
        for question in instrument.questions
        if question.kind == "multiple" and (listed := getattr(instrument, question.options_from or ""))
    }
    single = [q.id for q in instrument.questions if q.kind == "single" and q.id not in instrument.axes]
    places = pd.DataFrame({axis: [person[axis] for person in people] for axis in instrument.axes})
    return Responses.of(
        places.assign(line=range(len(people)), recorded=pd.Timestamp("2026-11-02")),
        pd.DataFrame(scores),
        pd.DataFrame(excluded),
        chosen,
        pd.DataFrame({name: [person.get(name, "") for person in people] for name in single}, dtype="str"),
    )


def assert_equal(found: Responses, wanted: Responses, instrument: Instrument) -> None:
    axes = list(instrument.axes)
    assert found.people[axes].to_numpy().tolist() == wanted.people[axes].to_numpy().tolist()
    pd.testing.assert_frame_equal(found.ratings, wanted.ratings)
    pd.testing.assert_frame_equal(found.not_applicable, wanted.not_applicable)
    for question, ticked in wanted.chosen.items():
        pd.testing.assert_frame_equal(found.chosen[question], ticked)
    pd.testing.assert_frame_equal(found.single[list(wanted.single)], wanted.single)


def read_back(filled: FilledIn, folder: Path) -> tuple[Cleaned, Path]:
    """With no mapping."""
    export = write(filled, folder).export
    instrument = filled.form.instrument
    return clean(read_export(export), instrument, BindingFile(), KEYRING), export


@pytest.mark.parametrize("asked", FORMS)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_same_forty_people_come_back_without_a_mapping(platform: str, asked: str, tmp_path: Path) -> None:
    name, wanted = FORMS[asked]
    instrument = load_instrument(name)
    filled = rehearsed(instrument, platform, wanted)
    cleaned, path = read_back(filled, tmp_path)
    export, truth = read_export(path), truth_beside(path)
    assert (export.platform, export.variant) == FOUND[platform]
    assert len(truth["people"]) == truth["rows"]["kept"] == len(cleaned.everybody) == 40
    assert (export.status == "partial").sum() == truth["rows"]["not finished"]
    assert_equal(cleaned.everybody, expected(truth["people"], instrument), instrument)
    form = filled.form
    names = {row.name for matrix in form.matrices for row in matrix.rows} | {question.name for question in form.questions}
    assert names - set(cleaned.bound.how) == set()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_personal_codes_and_contacts_come_back_to_their_people(platform: str, tmp_path: Path) -> None:
    instrument = load_instrument("tele_oncology_short")
    cleaned, path = read_back(rehearsed(instrument, platform, ALL), tmp_path)
    people = truth_beside(path)["people"]
    codes = [person.get("respondent", "") for person in people]
    assert cleaned.everybody.person is not None
    assert cleaned.everybody.person.tolist() == [KEYRING.pseudonym(code) for code in codes]
    assert 0 < codes.count("") < len(codes) // 2
    rows = contact_rows(read_export(path), cleaned, instrument, BindingFile(), KEYRING)
    labels = {topic.id: topic.label for topic in instrument.topics}
    agreed = [person for person in people if person.get("contact")]
    assert 5 < len(agreed) < 35
    assert rows["contact"].tolist() == [person["contact"] for person in agreed]
    assert rows["topics"].tolist() == ["; ".join(labels[one] for one in person.get("contact_topics", ())) for person in agreed]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_ratings_without_a_question_of_their_own_stay_apart(platform: str, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("extends: tele_oncology_short\nid: own\nversion: '1'\ntitle: Ours\ntopic_ratings: {importance: importance}\n")
    instrument = load_instrument(own)
    assert instrument.topic_ratings.importance_text == ""
    cleaned, path = read_back(rehearsed(instrument, platform, Wanted()), tmp_path)
    assert_equal(cleaned.everybody, expected(truth_beside(path)["people"], instrument), instrument)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_people_answer_what_they_are_shown_and_nothing_else(platform: str) -> None:
    """Equality is worth something only if statements are hidden, topics rotate, and people say that something does not apply."""
    instrument = load_instrument("tele_oncology")
    filled = rehearsed(instrument, platform, Wanted(), 200)
    form, fieldwork = filled.form, filled.fieldwork
    assert form.versions > 1 and fieldwork.rows["role"].nunique() > 10
    versions = [(number + 1) % form.versions for number in range(len(fieldwork.rows))]
    for row in (row for matrix in form.matrices for row in matrix.rows):
        answers = fieldwork.rated[row.name]
        who = zip(fieldwork.rows["role"], versions, strict=True)
        concerned = pd.Series([row.audience.sees(role, version) for role, version in who])
        if platform in HIDE:
            assert (answers[~concerned] == "").all()
        if row.audience.roles is not None:
            not_for_them = ~fieldwork.rows["role"].isin(row.audience.roles)
            assert set(answers[not_for_them]) <= {"", "NA", "5"}  # "5" is "not part of my work" of activities
        if concerned.sum() > 20:
            assert len(set(answers[concerned])) > 3
    given = fieldwork.rated.to_numpy()
    assert (given == "NA").any() and (given == "").any()


@pytest.mark.parametrize(
    ("name", "platform", "people"), [("tele_oncology_short", "redcap", "60"), ("tele_oncology", "kobo", "300")]
)
def test_the_line_that_the_command_says_analyzes_the_rehearsal(
    name: str, platform: str, people: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["simulate", "questionnaire", name, "--for", platform, "--people", people, "--out", str(tmp_path)]) == 0
    *files, line = capsys.readouterr().out.splitlines()
    assert all(Path(file).is_file() for file in files)
    program, *arguments = shlex.split(line)
    assert program == "telehealth-readiness"
    assert main([*arguments, "--no-pdf", "--quiet"]) == 0
    wave = tmp_path / platform / "outputs" / "2026-11"
    rows = json.loads((wave / "manifest.json").read_text(encoding="utf-8"))["rows"]
    truth = truth_beside(Path(files[0]))
    careless = sum(n for reason, n in rows["set_aside"].items() if reason != "not finished")
    assert rows["kept"] + careless == truth["rows"]["kept"] == int(people)


@given(small_instruments())
@settings(max_examples=20, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@pytest.mark.parametrize("platform", ["redcap", "kobo", "limesurvey", "qualtrics", "googleforms", "word"])
def test_any_small_instrument_comes_back_or_is_refused_before_it_goes_out(platform: str, instrument: Instrument) -> None:
    wanted = Wanted(topics=2)
    try:
        require_clear(form_of(instrument, wanted), platform)
    except SetupError:
        with pytest.raises(SetupError):
            questionnaire_files(instrument, platform, wanted)
        return
    with TemporaryDirectory() as folder:
        cleaned, path = read_back(rehearsed(instrument, platform, wanted, 30), Path(folder))
        assert_equal(cleaned.everybody, expected(truth_beside(path)["people"], instrument), instrument)
