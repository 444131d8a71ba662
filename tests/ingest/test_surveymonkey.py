"""SurveyMonkey: two header rows, condensed and expanded."""

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.ingest.describe import describe
from pipeline.ingest.export import Export
from pipeline.ingest.read import read_export

META = (
    "RespondentID",
    "CollectorID",
    "StartDate",
    "EndDate",
    "IP Address",
    "Email Address",
    "First Name",
    "LastName",
    "Custom Data",
)


def export(path: Path, top: Sequence[str], below: Sequence[str], *rows: Sequence[str], encoding: str = "utf-8") -> Export:
    with path.open("w", encoding=encoding, newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow([*META, *top])
        writer.writerow(["\x00"] * len(META) + list(below))
        for number, row in enumerate(rows):
            meta = [f"32928799{number:02d}", "1", "10/25/2016 08:00:00", "10/25/2016 08:09:00", "192.0.2.1", "", "", "", ""]
            writer.writerow([*meta, *row])
    return read_export(path)


def test_a_condensed_file(tmp_path: Path) -> None:
    found = export(
        tmp_path / "x.csv",
        ["Your <b>role</b>?", "What helps? (all that apply)", "", "", "I can:", "", "Anything else?"],
        ["Response", "Video", "Phone", "Other (please specify)", "start a visit", "end a visit", "Open-Ended Response"],
        *[
            ["Nurse", "Video", "", "", "Never<br>1", "2", "no"],
            ["MD", "Video", "Phone", "by letter", "Always\xa0so<br>5", "2", ""],
        ]
        * 4,
    )
    assert (found.platform, found.variant, found.provenance.header_rows) == ("surveymonkey", "condensed", 2)
    assert "9 cells hold only NUL characters: read as blank" in found.provenance.notes
    questions = {question.text: question for question in found.questions}
    assert [(q.text, q.kind, len(q.columns)) for q in found.questions] == [
        ("Your role?", "single", 1),
        ("What helps? (all that apply)", "multiple", 2),
        ("What helps? (all that apply) - Other (please specify)", "text", 1),
        ("I can:", "matrix", 2),
        ("Anything else?", "text", 1),
    ]
    assert found.answers(questions["I can:"]) == {"2": 8, "Always so 5": 4, "Never 1": 4}
    assert found.answers(questions["What helps? (all that apply)"]) == {"Video": 8, "Phone": 4}
    assert found.recorded.dt.year.tolist() == [2016] * 8


def test_single_choices_of_an_expanded_file_are_put_together(tmp_path: Path) -> None:
    found = export(
        tmp_path / "x.csv",
        ["Your role?", "", "What helps?", "", "How?", ""],
        ["Nurse", "Physician", "Video", "Phone", "row a", "row b"],
        ["Nurse", "", "Video", "Phone", "1", "2"],
        ["", "Physician", "Video", "", "2", "2"],
        ["", "", "", "", "", ""],
    )
    assert found.variant == "expanded"
    role, helps, how = found.questions
    assert (role.kind, len(role.columns), found.texts[role.columns[0].position].tolist()) == (
        "single",
        1,
        ["Nurse", "Physician", ""],
    )
    assert (helps.kind, [column.part for column in helps.columns]) == ("multiple", ["Video", "Phone"])
    assert (how.kind, len(how.columns)) == ("matrix", 2)
    assert found.status.tolist() == ["complete", "complete", "blank"]


def test_a_spread_matrix_is_one_column_per_row(tmp_path: Path) -> None:
    found = export(
        tmp_path / "x.csv",
        ["I can:", "", "", ""],
        ["start - No", "start - Yes", "end - No", "end - Yes"],
        ["No", "", "", "Yes"],
        ["", "Yes", "", "Yes"],
    )
    (matrix,) = found.questions
    assert (matrix.kind, [column.text for column in matrix.columns]) == ("matrix", ["I can: - start", "I can: - end"])
    assert [found.texts[column.position].tolist() for column in matrix.columns] == [["No", "Yes"], ["Yes", "Yes"]]


def test_people_who_only_consented_answered_nothing(tmp_path: Path) -> None:
    found = export(
        tmp_path / "x.csv",
        ["I consent to take part", "Role?"],
        ["Response", "Response"],
        ["Yes", "Nurse"],
        ["Yes", ""],
    )
    assert found.status.tolist() == ["complete", "blank"]


@pytest.mark.parametrize("encoding", ["cp1252", "mac-roman"])
def test_single_byte_encodings_are_said_aloud(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "x.csv"
    found = export(path, ["R\u00f4le?", "b"], ["Response", "Response"], ["M\u00e9decin\xa0", "x"], encoding=encoding)
    assert any("not UTF-8" in note for note in found.provenance.notes)
    given = read_export(path, encoding=encoding)
    assert describe(given)["questions"][0]["text"] == "R\u00f4le?"


def test_the_newer_spelling_of_the_metadata(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Respondent ID,Collector ID,Date Created,Date Modified,First Name,Last Name,Custom Data 1,Role?,\n"
                    ",,,,,,,Nurse,Physician\n1,2,01/02/2026 09:00:00,01/02/2026 09:09:00,A,B,x,Nurse,\n")  # fmt: skip
    found = read_export(path)
    assert [column.meta for column in found.columns[:7]] == ["response_id", "channel", "start", "end", *["identifier"] * 3]
