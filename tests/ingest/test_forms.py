"""Google Forms, Microsoft Forms, Typeform and Alchemer: one header row each, and what they do to answers."""

import datetime as dt
import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from pipeline.ingest.export import Export
from pipeline.ingest.read import read_export


def read(path: Path, content: str) -> Export:
    path.write_text(content, encoding="utf-8")
    return read_export(path)


def asked(export: Export) -> list[tuple[str, str, int]]:
    return [(question.text, question.kind, len(question.columns)) for question in export.questions]


GRID = 'Timestamp,Email Address,"Helps? [Video, live]",Helps? [Phone],Role,Why? [optional]\n' + "".join(
    f"{n}/14/2026 9:00:00,a@example.org,Agree,Disagree,Nurse,\n{n}/15/2026 9:00:00,b@example.org,Disagree,Agree,MD,x\n"
    for n in range(1, 7)
)


def test_a_google_form(tmp_path: Path) -> None:
    export = read(tmp_path / "x.csv", GRID + ",,,,,,\n" * 100)
    assert (export.platform, len(export.lines), export.zone) == ("googleforms", 12, "zone unknown")
    assert asked(export) == [("Helps?", "matrix", 2), ("Role", "single", 1), ("Why? [optional]", "single", 1)]
    assert [column.text for column in export.questions[0].columns] == ["Helps? - Video, live", "Helps? - Phone"]
    assert export.positions("identifier") == [1]
    assert "100 blank rows at the end left out" in export.provenance.notes


@pytest.mark.parametrize("head", ["Zeitstempel", "Horodateur", "タイムスタンプ"])
def test_a_google_form_of_another_language(tmp_path: Path, head: str) -> None:
    assert read(tmp_path / "x.csv", GRID.replace("Timestamp", head)).platform == "googleforms"


def test_a_column_called_timestamp_without_dates_is_no_google_form(tmp_path: Path) -> None:
    assert read(tmp_path / "x.csv", "Timestamp,Role\nearly,Nurse\nlate,MD\n").platform == "plain"


ENGLISH = ["ID", "Start time", "Completion time", "Email", "Name"]
CHINESE = ["ID", "开始时间", "完成时间", "电子邮件", "名称"]


def msforms(path: Path, meta: list[str], modified: bool = False) -> Path:
    """As the product writes it: a table on Sheet1, real dates, and a dimension that is wrong."""
    head = [*meta, *(["Last modified time"] if modified else []), "What\xa0helps?", "Mother", "Mother2"]
    with xlsxwriter.Workbook(path) as book:
        sheet, clock = book.add_worksheet("Sheet1"), book.add_format({"num_format": "m/d/yy h:mm:ss"})
        sheet.write_row(0, 0, head)
        for row, answers in enumerate(
            [("Video ;Phone;", "4", "Agree"), ("Phone;", "4\xa0", "Agree"), ("", "5", "Disagree")], start=1
        ):
            start = dt.datetime(2026, 3, row, 9, 0, 5)
            sheet.write(row, 0, row * 100)
            sheet.write_datetime(row, 1, start, clock)
            sheet.write_datetime(row, 2, start + dt.timedelta(minutes=9), clock)
            sheet.write_row(row, 3, ["anonymous", ""])
            for column, answer in enumerate(answers, start=len(head) - 3):
                sheet.write_string(row, column, answer)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    part = "xl/worksheets/sheet1.xml"
    parts[part] = re.sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1"/>', parts[part])
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("meta", [ENGLISH, CHINESE])
@pytest.mark.parametrize("modified", [False, True])
def test_a_microsoft_form(tmp_path: Path, meta: list[str], modified: bool) -> None:
    export = read_export(msforms(tmp_path / "Title(1-3).xlsx", meta, modified))
    assert (export.platform, export.variant, len(export.lines)) == ("msforms", "workbook", 3)
    assert [column.meta for column in export.columns[:5]] == ["response_id", "start", "end", "identifier", "identifier"]
    assert [column.text for column in export.asked] == ["What helps?", "Mother", "Mother2"]
    assert export.answers(export.questions[0]) in ({"Phone": 2, "Video": 1}, {"Phone;": 1, "Video ;Phone;": 1})
    assert str(export.recorded[0]) == "2026-03-01 09:09:05"
    assert any("repeat another one with a number" in note for note in export.provenance.notes)


