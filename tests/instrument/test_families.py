"""Families of answers, recognized from their words alone."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import SetupError
from pipeline.instrument.families import applies, is_no_answer, is_not_applicable, load_families, recognize

SCALES = {
    "agreement": [
        ["Strongly disagree", "Disagree", "Agree", "Strongly agree"],
        ["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"],
        ["Completely disagree", "Somewhat disagree", "Neutral", "Somewhat agree", "Completely agree"],
        ["Strongly disagree", "Disagree", "Slightly disagree", "Neither", "Slightly agree", "Agree", "Strongly agree"],
    ],
    "frequency": [
        ["Never", "Rarely", "Sometimes", "Often", "Always"],
        ["Never", "Yearly", "Monthly", "Weekly", "Daily"],
        ["Never", "Almost never", "Occasionally", "About half the time", "Very often", "Almost always", "Always"],
    ],
    "confidence": [
        ["Not at all confident", "Slightly confident", "Somewhat confident", "Fairly confident", "Completely confident"]
    ],
    "importance": [
        ["Not important", "Slightly important", "Somewhat important", "Very important", "Critical"],
        [
            "Not at all important",
            "Slightly important",
            "Moderately important",
            "Important",
            "Very important",
            "Extremely important",
        ],
    ],
    "quality": [["Horrible", "Bad", "OK", "Good", "Excellent"], ["Very poor", "Poor", "Fair", "Good", "Very good", "Excellent"]],
    "satisfaction": [["Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied"]],
    "likelihood": [
        ["Extremely unlikely", "Somewhat unlikely", "Neither likely nor unlikely", "Somewhat likely", "Extremely likely"]
    ],
    "ease": [["Very difficult", "Difficult", "Easy", "Very easy"]],
    "amount": [["Not at all", "A little", "Some", "Quite a bit", "A great deal"]],
    "favour": [["Very unfavorably", "Somewhat unfavorably", "Neither favorably nor unfavorably (neutral)", "Very favorably"]],
    "yes_no": [["No", "Yes"]],
    "probability": [["No", "Probably not", "Probably", "Yes, definitely!"]],
}
CASES = [(family, scale) for family, scales in SCALES.items() for scale in scales]


@pytest.mark.parametrize(("family", "scale"), CASES, ids=[f"{family}-{len(scale)}" for family, scale in CASES])
@given(data=st.data())
def test_the_order_is_from_the_words_whatever_the_order_in_the_file(family: str, scale: list[str], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations([*scale, "Does not apply to my role"]))
    found = recognize(shuffled)
    assert found is not None
    assert (found.family, list(found.answers), found.added) == (family, scale, ())


@given(st.permutations(SCALES["agreement"][1]), st.integers(3, 5))
def test_a_scale_of_which_a_part_was_given_is_completed(order: list[str], seen: int) -> None:
    found = recognize(order[:seen])
    assert found is not None
    assert [answer for answer in SCALES["agreement"][1] if answer in order[:seen]] == [
        answer for answer in found.answers if answer not in found.added
    ]


@pytest.mark.parametrize(
    "answers",
    [
        ["Male", "Female"],
        ["Never", "Often", "Agree"],
        ["Neutral", "Neither"],
        ["Agree"],
        [],
        ["Agree", "Very important"],
        ["18-29", "30-44"],
    ],
)
def test_answers_of_no_one_family_are_not_ordered(answers: list[str]) -> None:
    assert recognize(answers) is None


@pytest.mark.parametrize("answer", ["N/A", "Not applicable", "Does not apply to my role", "Unfamiliar (N/A)", "-99", "-1"])
def test_what_does_not_concern_a_person(answer: str) -> None:
    assert is_not_applicable(answer) and not applies(answer)


@pytest.mark.parametrize("answer", ["Don't know", "Prefer not to say", "No opinion", "Not sure"])
def test_what_is_no_answer(answer: str) -> None:
    assert is_no_answer(answer) and not applies(answer)


def test_labels_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "labels.yaml"
    path.write_text('stufen: ["gar nicht", "etwas", "sehr"]\n', encoding="utf-8")
    families = load_families(path)
    found = recognize(["Sehr", "gar nicht"], families)
    assert found is not None
    assert (found.family, found.answers, found.added) == ("stufen", ("gar nicht", "etwas", "sehr"), ("etwas",))
    path.write_text("a: [one]\nb: two\n", encoding="utf-8")
    with pytest.raises(SetupError) as caught:
        load_families(path)
    assert len(caught.value.problems) == 2
