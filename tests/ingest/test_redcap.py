"""REDCap: raw exports with a data dictionary, label exports, repeated instruments."""

from pathlib import Path

import pytest

from pipeline.errors import ExportError, UsageError
from pipeline.ingest.export import Export
from pipeline.ingest.read import read_export

DICTIONARY = (
    '"Variable / Field Name","Form Name","Section Header","Field Type","Field Label","Choices, Calculations, OR Slider Labels",'
    '"Field Note","Text Validation Type OR Show Slider Number","Text Validation Min","Text Validation Max",Identifier?,'
    '"Branching Logic (Show field only if...)","Required Field?","Custom Alignment","Question Number (surveys only)",'
    '"Matrix Group Name","Matrix Ranking?","Field Annotation"\n'
    'record_id,staff,,text,"Record ID",,,,,,,,,,,,,\n'
    'role,staff,,dropdown,"Your <b>role</b>?","1, Nurse, RN | 2, Physician",,,,,,,,,,,,\n'
    'sk1,staff,"How much do you agree?",radio,"I can start","1, Strongly agree | 2, Agree | 3, Disagree",,,,,,,,,,skills,,\n'
    'sk2,staff,,radio,"I can end","1, Strongly agree | 2, Agree | 3, Disagree",,,,,,,,,,skills,,\n'
    'helps,staff,,checkbox,"What helps?","b1, Video | -99, None",,,,,,,,,,,,\n'
    'ready,staff,,yesno,"Ready?",,,,,,,,,,,,,\n'
    'mail,staff,,text,"Your address",,,email,,,y,,,,,,,\n'
)
HEAD = "record_id,redcap_survey_identifier,staff_timestamp,role,sk1,sk2,helps___b1,helps____99,ready,mail,staff_complete\n"
ROWS = (
    '1,,"2026-03-06 15:52:43",1,1,2,1,0,1,a@example.org,2\n'
    "2,,[not completed],2,3,,0,0,,,0\n"
    "3,,,,,,0,0,,,0\n"
    '4,,"2026-03-07 15:52:43",2,2,2,0,0,0,,2\n'
)


def files(folder: Path, head: str = HEAD, rows: str = ROWS, dictionary: str = DICTIONARY, name: str = "p_dictionary.csv") -> Path:
    (folder / "p_data.csv").write_text(head + rows, encoding="utf-8")
    if dictionary:
        (folder / name).write_text(dictionary, encoding="utf-8")
    return folder / "p_data.csv"


def wordings(export: Export) -> list[tuple[str, str, list[str]]]:
    return [(question.text, question.kind, [column.text for column in question.columns]) for question in export.questions]


@pytest.mark.parametrize("name", ["p_dictionary.csv", "P_DataDictionary_2026-11-01.csv"])
def test_a_survey_with_its_dictionary(tmp_path: Path, name: str) -> None:
    export = read_export(files(tmp_path, name=name))
    assert (export.platform, export.variant) == ("redcap", "raw with dictionary")
    assert export.status.tolist() == ["complete", "partial", "blank", "complete"]
    assert wordings(export) == [
        ("Your role?", "single", ["Your role?"]),
        ("How much do you agree?", "matrix", ["How much do you agree? - I can start", "How much do you agree? - I can end"]),
        ("What helps?", "multiple", ["What helps? - Video", "What helps? - None"]),
        ("Ready?", "single", ["Ready?"]),
    ]
    assert [export.answers(question) for question in export.questions] == [
        {"Physician": 2, "Nurse, RN": 1},
        {"Agree": 3, "Disagree": 1, "Strongly agree": 1},
        {"Video": 1},
        {"No": 1, "Yes": 1},
    ]
    assert [export.columns[p].name for p in export.positions("identifier")] == ["redcap_survey_identifier", "mail"]
    assert str(export.recorded[0]) == "2026-03-06 15:52:43" and export.recorded.isna().tolist() == [False, True, True, False]


def test_zeros_of_boxes_are_no_answer_and_a_minus_is_found_again(tmp_path: Path) -> None:
    export = read_export(files(tmp_path))
    helps = export.questions[2]
    assert [export.texts[column.position].tolist() for column in helps.columns] == [["1", "", "", ""], ["", "", "", ""]]
    assert [column.part for column in helps.columns] == ["b1", "-99"]
    assert any("3 times a list of boxes has no tick" in note for note in export.provenance.notes)


