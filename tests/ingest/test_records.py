"""Delimited text: records, their lines, and files that are broken."""

import csv
import io
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import ExportError
from pipeline.ingest import records
from pipeline.ingest.decode import DELIMITERS, ENCODINGS, Encoding, find_encoding
from pipeline.ingest.grid import Grid
from pipeline.ingest.source import open_source


def table(cell: st.SearchStrategy[str]) -> st.SearchStrategy[list[list[str]]]:
    """Rectangles of text with at least a header row and two columns."""
    return st.integers(2, 5).flatmap(
        lambda width: st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1, max_size=6)
    )


@cache
def alphabet(encoding: str) -> st.SearchStrategy[str]:
    """What an encoding writes and reads back; a NUL is a broken file, and a byte order mark belongs to no cell."""
    if encoding.startswith("utf"):
        return st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff")
    signs = (chr(number) for number in range(1, 0xD800))
    return st.sampled_from([s for s in signs if s.encode(encoding, "ignore").decode(encoding, "ignore") == s])


def written(rows: list[list[str]], delimiter: str, line_end: str, everything: bool = False) -> str:
    """The table as RFC 4180 text: cells are quoted where they must be, or all of them."""

    def quoted(cell: str) -> str:
        needed = everything or not cell or any(sign in cell for sign in (delimiter, '"', "\r", "\n"))
        return '"' + cell.replace('"', '""') + '"' if needed else cell

    return "".join(delimiter.join(map(quoted, row)) + line_end for row in rows)


def read(path: Path, content: str | bytes, encoding: str | None = None, delimiter: str | None = None) -> Grid:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    source = open_source(path)
    return records.read_text(source, find_encoding(path, encoding), delimiter)


@pytest.mark.parametrize("encoding", ENCODINGS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_writing_then_reading_is_the_identity(tmp_path: Path, data: st.DataObject, encoding: str) -> None:
    """Any table of text, in every encoding, with every delimiter, line end and way to quote."""
    letters = st.sampled_from('",; \t|\r\n') | alphabet(encoding)
    rows = data.draw(table(st.lists(letters, max_size=8).map("".join)))
    delimiter = data.draw(st.sampled_from([*DELIMITERS.values()]))
    line_end = data.draw(st.sampled_from(["\r\n", "\n", "\r"]))
    header = ["id", "x"] + ["y"] * (len(rows[0]) - 2)
    content = written([header, *rows], delimiter, line_end, everything=data.draw(st.booleans()))
    grid = read(tmp_path / "x.csv", content.encode(encoding), encoding, delimiter)
    assert grid.cells.to_numpy().tolist() == [header, *rows]
    assert (grid.cells.dtypes == "str").all()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", list(",;\t|"))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_encoding_and_delimiter_are_found_in_ordinary_tables(
    tmp_path: Path, data: st.DataObject, encoding: str, delimiter: str
) -> None:
    # In cp1252 “é“”” has the bytes of a letter in UTF-8: such a file may be either, and is asked about.
    words = st.text("abcé \n" if encoding == "cp1252" else "abcé “”\n", max_size=8)
    rows = [["id", "é ", "x"], *data.draw(st.lists(st.lists(words, min_size=3, max_size=3), min_size=1, max_size=6))]
    grid = read(tmp_path / "x.csv", written(rows, delimiter, "\r\n").encode(encoding))
    assert (grid.encoding, grid.delimiter) == (encoding, delimiter)
    assert grid.cells.to_numpy().tolist() == rows


def test_the_csv_modules_own_dialect_is_read(tmp_path: Path) -> None:
    rows = [["id", "text"], ["1", 'say "no", twice'], ["2", "two\nlines"]]
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    assert read(tmp_path / "x.csv", text.getvalue()).cells.to_numpy().tolist() == rows


def test_each_row_knows_the_line_where_it_starts(tmp_path: Path) -> None:
    grid = read(tmp_path / "x.csv", 'id,text\r\n1,"a\r\nb\nc"\n\n2,d\r3,"e\n"\n')
    assert grid.lines.tolist() == [1, 2, 6, 7]
    assert grid.last_line == 8
    assert grid.cells[1].tolist() == ["text", "a\r\nb\nc", "d", "e\n"]
    assert grid.notes == ("1 empty line left out",)


