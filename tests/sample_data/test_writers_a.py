"""The files of six platforms as bytes: headers, quotes, marks and rows are those of the platform, and no answer is lost."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from pipeline.instrument.load import load_instrument
from pipeline.instrument.model import Instrument
from sample_data import alchemer, googleforms, kobo, msforms, surveymonkey, typeform
from sample_data.fieldwork import BLANK, PARTIAL, PREVIEW, SPAM, TEST, USABLE, Fieldwork
from sample_data.simulate import Organisation, organisation
from sample_data.world import load_world

NBSP = "\u00a0"
CELL = re.compile(r"([A-Z]+)(\d+)")
WRITERS: dict[str, Callable[..., Path]] = {
    "surveymonkey condensed": lambda *a: surveymonkey.write(*a, variant="condensed"),
    "surveymonkey expanded": lambda *a: surveymonkey.write(*a, variant="expanded"),
    "msforms english": lambda *a: msforms.write(*a, variant="english"),
    "msforms chinese": lambda *a: msforms.write(*a, variant="chinese"),
    "googleforms csv": lambda *a: googleforms.write(*a, variant="csv"),
    "googleforms xlsx": lambda *a: googleforms.write(*a, variant="xlsx"),
    "alchemer": alchemer.write,
    "typeform": typeform.write,
    "kobo codes": lambda *a: kobo.write(*a, variant="codes"),
    "kobo labels": lambda *a: kobo.write(*a, variant="labels"),
}


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return load_instrument("tele_oncology_short")


@pytest.fixture(scope="module")
def forty(instrument: Instrument) -> Organisation:
    return organisation(load_world("forty").seed, "forty", 0, instrument)


@pytest.fixture(scope="module")
def fieldwork(forty: Organisation) -> Fieldwork:
    return forty.fieldwork


def rows_of(path: Path, delimiter: str = ",", encoding: str = "utf-8") -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding=encoding), newline=""), delimiter=delimiter))


def sheet_of(path: Path) -> list[dict[str, str]]:
    """Rows of the first sheet: letters of the column -> text, a number as it is stored."""
    with zipfile.ZipFile(path) as archive:
        strings = [
            "".join(part.text or "" for part in one.iter() if part.tag.endswith("}t"))
            for one in ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
        ]
        page = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    found: dict[int, dict[str, str]] = {}
    for cell in (one for one in page.iter() if one.tag.endswith("}c")):
        letters, row = CELL.fullmatch(cell.attrib["r"]).groups()  # type: ignore[union-attr]
        value = next((part.text or "" for part in cell if part.tag.endswith("}v")), "")
        found.setdefault(int(row), {})[letters] = strings[int(value)] if cell.attrib.get("t") == "s" else value
    return [found[row] for row in sorted(found)]


def test_the_world_has_forty_answers_that_count_and_rows_of_every_other_kind(forty: Organisation) -> None:
    kinds = forty.fieldwork.rows["kind"].value_counts().to_dict()
    assert kinds[USABLE] == 40 == len(forty.responses.people)
    assert set(kinds) == {USABLE, PARTIAL, PREVIEW, TEST, SPAM, BLANK}
    assert forty.truth["not_stated"] == {"role": 0, "department": 0}
    assert forty.responses.people["role"].nunique() >= 5
    assert forty.responses.people["department"].nunique() >= 4


@pytest.mark.parametrize("platform", WRITERS)
def test_the_same_fieldwork_gives_the_same_bytes(
    platform: str, fieldwork: Fieldwork, instrument: Instrument, tmp_path: Path
) -> None:
    once, again = (WRITERS[platform](fieldwork, instrument, tmp_path / name) for name in ("once", "again"))
    assert once.read_bytes() == again.read_bytes()


@pytest.mark.parametrize("variant", ["condensed", "expanded"])
def test_surveymonkey_has_two_header_rows_with_nul_below_the_metadata(
    variant: surveymonkey.Variant, fieldwork: Fieldwork, instrument: Instrument, tmp_path: Path
) -> None:
    top, below, *answers = rows_of(surveymonkey.write(fieldwork, instrument, tmp_path / "a.csv", variant=variant))
    assert top[:9] == list(surveymonkey.META)
    assert below[:9] == ["\x00"] * 9
    assert "\x00" not in "".join([*top, *below[9:], *(cell for row in answers for cell in row)])
    assert "" in top
    assert all(below)
    assert len(answers) == 40
    assert {len(row) for row in answers} == {len(top)}
    assert all(re.fullmatch(r"\d{10}", row[0]) and re.fullmatch(r"\d\d/\d\d/2026 \d\d:\d\d:\d\d", row[2]) for row in answers)
    assert len({row[0] for row in answers}) == 40
    assert any("<" in cell for cell in top)
    assert any(NBSP in cell for cell in top)
    given = {cell for row in answers for cell in row}
    assert {"Strongly<br>disagree", "Does<br>not apply to my role"} <= given
    assert any(NBSP in cell for cell in given)
    assert below.count("Open-Ended Response") == 3


def test_surveymonkey_condensed_has_one_column_for_a_single_choice_and_expanded_one_per_answer(
    fieldwork: Fieldwork, instrument: Instrument, tmp_path: Path
) -> None:
    condensed, expanded = (
        rows_of(surveymonkey.write(fieldwork, instrument, tmp_path / variant, variant=variant))
        for variant in ("condensed", "expanded")
    )
    role = condensed[1][9:].index("Response") + 9
    assert condensed[0][role] == "<strong>What is your role?</strong>"
    assert "Response" not in expanded[1]
    labels = [one.label for one in instrument.roles]
    assert expanded[1][9 : 9 + len(labels)] == labels
    assert [row[role] for row in condensed[2:]] == ["".join(row[9 : 9 + len(labels)]) for row in expanded[2:]]
    assert sum(map(bool, condensed[2])) > 9
    assert all(cell in ("", head) for row in expanded[2:] for cell, head in zip(row[9:29], expanded[1][9:29], strict=True))


@pytest.mark.parametrize(("encoding", "nbsp"), [("mac-roman", b"\xca"), ("cp1252", b"\xa0")])
def test_surveymonkey_in_one_byte_per_letter(
    encoding: str, nbsp: bytes, fieldwork: Fieldwork, instrument: Instrument, tmp_path: Path
) -> None:
    path = surveymonkey.write(fieldwork, instrument, tmp_path / "a.csv", encoding=encoding)
    assert nbsp in path.read_bytes()
    with pytest.raises(UnicodeDecodeError):
        path.read_text(encoding="utf-8")
    plain = surveymonkey.write(fieldwork, instrument, tmp_path / "b.csv")
    assert rows_of(path, encoding=encoding) == rows_of(plain)


@pytest.mark.parametrize("variant", ["english", "chinese"])
def test_msforms_is_one_table_with_a_wrong_dimension(
    variant: msforms.Variant, fieldwork: Fieldwork, instrument: Instrument, tmp_path: Path
) -> None:
    path = msforms.write(fieldwork, instrument, tmp_path / "a.xlsx", variant=variant)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        page = archive.read("xl/worksheets/sheet1.xml")
        table, book = archive.read("xl/tables/table1.xml"), archive.read("xl/workbook.xml")
    assert re.findall(rb"<dimension[^>]*>", page) == [b'<dimension ref="A1"/>']
    assert b'name="Table1"' in table
    assert re.findall(rb'<sheet name="([^"]*)"', book) == [b"Sheet1"]
    head, *answers = sheet_of(path)
    assert len(answers) == 40
    assert list(head.values())[: len(msforms.META[variant])] == list(msforms.META[variant])
    columns = re.findall(rb'<tableColumn [^>]*name="', table)
    assert len(columns) == len(head)


def test_msforms_heads_a_second_matrix_with_numbers_and_closes_choices_with_a_semicolon(
    fieldwork: Fieldwork, instrument: Instrument, tmp_path: Path
) -> None:
    head, *answers = sheet_of(msforms.write(fieldwork, instrument, tmp_path / "a.xlsx"))
    names = msforms.headers(fieldwork, instrument)
    assert list(head.values())[6:] == list(names.values())
    assert names["T01_confidence"].replace(NBSP, " ") == names["T01_importance"].replace(NBSP, " ") + "2"
    assert len(set(names.values())) == len(names)
    assert any(NBSP in name for name in names.values())
    place = {name: letters for letters, name in head.items()}
    barriers = [row[place[names["barriers"]]] for row in answers if place[names["barriers"]] in row]
    usable = (fieldwork.rows["kind"] == USABLE).to_numpy()
    assert len(barriers) == int(fieldwork.chosen["barriers"].loc[usable].any(axis=1).sum())
    assert all(cell.endswith(";") for cell in barriers)
    assert any(" ;" in cell for cell in barriers)
    assert any(cell.endswith(NBSP) for row in answers for cell in row.values())
    assert {row["D"] for row in answers} == {"anonymous"}
    numbers = [int(row["A"]) for row in answers]
    assert numbers == sorted(set(numbers))
    assert numbers[-1] > 40
    day = dt.datetime(1899, 12, 30) + dt.timedelta(days=float(answers[0]["B"]))
    assert (day.year, day.month) == (2026, 11)


@pytest.mark.parametrize(("variant", "first"), [("csv", b"Timestamp,"), ("bom", b"\xef\xbb\xbfTimestamp,")])
def test_googleforms_text(
    variant: googleforms.Variant, first: bytes, fieldwork: Fieldwork, instrument: Instrument, tmp_path: Path
) -> None:
    path = googleforms.write(fieldwork, instrument, tmp_path / "a.csv", variant=variant)
    assert path.read_bytes().startswith(first)
    assert not path.read_bytes().endswith(b"\n")
    head, *answers = rows_of(path, encoding="utf-8-sig")
    assert len(answers) == 40
    assert all(re.fullmatch(r"11/\d{1,2}/2026 \d{1,2}:\d\d:\d\d", row[0]) for row in answers)
    rows = [name for name in head if name.endswith("]")]
    assert len(rows) == len(set(rows)) == len(list(instrument.rated_columns()))
    barriers = head.index(next(question.text for question in instrument.questions if question.id == "barriers"))
    usable = np.flatnonzero(fieldwork.rows["kind"] == USABLE)
    labels = {one.id: one.label for one in instrument.barriers}
    ticked = fieldwork.chosen["barriers"].iloc[usable]
    assert [row[barriers] for row in answers] == [", ".join(labels[o] for o in ticked if row[o]) for _, row in ticked.iterrows()]


def test_googleforms_with_blank_rows_and_columns_that_were_once_coloured(
    fieldwork: Fieldwork, instrument: Instrument, tmp_path: Path
) -> None:
    rows = rows_of(googleforms.write(fieldwork, instrument, tmp_path / "a.csv", variant="formatted"))
    assert len(rows) == 1 + 40 + 100
    assert not any(cell for row in rows[41:] for cell in row)
    assert not any(cell for row in rows for cell in row[-6:])
    assert all(row[0] for row in rows[:41])
    assert rows[0][-7]


def test_googleforms_workbook_keeps_milliseconds_and_the_same_answers(
    fieldwork: Fieldwork, instrument: Instrument, tmp_path: Path
) -> None:
    text = rows_of(googleforms.write(fieldwork, instrument, tmp_path / "a.csv"))
    book = sheet_of(googleforms.write(fieldwork, instrument, tmp_path / "a.xlsx", variant="xlsx"))
    assert list(book[0].values()) == text[0]
    letters = {name: place for place, name in book[0].items()}
    assert [[row.get(letters[name], "") for name in text[0][1:]] for row in book[1:]] == [row[1:] for row in text[1:]]
    thousandths = [round(float(row["A"]) * 86_400_000) % 1000 for row in book[1:]]
    assert any(thousandths)


def test_alchemer_quotes_everything_and_marks_unfinished_rows(
    fieldwork: Fieldwork, instrument: Instrument, tmp_path: Path
) -> None:
    path = alchemer.write(fieldwork, instrument, tmp_path / "a.csv")
    head, *answers = rows_of(path)
    assert path.read_text(encoding="utf-8").startswith('"Time Started","Date Submitted","Status","')
    quoted = io.StringIO(newline="")
    csv.writer(quoted, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([head, *answers])
    assert path.read_bytes() == quoted.getvalue().encode()
    assert (sum(row[2] == "Complete" for row in answers), sum(row[2] == "Partial" for row in answers)) == (40, 4)
    write_ins = [name for name in head if name.startswith("Other - Write In:")]
    assert [name.removeprefix("Other - Write In:") in head for name in write_ins] == [True, True]
    statement = next(wording for column, wording, _ in instrument.rated_columns() if column == "SK1")
    assert any(name.startswith(f"{statement}:How{NBSP}much") for name in head)
    barriers = [row[head.index(write_ins[0].removeprefix("Other - Write In:"))] for row in answers]
    assert any(";" in cell for cell in barriers)
    assert not any(cell.endswith(";") for cell in barriers)


def test_typeform_heads_options_with_their_text_and_says_utc(
    fieldwork: Fieldwork, instrument: Instrument, tmp_path: Path
) -> None:
    head, *answers = rows_of(typeform.write(fieldwork, instrument, tmp_path / "a.csv"))
    assert head[0] == "#"
    assert head[-3:] == ["Start Date (UTC)", "Submit Date (UTC)", "Network ID"]
    assert head.count("Other") == 2
    assert len(answers) == 40
    assert all(re.fullmatch("[0-9a-f]{32}", row[0]) and re.fullmatch("[0-9a-f]{10}", row[-1]) for row in answers)
    assert len({row[0] for row in answers}) == 40
    options = [one.label for one in (*instrument.barriers, *instrument.formats)]
    for label in options:
        place = head.index(label)
        assert {row[place] for row in answers} <= {"", label}
    assert not any("holds you back" in name for name in head)
    usable = np.flatnonzero(fieldwork.rows["kind"] == USABLE)
    local = fieldwork.sessions.start[usable][0].astype("datetime64[s]").astype(dt.datetime)
    assert dt.datetime.fromisoformat(answers[0][-3]) - local == dt.timedelta(hours=7)


@pytest.mark.parametrize(("variant", "role"), [("codes", "about/role"), ("labels", "What is your role?")])
def test_kobo_quotes_everything_and_parts_with_semicolons(
    variant: kobo.Variant, role: str, fieldwork: Fieldwork, instrument: Instrument, tmp_path: Path
) -> None:
    path = kobo.write(fieldwork, instrument, tmp_path / "a.csv", variant=variant)
    content = path.read_bytes()
    assert content.startswith(b'"start";"end";"')
    assert content.endswith(b'"40"\r\n')
    head, *answers = rows_of(path, ";")
    quoted = io.StringIO(newline="")
    csv.writer(quoted, delimiter=";", quoting=csv.QUOTE_ALL).writerows([head, *answers])
    assert content == quoted.getvalue().encode()
    assert len(answers) == 40
    assert head[:2] == ["start", "end"]
    assert tuple(head[-10:]) == kobo.LAST
    assert role in head
    assert all(re.fullmatch(r"2026-11-\d\dT\d\d:\d\d:\d\d\.\d{3}-07:00", row[0]) for row in answers)
    assert all(re.fullmatch(r"2026-11-\d\dT\d\d:\d\d:\d\d", row[head.index("_submission_time")]) for row in answers)


def test_kobo_writes_all_choices_in_one_column_and_each_in_its_own(
    fieldwork: Fieldwork, instrument: Instrument, tmp_path: Path
) -> None:
    head, *answers = rows_of(kobo.write(fieldwork, instrument, tmp_path / "a.csv", variant="codes"), ";")
    joined = head.index("about/barriers")
    own = [place for place, name in enumerate(head) if name.startswith("about/barriers/")]
    assert [head[place].rpartition("/")[2] for place in own] == [one.id for one in instrument.barriers]
    for row in answers:
        ticked = [head[place].rpartition("/")[2] for place in own if row[place] == "1"]
        assert ticked == row[joined].split()
        assert {row[place] for place in own} == ({"0", "1"} if row[joined] else {""})
    assert {row[head.index("about/role")] for row in answers} <= {one.id for one in instrument.roles}
