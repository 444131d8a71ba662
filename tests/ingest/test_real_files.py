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
    assert (summary["respondents"], summary["complete"], summary["partial"], summary["preview"]) == (29, 17, 11, 1)
    questions = {question["name"]: question for question in summary["questions"]}
    assert len(questions["Q4"]["columns"]) == 12
    assert set(questions["Q4"]["answers"]) == {"1", "2", "3", "4"}


def test_a_survey_with_german_labels_and_no_zone() -> None:
    export = read_export(EXPORTS / "qualtrics" / "ropensci_sample.csv")
    assert (export.provenance.header_rows, len(export.cells), export.zone) == (3, 1, "zone unknown")
    assert [column.name for column in export.questions] == ["Q1", "Q2", "Q2 - Topics"]


def test_a_legacy_export() -> None:
    export = read_export(EXPORTS / "qualtrics" / "ropensci_sample_legacy.csv")
    assert (export.variant, export.provenance.encoding) == ("legacy numeric", "utf-8-sig")
    assert export.cells.shape == (1, 15)
    assert [column.text for column in export.questions] == [
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


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("alchemer/jupyter_notebook_ux_2015.csv", 1706),
        ("redcap/longitudinal_data.csv", 18),
        ("limesurvey/artifact_codes.xlsx", 257),
    ],
)
def test_files_of_other_platforms_are_plain_tables_for_now(name: str, rows: int) -> None:
    export = read_export(EXPORTS / name)
    assert (export.platform, len(export.cells)) == ("plain", rows)
    assert describe(export)["respondents"] == rows