def test_a_microsoft_form_saved_as_text(tmp_path: Path) -> None:
    rows = "".join(f"{n},8/{n}/25 12:51:45,8/{n}/25 12:54:25,a@example.org,A,a;b;,4\n" for n in range(1, 9))
    export = read(tmp_path / "x.csv", "Id,Start time,Completion time,Email,Name,Pick,Points - Pick\n" + rows)
    assert (export.platform, export.variant) == ("msforms", "csv saved again")
    assert asked(export)[0][0] == "Pick" and len(export.asked) == 1
    assert export.columns[5].joint == ";"


TYPEFORM = "#,Role?,Video,Phone,None,Other,Ready?,None,Other,Start Date (UTC),Submit Date (UTC),Network ID\n" + "".join(
    f"{n:032x},Nurse,Video,,,,1,,,2026-03-01 09:00:00,2026-03-01 09:09:00,{n:010x}\n"
    f"{n + 50:032x},MD,,,None,by letter,0,None,,2026-03-01 09:00:00,2026-03-01 09:09:00,{n:010x}\n"
    for n in range(4)
)


def test_a_typeform_with_options_as_columns(tmp_path: Path) -> None:
    export = read(tmp_path / "x.csv", TYPEFORM)
    assert (export.platform, export.zone) == ("typeform", "UTC")
    assert [(q.kind, [c.name for c in q.columns]) for q in export.questions] == [
        ("single", ["Role?"]),
        ("multiple", ["Video", "Phone", "None"]),
        ("text", ["Other"]),
        ("scale", ["Ready?"]),
        ("multiple", ["None"]),
        ("text", ["Other"]),
    ]
    assert export.answers(export.questions[1]) == {"None": 4, "Video": 4}
    assert export.positions("identifier") == [11]


def test_a_newer_typeform_tells_who_finished(tmp_path: Path) -> None:
    head = "#,Role?,What helps?,Response Type,Start Date (UTC),Stage Date (UTC),Submit Date (UTC),Network ID,Tags,Ending\n"
    tail = "2026-03-01 09:00:00,,2026-03-01 09:09:00,98eebf3737,,\n"
    export = read(tmp_path / "x.csv", head + f"a,Nurse,Video / Phone,completed,{tail}b,MD,,started,{tail}c,MD,,partial,{tail}")
    assert export.status.tolist() == ["complete", "partial", "partial"]


ALCHEMER = (
    "Time Started,Date Submitted,Status,\u00a0Role?,Video:What helps?,Phone:What helps?,Other - Write In:What helps?,"
    "Rate: how was it?,Pick all\n"
)


def test_alchemer(tmp_path: Path) -> None:
    rows = "".join(
        f"2015-12-{day:02d} 10:00:00,2015-12-{day:02d} 10:05:00,{state},Nurse,Video,,by letter {day},Good,a;b\n"
        for day, state in enumerate(["Complete"] * 4 + ["Partial", "Disqualified", "Deleted", "Done"], start=1)
    )
    export = read(tmp_path / "x.csv", ALCHEMER + rows)
    assert export.platform == "alchemer"
    assert export.status.tolist() == ["complete"] * 4 + ["partial", "partial", "spam", "complete"]
    assert [question.text for question in export.questions] == [
        "Role?",
        "What helps?",
        "What helps? - Other - Write In",
        "Rate: how was it?",
        "Pick all",
    ]
    assert [column.part for column in export.questions[1].columns] == ["Video", "Phone"]
    assert any("1 people were disqualified" in note for note in export.provenance.notes)
    assert any("Status that is not known" in note for note in export.provenance.notes)