def test_an_empty_line_of_a_one_column_table_is_a_blank_answer(tmp_path: Path) -> None:
    grid = read(tmp_path / "x.csv", "answer\nyes\n\nno\n")
    assert grid.cells[0].tolist() == ["answer", "yes", "", "no"]
    assert "only one column" in grid.notes[0]


def test_excels_separator_line_is_obeyed_and_no_row(tmp_path: Path) -> None:
    grid = read(tmp_path / "x.csv", "\ufeffsep=;\r\na;b\r\n1,5;2\r\n")
    assert grid.delimiter == ";"
    assert grid.cells.to_numpy().tolist() == [["a", "b"], ["1,5", "2"]]
    assert grid.lines.tolist() == [2, 3]


def test_pieces_are_joined_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "_CHUNK", 3)
    grid = read(tmp_path / "x.csv", "n,m\n" + "".join(f"{i},x\n" for i in range(10)))
    assert grid.cells[0].tolist() == ["n", *map(str, range(10))]


def test_empty_cells_beyond_the_header_are_tolerated(tmp_path: Path) -> None:
    grid = read(tmp_path / "x.csv", "a,b\n1,2,,\n3,4\n")
    assert grid.cells.to_numpy().tolist() == [["a", "b"], ["1", "2"], ["3", "4"]]


def test_all_rows_that_do_not_fit_are_named_together(tmp_path: Path) -> None:
    with pytest.raises(ExportError) as caught:
        read(tmp_path / "x.csv", "a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3\n")
    problems = caught.value.problems
    assert [problem.where for problem in problems] == ["x.csv, line 3", "x.csv, line 4", "x.csv"]
    assert "2 rows in all" in problems[-1].what


def test_at_most_ten_such_rows_are_shown(tmp_path: Path) -> None:
    with pytest.raises(ExportError) as caught:
        read(tmp_path / "x.csv", "a,b,c\n" + "1,2,3\n" * 100 + "1,2\n" * 25)
    assert len(caught.value.problems) == 11
    assert "25 rows in all" in caught.value.problems[-1].what


@pytest.mark.parametrize(
    ("content", "where", "said"),
    [
        ('a,b\n1,2\n3,"cut off', "x.csv, line 3", "never closed"),
        ('a,b\n1,"no "way"\n', "x.csv, line 2", "quoted cell does not end"),
        ('a,b\n1,"' + "x" * 140_000 + '"\n', "x.csv, line 2", "more than"),
        ("a,b\n1,x\x00y\n", "x.csv, line 2", "NUL"),
        (",".join(["a"] * 10_001) + "\n", "x.csv, line 1", "10,001 columns"),
        ("\n\n\n", "x.csv", "no text"),
    ],
    ids=["cut off", "stray quotation mark", "huge cell", "NUL", "too wide", "only line ends"],
)
def test_broken_files_are_refused_in_one_sentence(tmp_path: Path, content: str, where: str, said: str) -> None:
    with pytest.raises(ExportError) as caught:
        read(tmp_path / "x.csv", content, delimiter=",")
    (problem,) = caught.value.problems
    assert problem.where == where
    assert said in problem.what
    assert "\n" not in problem.what


def test_cells_of_nothing_but_nul_are_blank_and_said(tmp_path: Path) -> None:
    grid = read(tmp_path / "x.csv", "a,b,c\n\x00,\x00,x\n")
    assert grid.cells.to_numpy().tolist() == [["a", "b", "c"], ["", "", "x"]]
    assert grid.notes == ("2 cells hold only NUL characters: read as blank",)


def test_a_line_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "LINE_LIMIT", 1000)
    with pytest.raises(ExportError, match="line is longer"):
        read(tmp_path / "x.csv", "a,b\n" + "1," * 600)


def test_reading_stops_at_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n" + "1,2\n" * 100)
    grid = records.read_text(open_source(path), Encoding("utf-8"), limit=5)
    assert grid.cells.shape == (5, 2)


def test_a_single_row_that_does_not_fit_carries_its_fix(tmp_path: Path) -> None:
    with pytest.raises(ExportError) as caught:
        read(tmp_path / "x.csv", "a,b\n1,2\n1\n")
    (problem,) = caught.value.problems
    assert (problem.where, problem.what) == ("x.csv, line 3", "the row has 1 cells where the header has 2")
    assert "give the delimiter" in problem.fix
