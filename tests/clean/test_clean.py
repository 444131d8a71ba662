"""Rows reconcile, answers are coded by the instrument only, and nothing unknown passes in silence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from pipeline.clean.binding_file import BindingFile, load_binding
from pipeline.errors import DecisionNeeded, SetupError
from pipeline.ingest.read import read_export
from pipeline.instrument.load import load_instrument
from pipeline.instrument.model import Instrument
from pipeline.tables import NOT_STATED
from tests.cleaned import clean

NONE = BindingFile()
EXAMPLES = Path(__file__).parents[2] / "sample_data" / "examples"
VETDENT = Path(__file__).parents[2].parent / "shared" / "exports" / "qualtrics" / "vetdent_employer_numeric.csv"


@pytest.mark.parametrize(
    ("written", "score"),
    [
        ("Agree", 4),
        (" agree ", 4),
        ("4", 4),
        ("4.0", 4),
        ("AGREE\u00a0", 4),
        ("<p>Agree</p>", 4),
        ("Neither agree nor disagree", 3),
    ],
)
def test_spellings_of_one_answer_are_one_answer(export_of, row_of, instrument: Instrument, written: str, score: int) -> None:
    cleaned = clean(export_of([row_of(SK1=written)]), instrument, NONE)
    assert cleaned.responses.ratings["SK1"].tolist() == [score]


def test_does_not_apply_is_an_answer_and_never_a_score(export_of, row_of, instrument: Instrument) -> None:
    cleaned = clean(export_of([row_of(SK1="Does not apply to my role"), row_of(SK1="")]), instrument, NONE)
    assert cleaned.responses.ratings["SK1"].isna().all()
    assert cleaned.responses.not_applicable["SK1"].tolist() == [True, False]


def test_unknown_answers_are_all_told_with_lines_and_yaml_and_nothing_is_guessed(export_of, row_of, instrument) -> None:
    rows = [row_of(), row_of(SK1="Agreee", UP1="11"), row_of(SK1="Agreee")]
    with pytest.raises(DecisionNeeded) as error:
        clean(export_of(rows), instrument, NONE)
    told = str(error.value)
    assert len(error.value.problems) == 3
    assert "column 'SK1'" in told
    assert yaml.safe_load(error.value.problems[-1].fix.removeprefix("add\n")) == {
        "answers": {"SK1": {"Agreee": "4"}, "UP1": {"11": "?"}}
    }
    assert "column 'UP1'" in told and "line" not in told
    assert error.value.exit_code == 5


def test_a_cell_with_two_answers_is_settled_by_decision_only(export_of, row_of, instrument: Instrument) -> None:
    export = export_of([row_of(SK1="2,3"), row_of()])
    with pytest.raises(DecisionNeeded, match="'2,3'"):
        clean(export, instrument, NONE)
    cleaned = clean(export, instrument, BindingFile(answers={"SK1": {"2,3": ""}}))
    assert cleaned.responses.ratings["SK1"].isna().tolist() == [True, False]


def test_the_binding_file_settles_an_unknown_answer(export_of, row_of, instrument: Instrument) -> None:
    binding = BindingFile(answers={"SK1": {"Agreee": "4"}, "agreement": {"11": "5"}})
    cleaned = clean(export_of([row_of(SK1="Agreee", UP1="11")]), instrument, binding)
    assert cleaned.responses.ratings.loc[0, ["SK1", "UP1"]].tolist() == [4, 5]


def test_numbers_are_codes_not_scores(export_of, row_of, tmp_path: Path) -> None:
    """Recodes 11..15 with 11 = strongly agree, as real numeric exports have them."""
    text = (
        (Path(__file__).parents[2] / "pipeline/instrument/library/tele_oncology.yaml")
        .read_text(encoding="utf-8")
        .replace('{code: "5", label: Strongly agree,', '{code: "11", label: Strongly agree,', 1)
    )
    (tmp_path / "recoded.yaml").write_text(text, encoding="utf-8")
    cleaned = clean(export_of([row_of(SK1="11")]), load_instrument(tmp_path / "recoded.yaml"), NONE)
    assert cleaned.responses.ratings["SK1"].tolist() == [5]


@pytest.mark.parametrize("joined", ["No time to learn it,Devices, camera or second screen missing", "B03, B01", "B01;B03;"])
def test_joined_options_split_even_where_labels_hold_the_separator(export_of, row_of, instrument, joined: str) -> None:
    cleaned = clean(export_of([row_of(barriers=joined), row_of(barriers="")]), instrument, NONE)
    ticked = cleaned.responses.chosen["barriers"]
    assert ticked.loc[0][ticked.loc[0]].index.tolist() == ["B01", "B03"]
    assert cleaned.responses.answered["barriers"].tolist() == [True, False]


def test_an_option_nobody_knows_needs_a_decision(export_of, row_of, instrument: Instrument) -> None:
    with pytest.raises(DecisionNeeded, match="cannot be read as options of barriers"):
        clean(export_of([row_of(barriers="No time to learn it,Bad coffee")]), instrument, NONE)


def test_names_match_by_label_id_and_synonym_only(export_of, row_of, instrument: Instrument) -> None:
    rows = [row_of(role=name) for name in ["Oncology nurse", "rn_onc", "RN", " oncology NURSE "] * 10]
    rows[0]["role"] = "Oncology nurze"
    rows[1]["role"] = ""
    cleaned = clean(export_of(rows), instrument, NONE)
    assert cleaned.responses.people["role"].tolist()[:3] == [NOT_STATED, NOT_STATED, "rn_onc"]
    assert set(cleaned.responses.people["role"][2:]) == {"rn_onc"}
    [review] = cleaned.review.to_dict("records")
    assert review == {"kind": "role", "written": "Oncology nurze", "n": 1, "suggestion": "rn_onc"}
    assert cleaned.not_stated == {"role": 2, "department": 0}


def test_too_many_unknown_names_need_a_decision_and_come_with_yaml(export_of, row_of, instrument: Instrument) -> None:
    rows = [row_of(role="Oncology nurze" if i < 2 else "RN") for i in range(20)]
    with pytest.raises(DecisionNeeded, match=r'"Oncology nurze": rn_onc'):
        clean(export_of(rows), instrument, NONE)
    settled = clean(export_of(rows), instrument, BindingFile(roles={"Oncology nurze": "rn_onc"}))
    assert set(settled.responses.people["role"]) == {"rn_onc"}


def test_a_name_that_is_nobodys_is_not_stated_by_decision(export_of, row_of, instrument: Instrument) -> None:
    rows = [row_of(role="Visitor" if i < 2 else "RN") for i in range(20)]
    settled = clean(export_of(rows), instrument, BindingFile(roles={"visitor": ""}))
    assert settled.not_stated["role"] == 2 and settled.review.empty
    assert settled.responses.people["role"].tolist()[:3] == [NOT_STATED, NOT_STATED, "rn_onc"]


def test_columns_answers_and_names_that_need_a_decision_are_told_together(export_of, row_of, instrument: Instrument) -> None:
    wording = instrument.items[0].text
    rows = [row_of(role="Nurze", UP1="11") | {wording: "Agree", wording.upper(): "Agree"} for _ in range(3)]
    for row in rows:
        del row[instrument.items[0].id]
    with pytest.raises(DecisionNeeded) as error:
        clean(export_of(rows), instrument, NONE)
    told = [problem.what for problem in error.value.problems]
    assert [what.split(maxsplit=3)[:2] for what in told] == [["2", "columns"], ["3", "answer(s)"], ["put", "the"], ["3", "of"]]


def test_blank_names_never_stop_the_analysis(export_of, row_of, instrument: Instrument) -> None:
    cleaned = clean(export_of([row_of(department="") for _ in range(12)]), instrument, NONE)
    assert cleaned.not_stated["department"] == 12


def test_a_missing_department_must_be_left_out_on_purpose(export_of, row_of, instrument: Instrument) -> None:
    row = row_of()
    del row["department"]
    with pytest.raises(SetupError, match=r"without: \[department\]"):
        clean(export_of([row]), instrument, NONE)
    assert len(clean(export_of([row]), instrument, BindingFile(without=("department",))).responses.people) == 1


def test_an_export_of_another_survey_is_refused(export_of, instrument: Instrument) -> None:
    with pytest.raises(SetupError, match="0 of 5 parts of Readiness"):
        clean(export_of([{"role": "RN", "department": "IT", "favourite colour": "blue"}]), instrument, NONE)


def test_the_last_complete_answer_of_a_person_counts_and_rows_reconcile(export_of, row_of, instrument: Instrument) -> None:
    rows = [
        row_of(**{"Response ID": "R_1"}, SK1="Disagree"),
        row_of(**{"Response ID": "R_2"}),
        {"Response ID": "R_3"},
        row_of(**{"Response ID": "R_1"}, SK1="Strongly agree"),
    ]
    cleaned = clean(export_of(rows), instrument, NONE)
    assert cleaned.responses.ratings["SK1"].tolist() == [4, 5]
    assert (cleaned.rows.read, cleaned.rows.kept) == (4, 2)
    assert cleaned.rows.set_aside == {"answered again later": 1, "no answer at all": 1}
    assert cleaned.set_aside["line"].tolist() == [2, 4]


def test_cleaning_mutates_nothing_and_ignores_the_order_of_columns(export_of, row_of, instrument: Instrument) -> None:
    rows = [row_of(SK1="Disagree", barriers="B01"), row_of()]
    export = export_of(rows)
    before = export.cells.copy(deep=True)
    first = clean(export, instrument, NONE)
    pd.testing.assert_frame_equal(export.cells, before)
    second = clean(export_of([dict(reversed(row.items())) for row in rows]), instrument, NONE)
    pd.testing.assert_frame_equal(first.responses.ratings, second.responses.ratings)
    assert np.array_equal(first.responses.chosen["barriers"], second.responses.chosen["barriers"])


def test_a_real_foreign_export_ends_with_the_right_counts() -> None:
    if not VETDENT.exists():
        pytest.skip("the real export is not on this machine")
    instrument = load_instrument(EXAMPLES / "dentistry_training.yaml")
    binding = load_binding(EXAMPLES / "dentistry_training.binding.yaml", instrument)
    cleaned = clean(read_export(VETDENT), instrument, binding)
    assert (cleaned.rows.read, cleaned.rows.kept) == (29, 17)
    assert cleaned.rows.set_aside == {"not finished": 11, "preview": 1}
    assert cleaned.responses.people["role"].value_counts().to_dict() == {"owner": 7, NOT_STATED: 6, "lead": 2, "other": 2}
    assert cleaned.responses.ratings["FD01"].sum() == 41  # 4+4+4+4+3+3+4+4+4+4+3, counted by hand in the file
