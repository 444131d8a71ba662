"""Suggestions of how a column was asked."""

import pytest

from pipeline.ingest.export import Column
from pipeline.ingest.kinds import stem, with_kinds
from pipeline.ingest.texts import Texts

AGREEMENT = ["Agree", "Disagree", "Neither", "", "Agree"] * 8


def column(position: int = 0, name: str = "q", text: str = "", import_id: str | None = None) -> Column:
    return Column(position, name, text or name, import_id, None, "text")


def kinds(*columns: tuple[Column, list[str]], coded: bool = False) -> list[str]:
    cells = [Texts.of(values) for _, values in columns]
    return [c.kind for c in with_kinds([c for c, _ in columns], cells, coded)]


@pytest.mark.parametrize(
    ("values", "coded", "kind"),
    [
        (AGREEMENT, False, "single"),
        (["1", "2", "5", ""] * 5, False, "scale"),
        (["1", "2", "15", ""] * 5, True, "single"),
        (["12", "250", "3"] * 5, False, "number"),
        (["1.5", "2,5", "3"] * 5, True, "number"),
        (["1,3", "2", "1,2,3"] * 5, True, "multiple"),
        (["a;b;", "a;", "b;c;", "a;b;c;", "c;"] * 5, False, "multiple"),
        (["Video, Phone", "Video", "Phone, Print", "Print", "Video, Print"] * 5, False, "multiple"),
        (["Nurse, RN", "Doctor, MD", "Other"] * 5, False, "single"),
        (["2026-01-02", "2026-01-03"] * 3, False, "date"),
        ([f"my own words, number {i}" for i in range(20)], False, "text"),
        (["x" * 130] * 20, False, "text"),
        ([""] * 5, False, "text"),
        (["Nurse", "Doctor"], False, "text"),
    ],
)
def test_one_column_by_its_values(values: list[str], coded: bool, kind: str) -> None:
    assert kinds((column(), values), coded=coded) == [kind]


@pytest.mark.parametrize("name", ["Q3_9_TEXT", "Q3_9_TEXT_1"])
def test_written_answers_are_text_whatever_their_values(name: str) -> None:
    assert kinds((column(name=name), ["1", "2"] * 10)) == ["text"]
    assert kinds((column(import_id="QID3_TEXT"), ["1", "2"] * 10)) == ["text"]


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        (column(0, import_id="QID5_1"), column(1, import_id="QID5_2"), "QID5"),
        (column(0, import_id="1_QID5_1"), column(1, import_id="1_QID5_2"), "1_QID5"),
        (column(0, "a", "I can: - start"), column(1, "b", "I can: - stop"), "I can:"),
        (column(0, "a", "Helps? [x, y]"), column(1, "b", "Helps? [z]"), "Helps?"),
        (column(0, "SK_1"), column(1, "SK_2"), "SK"),
    ],
)
def test_rows_of_one_question_are_a_matrix(first: Column, second: Column, shared: str) -> None:
    assert stem(first) == stem(second) == shared
    assert kinds((first, AGREEMENT), (second, AGREEMENT)) == ["matrix", "matrix"]


def test_ticked_options_are_one_multiple_choice() -> None:
    first, second = column(0, "barriers_B01"), column(1, "barriers_B02")
    assert kinds((first, ["1", "", "1"] * 5), (second, ["", "1", ""] * 5)) == ["multiple", "multiple"]
    assert kinds((column(0, import_id="QID7#3"), ["Video", ""] * 5)) == ["multiple"]


def test_an_option_nobody_ticked_belongs_to_its_question() -> None:
    columns = [column(i, import_id=f"QID7_{i}") for i in range(3)]
    assert kinds((columns[0], ["x", ""] * 3), (columns[1], ["", ""] * 3), (columns[2], ["", "x"] * 3)) == ["multiple"] * 3


def test_neighbours_without_anything_in_common_stay_alone() -> None:
    assert kinds((column(0, "role"), AGREEMENT), (column(1, "site"), AGREEMENT)) == ["single", "single"]