def test_without_a_dictionary_codes_stay_and_that_is_said(tmp_path: Path) -> None:
    export = read_export(files(tmp_path, dictionary=""))
    assert export.variant == "raw"
    assert any("no data dictionary" in note for note in export.provenance.notes)
    assert [column.name for column in export.asked] == ["role", "sk1", "sk2", "helps___b1", "helps____99", "ready", "mail"]


def test_a_dictionary_of_another_project_is_not_taken(tmp_path: Path) -> None:
    other = DICTIONARY.replace("sk1", "x1").replace("sk2", "x2").replace("helps", "x3").replace("ready", "x4")
    assert read_export(files(tmp_path, dictionary=other)).variant == "raw"
    files(tmp_path)
    (tmp_path / "p_dictionary.csv").rename(tmp_path / "first_dictionary.csv")
    (tmp_path / "second_dictionary.csv").write_text(DICTIONARY, encoding="utf-8")
    twice = read_export(tmp_path / "p_data.csv")
    assert any("2 data dictionaries beside the export fit" in note for note in twice.provenance.notes)
    (tmp_path / "second_dictionary.csv").rename(tmp_path / "p_datadictionary.csv")
    assert read_export(tmp_path / "p_data.csv").variant == "raw with dictionary"
    named = read_export(tmp_path / "p_data.csv", codebook=tmp_path / "first_dictionary.csv")
    assert named.variant == "raw with dictionary"


def test_a_dictionary_is_no_export_and_an_export_no_dictionary(tmp_path: Path) -> None:
    data = files(tmp_path)
    with pytest.raises(ExportError, match="this is a data dictionary, not answers"):
        read_export(tmp_path / "p_dictionary.csv")
    with pytest.raises(ExportError, match="no REDCap data dictionary"):
        read_export(data, codebook=data)
    (tmp_path / "plain.csv").write_text("a,b\n1,2\n")
    with pytest.raises(UsageError, match="a plain export has no codebook"):
        read_export(tmp_path / "plain.csv", codebook=tmp_path / "p_dictionary.csv")


def test_a_label_export(tmp_path: Path) -> None:
    head = (
        "Record ID,Survey Timestamp,Your role?,What helps? (choice=Video),What helps? (choice=None),Complete?,E-mail,Complete?\n"
    )
    rows = (
        "1,2026-03-06 15:52:43,Nurse,Checked,Unchecked,Complete,a@example.org,Incomplete\n"
        "2,[not completed],Nurse,Unchecked,Unchecked,Incomplete,,Incomplete\n3,,,Unchecked,Unchecked,Incomplete,,Incomplete\n"
    )
    export = read_export(files(tmp_path, head, rows, ""))
    assert (export.platform, export.variant) == ("redcap", "labels")
    assert export.status.tolist() == ["complete", "partial", "blank"]
    assert export.answers(export.questions[1]) == {"Video": 1}
    assert export.questions[1].text == "What helps?"


def test_rows_of_repeated_instruments_are_no_respondents(tmp_path: Path) -> None:
    head = "record_id,redcap_repeat_instrument,redcap_repeat_instance,role,staff_complete,visit,visit_complete\n"
    rows = "1,,,1,2,,\n1,visit,1,,,a,2\n1,visit,2,,,b,2\n2,,,2,2,,\n"
    export = read_export(files(tmp_path, head, rows, ""))
    assert export.status.tolist() == ["complete", "repeat", "repeat", "complete"]
    assert export.variant == "raw, repeating"
    only = read_export(files(tmp_path, head, "1,visit,1,,,a,2\n1,visit,2,,,b,2\n", ""))
    assert "repeat" not in only.status.tolist()


def test_without_any_form_status_every_row_counts(tmp_path: Path) -> None:
    export = read_export(files(tmp_path, "record_id,redcap_event_name,role\n", "1,baseline_arm_1,1\n1,later_arm_1,2\n", ""))
    assert export.status.tolist() == ["complete", "complete"]
    assert export.variant == "raw, longitudinal"
    assert any("no form says whether it is complete" in note for note in export.provenance.notes)
