"""Qualtrics exports, in every form they come in."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from pipeline.errors import ExportError
from pipeline.ingest.export import Export
from pipeline.ingest.read import detect, read_export

META = (
    "StartDate",
    "EndDate",
    "Status",
    "IPAddress",
    "Progress",
    "Finished",
    "RecordedDate",
    "ResponseId",
    "DistributionChannel",
)
META_IDS = (
    "startDate",
    "endDate",
    "status",
    "ipAddress",
    "progress",
    "finished",
    "recordedDate",
    "_recordId",
    "distributionChannel",
)
NAMES = ("Q1", "Q2_1", "Q2_2", "Q3", "Q3_9_TEXT")
WORDING = ("What is<br>your&nbsp;role?", "I can: - start", "I can: - stop", "Pick <b>all</b>", "Pick all - Other - Text")
IDS: tuple[dict[str, str], ...] = (
    {"ImportId": "QID5"},
    {"ImportId": "QID6_1"},
    {"ImportId": "QID6_2"},
    {"ImportId": "QID7", "choiceId": "3"},
    {"ImportId": "QID7_9_TEXT"},
)
ANSWERS = ("Nurse", "Agree", "Disagree", "Video", "")


def row(
    status: str = "IP Address",
    progress: str = "100",
    finished: str = "True",
    channel: str = "anonymous",
    date: str = "2026-11-03 09:10:00",
    answers: Sequence[str] = ANSWERS,
) -> list[str]:
    return [date, date, status, "1.2.3.4", progress, finished, date, "R_1abcdefghijklm", channel, *answers]


def ids(zone: str | None = "America/Denver") -> list[str]:
    meta = [{"ImportId": name, **({"timeZone": zone} if zone and name.endswith("Date") else {})} for name in META_IDS]
    return [json.dumps(cell) for cell in (*meta, *IDS)]


def save(path: Path, rows: Sequence[Sequence[str]], heads: Sequence[Sequence[str]] | None = None) -> Path:
    heads = [[*META, *NAMES], [*META, *WORDING], ids()] if heads is None else heads
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([*heads, *rows])
    return path


@pytest.fixture
def export(tmp_path: Path) -> Export:
    return read_export(save(tmp_path / "x.csv", [row(), row(answers=("Nurse", "Agree", "", "", "tablets\nand phones"))]))


def test_three_header_rows_become_columns(export: Export) -> None:
    assert (export.platform, export.variant, export.provenance.header_rows) == ("qualtrics", "choice text", 3)
    assert [(column.name, column.text, column.import_id) for column in export.asked] == [
        ("Q1", "What is your role?", "QID5"),
        ("Q2_1", "I can: - start", "QID6_1"),
        ("Q2_2", "I can: - stop", "QID6_2"),
        ("Q3", "Pick all", "QID7#3"),
        ("Q3_9_TEXT", "Pick all - Other - Text", "QID7_9_TEXT"),
    ]
    assert [column.position for column in export.columns] == list(range(14)) == export.cells.columns.tolist()


def test_platform_columns_are_set_apart(export: Export) -> None:
    meta = [column.meta for column in export.columns if column.meta]
    expected = ["start", "end", "status", "identifier", "progress", "finished", "recorded", "response_id", "channel"]
    assert meta == expected
    assert {column.kind for column in export.columns if column.meta} == {"meta"}
    assert export.positions("response_id") == [7]


def test_cells_lines_and_dates(export: Export) -> None:
    assert export.cells[13].tolist() == ["", "tablets\nand phones"]
    assert export.lines.tolist() == [4, 5]
    assert export.provenance.lines == 6
    assert export.recorded.tolist() == [pd.Timestamp("2026-11-03 09:10")] * 2
    assert export.zone == "America/Denver"


@pytest.mark.parametrize(
    ("status", "progress", "finished", "channel", "expected"),
    [
        ("IP Address", "100", "True", "anonymous", "complete"),
        ("0", "100", "1", "email", "complete"),
        ("4", "100", "1", "", "complete"),
        ("16", "100", "1", "", "complete"),
        ("Imported", "100", "True", "", "complete"),
        ("1", "100", "1", "preview", "preview"),
        ("Survey Preview", "100", "True", "anonymous", "preview"),
        ("Umfragevorschau", "100", "True", "preview", "preview"),
        ("9", "100", "1", "", "preview"),
        ("17", "50", "0", "", "preview"),
        ("2", "100", "1", "test", "test"),
        ("Survey Test", "100", "True", "", "test"),
        ("8", "100", "1", "", "spam"),
        ("12", "100", "1", "", "spam"),
        ("40", "100", "1", "", "spam"),
        ("Spam", "100", "True", "", "spam"),
        ("IP Address", "61", "False", "anonymous", "partial"),
        ("0", "61", "0", "anonymous", "partial"),
        ("0", "61", "", "anonymous", "partial"),
        ("0", "100", "FALSE", "anonymous", "partial"),
    ],
)
def test_status_of_a_row(tmp_path: Path, status: str, progress: str, finished: str, channel: str, expected: str) -> None:
    path = save(tmp_path / "x.csv", [row(status, progress, finished, channel)])
    assert read_export(path).status.tolist() == [expected]


def test_finished_without_any_answer_is_blank_and_unfinished_stays_partial(tmp_path: Path) -> None:
    nothing = ("", " ", "\xa0", "", "")
    path = save(tmp_path / "x.csv", [row(answers=nothing), row(progress="2", finished="False", answers=nothing), row()])
    assert read_export(path).status.tolist() == ["blank", "partial", "complete"]


def test_a_status_that_is_not_known_is_said(tmp_path: Path) -> None:
    export = read_export(save(tmp_path / "x.csv", [row("Adresse IP"), row("Adresse IP"), row()]))
    assert export.status.tolist() == ["complete"] * 3
    assert "2 rows have a Status that is not known: taken as ordinary answers" in export.provenance.notes


def test_codes_and_words_are_told_apart(tmp_path: Path) -> None:
    coded = row("0", "100", "1", answers=("2", "11", "15", "1", ""))
    assert read_export(save(tmp_path / "a.csv", [coded])).variant == "numeric"
    assert read_export(save(tmp_path / "b.csv", [row()])).variant == "choice text"


def test_dates_saved_again_by_excel(tmp_path: Path) -> None:
    export = read_export(save(tmp_path / "x.csv", [row(date="8/6/2024 16:18"), row(date="8/16/2024 9:05")]))
    assert export.recorded.tolist() == [pd.Timestamp("2024-08-06 16:18"), pd.Timestamp("2024-08-16 09:05")]
    assert export.provenance.notes == ()


def test_the_end_of_the_answer_goes_before_the_day_it_was_filed(tmp_path: Path) -> None:
    late = row()
    late[6] = "2026-12-10 00:00:00"
    assert read_export(save(tmp_path / "x.csv", [late])).recorded[0] == pd.Timestamp("2026-11-03 09:10")


def test_no_zone_in_the_file(tmp_path: Path) -> None:
    path = save(tmp_path / "x.csv", [row()], [[*META, *NAMES], [*META, *WORDING], ids(None)])
    assert read_export(path).zone == "zone unknown"


def test_the_notation_of_2016(tmp_path: Path) -> None:
    third = [cell.replace('"', "'") for cell in ids()]
    export = read_export(save(tmp_path / "x.csv", [row()], [[*META, *NAMES], [*META, *WORDING], third]))
    assert export.columns[9].import_id == "QID5"
    assert export.zone == "America/Denver"


def test_legacy_two_header_rows(tmp_path: Path) -> None:
    names = [f"V{i}" for i in range(1, 9)]
    labels = ["ResponseID", "ResponseSet", "Name", "EmailAddress", "Status", "StartDate", "EndDate", "Finished"]
    heads = [[*names, "Q1", "LocationLatitude", ""], [*labels, "Your role?", "LocationLatitude", ""]]
    data = [
        ["R_1", "Default", "Anon", "", "0", "2015-01-02 03:04:05", "2015-01-02 03:05:05", done, "2", "47.0", ""] for done in "10"
    ]
    export = read_export(save(tmp_path / "x.csv", data, heads))
    assert export.variant == "legacy numeric"
    assert [column.text for column in export.asked] == ["Your role?"]
    assert export.status.tolist() == ["complete", "partial"]
    assert export.cells.shape == (2, 10)


@pytest.mark.parametrize(
    ("heads", "rows", "text"),
    [
        ([[*META, *NAMES], ids()], 2, "Q1"),
        ([[*META, *NAMES], ["Anfangsdatum", *META[1:], *WORDING]], 2, "What is your role?"),
        ([[*META, *NAMES]], 1, "Q1"),
    ],
    ids=["wording deleted", "ids deleted", "both deleted"],
)
def test_header_rows_deleted_by_hand(tmp_path: Path, heads: list[list[str]], rows: int, text: str) -> None:
    export = read_export(save(tmp_path / "x.csv", [row(), row()], heads))
    assert (export.platform, export.provenance.header_rows, len(export.cells)) == ("qualtrics", rows, 2)
    assert export.asked[0].text == text
    assert export.positions("identifier") == [3]


def test_a_question_may_be_called_like_platform_data(tmp_path: Path) -> None:
    names = [*META, "Status", "Name", "Finished", "Q3", "Q3_9_TEXT"]
    export = read_export(save(tmp_path / "x.csv", [row()], [names, [*META, *WORDING], ids()]))
    assert [column.name for column in export.asked][:3] == ["Status", "Name", "Finished"]


def test_timings_and_device_are_no_questions(tmp_path: Path) -> None:
    third = ids()
    third[10:12] = [json.dumps({"ImportId": "QID9_FIRST_CLICK"}), json.dumps({"ImportId": "QID10_BROWSER"})]
    export = read_export(save(tmp_path / "x.csv", [row()], [[*META, *NAMES], [*META, *WORDING], third]))
    assert [column.meta for column in export.columns[9:12]] == [None, "duration", "identifier"]


def test_names_may_repeat(tmp_path: Path) -> None:
    export = read_export(save(tmp_path / "x.csv", [row()], [[*META, *["Q1"] * 5], [*META, *WORDING], ids()]))
    assert [column.name for column in export.asked] == ["Q1"] * 5
    assert len({column.import_id for column in export.asked}) == 5


def test_header_only(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="header but no answers"):
        read_export(save(tmp_path / "x.csv", []))


def test_detection_reads_no_more_than_the_beginning(tmp_path: Path) -> None:
    path = save(tmp_path / "x.csv", [row()] * 100 + [["broken"]])
    found = detect(path)
    assert (found.platform, found.encoding, found.delimiter, found.header_rows) == ("qualtrics", "utf-8", ",", 3)


def test_tab_separated_utf16(tmp_path: Path) -> None:
    path = tmp_path / "x.tsv"
    with path.open("w", newline="", encoding="utf-16") as file:
        csv.writer(file, delimiter="\t").writerows([[*META, *NAMES], [*META, *WORDING], ids(), row()])
    export = read_export(path)
    assert (export.platform, export.provenance.encoding, export.provenance.delimiter) == ("qualtrics", "utf-16", "\t")
    assert export.cells.iloc[0].tolist() == row()
