"""`simulate questionnaire`: the same people for the same seed, whose staff they are, and what is refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.errors import SetupError
from pipeline.instrument.load import load_instrument
from pipeline.questionnaire.clear import require_clear
from pipeline.questionnaire.form import Wanted
from pipeline.questionnaire.making import form_of
from pipeline.questionnaire.platforms import PLATFORMS
from sample_data.made_up_staff import made_up_staff
from sample_data.rehearsal import fill_in, write

SIMULATE = ("simulate", "questionnaire")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(platform: str, tmp_path: Path) -> None:
    instrument = load_instrument("tele_oncology")
    staff = made_up_staff(instrument, 50)
    made = [
        write(fill_in(instrument, platform, Wanted(contact=True), staff, 30, seed), tmp_path / name)
        for name, seed in (("once", 1), ("again", 1), ("other", 2))
    ]
    once, again, other = ([path.read_bytes() for path in one.files] for one in made)
    assert once == again
    assert once[0] != other[0]


@pytest.mark.parametrize("size", [17, 50, 67, 400])
def test_made_up_staff_are_as_many_as_asked_for_and_of_several_roles(size: int) -> None:
    instrument = load_instrument()
    staff = made_up_staff(instrument, size)
    assert int(staff["staff"].sum()) == size
    assert staff["role"].nunique() >= min(4, len(instrument.roles)) and staff["department"].nunique() >= 2
    assert not staff.duplicated(["role", "department"]).any()


def test_staff_of_a_roster_answer_and_never_more_than_there_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    roster = tmp_path / "our roster.csv"
    roster.write_text("role,department,staff\nOncology nurse,Infusion center,40\nrn_onc,Medical oncology,10\n", encoding="utf-8")
    assert main([*SIMULATE, "--for", "qualtrics", "--roster", str(roster), "--response", "70%", "--out", str(tmp_path)]) == 0
    line = capsys.readouterr().out.splitlines()[-1]
    assert f"--roster '{roster}'" in line
    people = json.loads((tmp_path / "qualtrics" / "truth.json").read_text(encoding="utf-8"))["people"]
    assert len(people) == 35 and {one["role"] for one in people} == {"rn_onc"}
    assert sum(one["department"] == "medical_oncology" for one in people) <= 10
    assert not (tmp_path / "qualtrics" / "roster.csv").exists()


def test_unfinished_answers_are_kept_where_the_platform_keeps_them(tmp_path: Path) -> None:
    instrument = load_instrument("tele_oncology_short")
    rows = {}
    for platform in ("redcap", "kobo"):
        filled = fill_in(instrument, platform, Wanted(), made_up_staff(instrument, 100), 60)
        export = write(filled, tmp_path / platform).export
        with export.open(encoding="utf-8", newline="") as file:
            rows[platform] = len(list(csv.reader(file, delimiter=";" if platform == "kobo" else ","))) - 1
    assert rows == {"redcap": 63, "kobo": 60}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "no platform is named"),
        (("--for", "kobo", "--people", "9"), "too few"),
        (("--for", "kobo", "--people", "20001"), "too many"),
        (("--for", "kobo", "--people", "many"), "'many' is no number of people"),
        (("--for", "kobo", "--response", "0"), "'0' is no share"),
        (("--for", "kobo", "--people", "20000", "--response", "1%"), "2,000,000 staff are too many"),
        (("--for", "kobo", "--topics", "0"), "'0' is no number of topics"),
        (("--for", "kobo", "--roster", "none.csv", "--people", "40"), "how many answer follows from the roster"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(
    arguments: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*SIMULATE, *arguments, "--out", str(tmp_path / "out")]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_arguments_of_a_questionnaire_are_not_those_of_an_organisation(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "sample", "--for", "kobo"]) == 2
    assert "--for belongs to a questionnaire" in capsys.readouterr().err


def _own(folder: Path, text: str) -> Path:
    path = folder / "own.yaml"
    path.write_text(f"extends: tele_oncology_short\nid: own\nversion: '1'\ntitle: Our own\n{text}", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("platform", "added", "said"),
    [
        ("limesurvey", "{id: S_K1, scale: skills, text: Another}", "one name to LimeSurvey"),
        ("limesurvey", "{id: B01, scale: skills, text: Another}", "one name to LimeSurvey, which writes both in brackets"),
        ("redcap", "{id: record_id, scale: skills, text: Another}", "'record_id' is a name of REDCap's own"),
        ("redcap", "{id: odd_, scale: skills, text: Another}", "'odd_' is no name in REDCap"),
        ("kobo", "{id: sk1, scale: skills, text: Another}", "one name to KoboToolbox"),
        ("word", "{id: AGAIN, scale: skills, text: What is your role}", "'role' and 'AGAIN' ask the same"),
        ("redcap", "{id: odd, scale: skills, text: '&lt;b>I can'}", "part of '&lt;b>I can' looks like formatting"),
        ("kobo", "{id: B02, scale: skills, text: Another}", "of 'barriers' is named or worded as 'B02' is"),
        ("kobo", "{id: AGAIN, scale: skills, text: Barriers}", "'AGAIN' asks 'Barriers', which is the id of another question"),
    ],
)
def test_names_that_a_platform_would_mix_up_are_refused_before_it_goes_out(
    platform: str, added: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = _own(tmp_path, f"add:\n  items:\n    - {added}\n")
    for command in ("questionnaire",), SIMULATE:
        assert main([*command, str(own), "--for", platform, "--out", str(tmp_path / "out")]) == 4
        assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_codes_and_answers_that_a_platform_cannot_carry_are_refused(tmp_path: Path) -> None:
    answers = "[{code: a b, label: 'Yes', score: 1}, {code: '2', label: N/A, score: 2}]"
    scale = f"    - {{id: odd, low: 1, high: 2, answers: {answers}}}\n"
    item = "    - {id: ODD, scale: skills, text: Odd, answers: odd}\n"
    own = _own(tmp_path, f"add:\n  answer_scales:\n{scale}  items:\n{item}")
    form = form_of(load_instrument(own))
    with pytest.raises(SetupError, match="the code 'a b' of 'Yes' cannot be a code in REDCap"):
        require_clear(form, "redcap")
    with pytest.raises(SetupError, match="LimeSurvey writes 'N/A' where nobody answered"):
        require_clear(form, "limesurvey")
    require_clear(form, "word")


def test_options_that_could_not_be_told_apart_in_one_cell_are_refused(tmp_path: Path) -> None:
    added = "".join(
        f"    - {{id: {name}, label: '{label}'}}\n" for name, label in (("F90", "Web, phone"), ("F91", "Web"), ("F92", "Phone"))
    )
    form = form_of(load_instrument(_own(tmp_path, f"add:\n  formats:\n{added}    - {{id: F93, label: '/ none'}}\n")))
    for platform in ("qualtrics", "googleforms", "word"):
        with pytest.raises(SetupError) as refused:
            require_clear(form, platform)
        assert "the option 'Web, phone' of 'formats' reads like others of it together" in str(refused.value)
        assert "the option '/ none' of 'formats' begins with a sign that parts options" in str(refused.value)
    require_clear(form, "redcap")
