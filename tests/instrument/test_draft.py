"""Drafts of an instrument and a binding: what they propose, that they load, and that an analysis can start from them."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.clean.binding_file import BindingFile, load_binding
from pipeline.cli import main
from pipeline.errors import DecisionNeeded
from pipeline.ingest.read import read_export
from pipeline.instrument.draft import Asked, Draft, Part, draft
from pipeline.instrument.load import load_instrument
from pipeline.instrument.model import Instrument
from sample_data import surveymonkey
from sample_data.simulate import organisation
from tests.cleaned import clean

AGREE = {"Agree": 30, "Strongly agree": 20, "Disagree": 9, "Strongly disagree": 2, "Neutral": 7, "Not applicable": 3}


def single(name: str, text: str, answers: Mapping[str, int] | None, kind: str = "single") -> Asked:
    return Asked(name, text, kind, (Part(name, text, "", name),), answers)


def matrix(name: str, text: str, rows: list[str], answers: Mapping[str, int]) -> Asked:
    parts = tuple(Part(f"{name}_{n}", f"{text} - {row}", "", f"{name}_{n}") for n, row in enumerate(rows, start=1))
    return Asked(name, text, "matrix", parts, answers)


ROLE = single("Q1", "What is your role?", {"Nurse": 30, "Physician": 12, "nurse ": 1, "Other": 4})
UNIT = single("Q2", "In which department do you work?", {"Ward 7": 20, "Clinic: north": 19})
SKILLS = matrix("Q3", "How much do you agree?", ["I can start", "I am worried about care"], AGREE)
OPTIONS = [Part(f"Q4_{n}", f"What holds you back? - {label}", "", f"Q4_{n}") for n, label in enumerate(["No time", "No room"])]
BARRIERS = Asked("Q4", "What holds you back?", "multiple", tuple(OPTIONS), {"No time": 9})


def loaded(made: Draft, folder: Path) -> tuple[Instrument, BindingFile]:
    """Both files as an analyst has them."""
    (folder / "x.instrument.yaml").write_text(made.instrument, encoding="utf-8")
    (folder / "x.binding.yaml").write_text(made.binding, encoding="utf-8")
    instrument = load_instrument(folder / "x.instrument.yaml")
    return instrument, load_binding(folder / "x.binding.yaml", instrument)


def test_a_questionnaire_is_drafted(tmp_path: Path) -> None:
    made = draft([ROLE, UNIT, SKILLS, BARRIERS, single("Q9", "Anything else?", None, "text")], "survey")
    instrument, binding = loaded(made, tmp_path)
    (scale,) = instrument.answer_scales
    assert [(a.code, a.label, a.score, a.not_applicable) for a in scale.answers] == [
        ("1", "Strongly disagree", 1, False),
        ("2", "Disagree", 2, False),
        ("3", "Neutral", 3, False),
        ("4", "Agree", 4, False),
        ("5", "Strongly agree", 5, False),
        ("NA", "Not applicable", None, True),
    ]
    assert [role.label for role in instrument.roles] == ["Nurse", "Physician", "Other"]
    assert [department.label for department in instrument.departments] == ["Ward 7", "Clinic: north"]
    assert [barrier.label for barrier in instrument.barriers] == ["No time", "No room"]
    assert [item.text for item in instrument.items] == [
        "How much do you agree? - I can start",
        "How much do you agree? - I am worried about care",
    ]
    assert binding.columns["role"] == "Q1" and binding.columns["department"] == "Q2"
    assert list(binding.columns["barriers"].values()) == ["Q4_0", "Q4_1"]
    assert not any(item.reverse for item in instrument.items)
    assert "# check: reversed? 'worried'" in made.instrument
    assert "Anything else?" in made.instrument.split("# Left out:")[1]


def test_every_guess_says_why() -> None:
    made = draft([ROLE, UNIT, SKILLS, BARRIERS], "survey")
    guesses = re.findall(r"# check:(.*)", made.instrument + made.binding)
    assert len(guesses) >= 10 and all(len(reason.strip()) > 5 for reason in guesses)


def test_neighbours_with_the_same_answers_are_one_scale_and_others_are_not() -> None:
    items = [single(f"Q{n}", f"I can do {n}", AGREE) for n in range(3)]
    often = single("Q7", "How often?", {"Never": 3, "Often": 9, "Always": 2})
    made = draft([*items, often, single("Q8", "I can do 8", AGREE)], "survey")
    assert made.instrument.count("neighbours that share their answers") == 1
    assert made.instrument.count("one question alone") == 2


@pytest.mark.parametrize(
    ("answers", "labels", "said"),
    [
        ({"1": 4, "2": 3, "5": 9}, ["1", "2", "3", "4", "5"], "is 1 the low end, or 5?"),
        ({"11": 4, "15": 3}, ["11", "12", "13", "14", "15"], "is 11 the low end, or 15?"),
        ({"Never 1": 4, "2": 3, "3": 3, "Always 4": 9}, ["Never 1", "2", "3", "Always 4"], "the numbers beside the words"),
        (
            {"Agree": 4, "Strongly agree": 9, "Disagree": 1},
            ["Strongly disagree", "Disagree", "Agree", "Strongly agree"],
            "nobody gave it",
        ),
    ],
)
def test_where_the_order_is_from(answers: dict[str, int], labels: list[str], said: str, tmp_path: Path) -> None:
    made = draft([matrix("Q3", "How?", ["a", "b"], answers)], "survey")
    instrument, _ = loaded(made, tmp_path)
    assert [answer.label for answer in instrument.answer_scales[0].answers] == labels
    assert said in made.instrument


def test_two_families_in_one_block_are_no_scale() -> None:
    two = matrix("Q3", "How?", ["a", "b"], {"Agree": 4, "Disagree": 3, "Never": 4, "Always": 1})
    made = draft([two, SKILLS], "survey")
    assert "maybe two scales" in made.instrument
    twice = matrix("Q5", "How?", ["a", "b"], {"4 Agree": 4, "4 Disagree": 3, "2": 1})
    assert "maybe two scales" in draft([twice, SKILLS], "survey").instrument


def test_without_any_rating_there_is_nothing_to_draft() -> None:
    with pytest.raises(DecisionNeeded, match="no question of this export looks like a rating"):
        draft([ROLE, single("Q5", "Ready?", {"Yes": 3, "No": 4})], "survey")


ODD = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("\"':#{}[]&*!|>%@`\n\u2028\ufeff"), min_size=1, max_size=30
)
SETS = st.sampled_from([AGREE, {"Never": 1, "Often": 2}, {"1": 2, "3": 4}, {"N/A": 2, "NA": 1, "Agree": 3, "Disagree": 1}])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(ODD, min_size=1, max_size=4), answers=SETS, roles=st.lists(ODD, min_size=2, max_size=5, unique=True))
def test_whatever_the_texts_a_draft_loads(tmp_path: Path, texts: list[str], answers: dict[str, int], roles: list[str]) -> None:
    asked = [single(f"Q{n} {text}", text, answers) for n, text in enumerate(texts)]
    asked.append(single("role", "Your role", dict.fromkeys(roles, 3)))
    asked.append(matrix("m", texts[0], texts, AGREE))
    instrument, binding = loaded(draft(asked, texts[0]), tmp_path)
    assert len(instrument.items) == 2 * len(texts)
    assert set(binding.columns) <= {item.id for item in instrument.items} | {"role"}


def test_a_label_of_a_thousand_letters_is_cut_and_loads(tmp_path: Path) -> None:
    instrument, _ = loaded(draft([matrix("Q3", "x" * 1000, ["y" * 1000, "b"], AGREE)], "survey"), tmp_path)
    assert all(len(item.text) <= 400 for item in instrument.items)


def test_from_an_export_to_coded_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The drafted pair of a real-looking file codes its answers, and a second draft never writes over the first."""
    short = load_instrument("tele_oncology_short")
    path = tmp_path / "answers.csv"
    surveymonkey.write(organisation(2026, "forty", instrument=short).fieldwork, short, path)
    assert main(["draft", str(path)]) == 0
    assert "answers.instrument.yaml" in capsys.readouterr().out
    instrument = load_instrument(tmp_path / "answers.instrument.yaml")
    binding = load_binding(tmp_path / "answers.binding.yaml", instrument)
    cleaned = clean(read_export(path), instrument, binding)
    assert len(cleaned.everybody.people) == 40
    assert len(instrument.items) >= len(short.items)
    assert cleaned.everybody.ratings.notna().mean().mean() > 0.5
    assert {role.label for role in instrument.roles} <= {role.label for role in short.roles}
    assert main(["draft", str(path)]) == 2
    assert "a file of this name is there already" in capsys.readouterr().err
    assert main(["draft", str(path), "--replace"]) == 0
