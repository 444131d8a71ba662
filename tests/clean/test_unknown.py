"""Answers that no map knows: each decision is asked for once, with YAML that can be pasted."""

import numpy as np
import pytest
import yaml

from pipeline.clean.cells import Cells
from pipeline.clean.code import code_answers, values_of
from pipeline.clean.code_options import code_joined
from pipeline.clean.unknown import NumbersAmongWords, Unknown, problems_of
from pipeline.errors import Problem
from pipeline.ingest.texts import Texts
from pipeline.instrument.load import load_instrument
from pipeline.instrument.model import Answer, AnswerScale, Instrument


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return load_instrument("tele_oncology_short")


def cells(values: list[str], **more) -> Cells:
    return Cells("q", Texts.of(values), **more)


def unknown(field: str, text: str, count: int, section: str = "agreement") -> Unknown:
    return Unknown(text, count, field, f"column of {field}", section, {"1": "No", "2": "Yes"})


def pasted(problem: Problem) -> dict:
    """What stands in the binding file once the YAML of a problem was pasted."""
    return yaml.safe_load(problem.fix.split("\n", 1)[1].removesuffix("\nor bind a column per option"))["answers"]


def test_one_answer_in_several_columns_is_one_problem_of_their_scale() -> None:
    merged, other, to_add = problems_of([unknown("a", "Yess", 2), unknown("b", "yess", 2), unknown("c", "A5", 1, "c")])
    assert merged.what == "4 answer(s) 'Yess' are not among the answers of a, b (agreement)"
    assert merged.where == "2 columns, the first 'column of a'"
    assert other.where == "column 'column of c'"
    assert pasted(to_add) == {"agreement": {"Yess": "2"}, "c": {"A5": "?"}}


def test_other_problems_keep_their_place() -> None:
    first, last = Problem("first"), Problem("last")
    found = problems_of([first, unknown("a", "x", 1), last])
    assert [problem.what[:5] for problem in found] == ["first", "1 ans", "last", "put t"]


def test_the_yaml_holds_the_whole_answer_however_long_or_odd() -> None:
    text = 'He said: "no"\n# ' + "x" * 300
    problem, to_add = problems_of([unknown("a", text, 1)])
    assert "…" in problem.what and len(problem.what) < 160
    assert list(pasted(to_add)["a"]) == [text]


def test_of_joined_codes_only_the_unknown_ones_are_asked_for(instrument: Instrument) -> None:
    found: list[Problem | Unknown] = []
    ticked = code_joined(cells(["1,3", "3", "1,7,3", ""]), instrument.barriers, {"1": "B01", "3": "B03"}, "barriers", found)
    assert ticked.ticks.sum(axis=0).tolist() == [2, 1, 2, 0]
    problem, to_add = problems_of(found)
    assert problem.what == "1 answer(s) '7' cannot be read as options of barriers"
    assert pasted(to_add) == {"barriers": {"7": "?"}}


def test_a_cell_that_could_be_parted_in_two_ways_is_asked_for_whole(instrument: Instrument) -> None:
    found: list[Problem | Unknown] = []
    label = instrument.barriers[0].label
    code_joined(cells([f"{label}, no such option", f"{label};"]), instrument.barriers, {}, "barriers", found)
    assert [one.text for one in found if isinstance(one, Unknown)] == [f"{label}, no such option"]


def test_numbers_among_words_need_a_decision(instrument: Instrument) -> None:
    scale = instrument.answer_scale["agreement"]
    found: list[Problem | Unknown] = []
    code_answers(cells(["Agree", "4", "Disagree", "4"]), scale, {}, "SK1", found)
    (problem,) = problems_of(found)
    assert "2 answer(s) of SK1 are bare numbers among words" in problem.what and problem.where == "column 'q'"
    decided: list[Problem | Unknown] = []
    coded = code_answers(cells(["Agree", "4", "Disagree", "4"]), scale, {"4": "2"}, "SK1", decided)
    assert decided == [] and values_of(scale)[coded.rated()].tolist() == [4, 2, 2, 2]


@pytest.mark.parametrize("values", [["1", "2", "5"], ["Agree", "Disagree"], ["Agree", "NA"]])
def test_numbers_alone_and_words_alone_need_none(values: list[str], instrument: Instrument) -> None:
    found: list[Problem | Unknown] = []
    code_answers(cells(values), instrument.answer_scale["agreement"], {}, "SK1", found)
    assert found == []


def test_codes_of_the_scale_are_no_words() -> None:
    scale = AnswerScale(id="s", answers=(Answer(code="1", label="Never"), Answer(code="P0", label="Often")))
    found: list = []
    code_answers(cells(["1", "P0"]), scale, {}, "SK1", found)
    assert found == []
    code_answers(cells(["1", "Often"]), scale, {}, "SK1", found)
    assert [type(one) for one in found] == [NumbersAmongWords]


def test_labels_count_and_not_the_codes(instrument: Instrument) -> None:
    scale = instrument.answer_scale["agreement"]
    reversed_codes = {str(6 - int(a.code)): a.label for a in scale.answers if a.code.isdecimal()}
    coded = code_answers(cells(["1", "5", ""], labels=reversed_codes), scale, {}, "SK1", [])
    assert values_of(scale)[coded.rated()] == pytest.approx([5, 1, np.nan], nan_ok=True)
    assert coded.named().series().tolist() == ["5", "1", ""]
