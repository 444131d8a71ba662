"""Real exports that nobody here wrote; they are not part of the project, so these tests skip without them."""

from pathlib import Path

import pandas as pd
import pytest

from pipeline.ingest.describe import describe
from pipeline.ingest.read import read_export

EXPORTS = Path(__file__).parents[2].parent / "shared" / "exports"
pytestmark = pytest.mark.skipif(not EXPORTS.is_dir(), reason="the folder of real exports is not beside the project")


def test_an_employer_survey_saved_again_by_excel() -> None:
    export = read_export(EXPORTS / "qualtrics" / "vetdent_employer_numeric.csv")
    assert (export.platform, export.variant, export.zone) == ("qualtrics", "numeric", "America/New_York")
    assert export.cells.shape == (29, 176)
    assert export.status.value_counts().to_dict() == {"complete": 17, "partial": 11, "preview": 1}
    assert export.recorded.notna().all()
    assert export.recorded.min() == pd.Timestamp("2024-08-06 16:18")
    kinds = {column.name: column.kind for column in export.columns}
    assert [kinds[name] for name in ("Q2", "Q3", "Q3_13_TEXT", "Q4_1", "Q6")] == ["single", "multiple", "text", "matrix", "text"]
    assert {column.name: column.import_id for column in export.columns}["Q4_1"] == "QID3_1"


def test_an_employer_survey_described() -> None:
    summary = describe(read_export(EXPORTS / "qualtrics" / "vetdent_employer_numeric.csv"))
    assert (summary["respondents"], summary["complete"], summary["partial"], summary["test"]) == (29, 17, 11, 1)
    questions = {question["name"]: question for question in summary["questions"]}
    assert len(questions["Q4"]["columns"]) == 12
    assert set(questions["Q4"]["answers"]) == {"1", "2", "3", "4"}


def test_a_survey_with_german_labels_and_no_zone() -> None:
    export = read_export(EXPORTS / "qualtrics" / "ropensci_sample.csv")
    assert (export.provenance.header_rows, len(export.cells), export.zone) == (3, 1, "zone unknown")
    assert [column.name for column in export.asked] == ["Q1", "Q2", "Q2 - Topics"]


def test_a_legacy_export() -> None:
    export = read_export(EXPORTS / "qualtrics" / "ropensci_sample_legacy.csv")
    assert (export.variant, export.provenance.encoding) == ("legacy numeric", "utf-8-sig")
    assert export.cells.shape == (1, 15)
    assert [column.text for column in export.asked] == [
        "This is a multiple choice question.",
        "This is a free text question.",
    ]


def test_one_form_as_csv_and_as_workbook_is_the_same_survey() -> None:
    text, book = (read_export(EXPORTS / "googleforms" / f"spack_2022.{kind}") for kind in ("csv", "xlsx"))
    assert text.cells.shape == book.cells.shape == (182, 58)
    assert [column.kind for column in text.columns] == [column.kind for column in book.columns]
    assert (text.recorded - book.recorded).abs().max() <= pd.Timedelta("1s")


def test_a_sheet_with_a_hundred_blank_rows() -> None:
    export = read_export(EXPORTS / "googleforms" / "spack_2025.csv")
    assert export.cells.shape == (245, 56)
    assert {"100 blank rows at the end left out", "6 blank columns at the end left out"} <= set(export.provenance.notes)


#: The counts of the folder's own README; complete, partial and blank where it (or the file itself) says who finished.
TRUTH = [
    ("qualtrics/ropensci_sample.csv", "qualtrics", {"respondents": 1, "header_rows": 3}),
    ("qualtrics/ropensci_sample_legacy.csv", "qualtrics", {"respondents": 1, "header_rows": 2}),
    ("surveymonkey/starwars_condensed_2header.csv", "surveymonkey", {"respondents": 1186, "variant": "condensed"}),
    ("surveymonkey/midwest_expanded_2header.csv", "surveymonkey", {"respondents": 2778, "variant": "expanded"}),
    ("surveymonkey/steak_condensed_2header.csv", "surveymonkey", {"respondents": 550, "variant": "condensed"}),
    ("googleforms/spack_2022.csv", "googleforms", {"respondents": 182, "encoding": "utf-8-sig"}),
    ("googleforms/spack_2022.xlsx", "googleforms", {"respondents": 182}),
    ("googleforms/spack_2025.csv", "googleforms", {"respondents": 245}),
    ("redcap/survey_data.csv", "redcap", {"respondents": 2, "partial": 1}),
    ("redcap/longitudinal_data.csv", "redcap", {"respondents": 18}),
    ("redcap/checkboxes-1_data.csv", "redcap", {"respondents": 4, "blank": 1}),
    ("redcap/repeating-instruments-sparse_data.csv", "redcap", {"respondents": 5, "repeats": 4}),
    ("redcap/simple_data.csv", "redcap", {"respondents": 5}),
    ("redcap/decimal-comma-and-dot_data.csv", "redcap", {"respondents": 4}),
    ("limesurvey/artifact_codes.xlsx", "limesurvey", {"respondents": 257, "complete": 124, "partial": 133}),
    ("alchemer/jupyter_notebook_ux_2015.csv", "alchemer", {"respondents": 1706, "complete": 779, "partial": 927}),
    ("spss/basicr_survey.sav", "spss", {"respondents": 237}),
]


@pytest.mark.parametrize(("name", "platform", "truth"), TRUTH, ids=[name for name, *_ in TRUTH])
def test_every_file_is_read_with_the_counts_of_its_readme(name: str, platform: str, truth: dict) -> None:
    summary = describe(read_export(EXPORTS / name))
    assert summary["platform"] == platform
    assert {key: summary[key] for key in truth} == truth


def test_every_data_file_of_the_folder_is_in_the_list() -> None:
    files = {str(path.relative_to(EXPORTS)) for path in EXPORTS.rglob("*") if path.is_file()}
    listed = {name for name, *_ in TRUTH} | {"README.md", "qualtrics/vetdent_employer_numeric.csv"}
    assert {name for name in files if "dictionary" not in name} == listed


def test_matrix_columns_of_a_condensed_file() -> None:
    questions = read_export(EXPORTS / "surveymonkey" / "starwars_condensed_2header.csv").questions
    (matrix,) = [question for question in questions if len(question.columns) == 14]
    assert (matrix.kind, matrix.columns[0].part) == ("matrix", "Han Solo")


def test_single_choices_of_an_expanded_file_are_one_column_again() -> None:
    export = read_export(EXPORTS / "surveymonkey" / "midwest_expanded_2header.csv")
    kinds = [(question.kind, len(question.columns)) for question in export.questions]
    assert kinds == [("text", 1), ("single", 1), ("multiple", 20), ("text", 1), *[("single", 1)] * 5]
    gender = next(question for question in export.questions if question.text == "Gender")
    assert export.answers(gender) == {"Female": 1330, "Male": 1173}


def test_boxes_nobody_was_shown_are_no_answers() -> None:
    export = read_export(EXPORTS / "redcap" / "checkboxes-1_data.csv")
    assert (export.cells.loc[3, [c.position for c in export.asked]] == "").all()
    assert export.questions[0].columns[0].labels == {"1": "one"}
