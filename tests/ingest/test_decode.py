"""Encodings and delimiters are found by rule, or given by hand."""

from pathlib import Path

import pytest

from pipeline.errors import ExportError, UsageError
from pipeline.ingest.decode import checked_delimiter, checked_encoding, find_delimiter, find_encoding


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("id,ö\n1,é\n".encode(), "utf-8"),
        ("id,ö\n1,é\n".encode("utf-8-sig"), "utf-8-sig"),
        ("id,ö\n1,é\n".encode("utf-16"), "utf-16"),
        ("id,ö\n1,é\n".encode("utf-16-le"), "utf-16-le"),
        ("id,ö\n1,é\n".encode("utf-16-be"), "utf-16-be"),
        ("id,ö\n1,é\n".encode("utf-32"), "utf-32"),
        ("id,ö\n1,é – “x”\n".encode("cp1252"), "cp1252"),
        ("id,ü\n1,å\n".encode("mac-roman") + b"\x81\x8d\n", "mac-roman"),
    ],
)
def test_the_ladder_finds_the_encoding(tmp_path: Path, content: bytes, encoding: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    found = find_encoding(path)
    assert found.name == encoding
    assert bool(found.notes) == (encoding not in ("utf-8", "utf-8-sig"))


def test_a_late_byte_decides_too(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"a,b\n" * 400_000 + "é,x\n".encode("cp1252"))
    assert find_encoding(path).name == "cp1252"


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfid,x\n1,\xe9\n",
        b"\xff\xfei\x00d\x00\n",
        bytes(range(1, 32)) * 40,
    ],
    ids=["broken UTF-8 after its mark", "half a UTF-16 unit", "binary"],
)
def test_broken_or_binary_content_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(ExportError) as caught:
        find_encoding(path)
    assert len(caught.value.problems) == 1


def test_an_encoding_given_by_hand_must_fit(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"ab\xe9\n")
    assert find_encoding(path, "latin-1").name == "latin-1"
    with pytest.raises(ExportError, match="byte 3 does not fit"):
        find_encoding(path, "utf-8")


@pytest.mark.parametrize(
    ("given", "ours"), [("UTF8", "utf-8"), ("windows-1252", "cp1252"), ("macroman", "mac-roman"), ("ISO-8859-1", "latin-1")]
)
def test_spellings_of_encodings(given: str, ours: str) -> None:
    assert checked_encoding(given) == ours


@pytest.mark.parametrize("given", ["utf-9", "", "rot13", "ascii"])
def test_an_unknown_encoding_lists_the_allowed(given: str) -> None:
    with pytest.raises(UsageError, match=r"utf-8.*cp1252"):
        checked_encoding(given)


@pytest.mark.parametrize(("given", "character"), [("tab", "\t"), ("\\t", "\t"), ("Semicolon", ";"), ("^", "^"), ("\t", "\t")])
def test_delimiters_by_name_or_character(given: str, character: str) -> None:
    assert checked_delimiter(given) == character


@pytest.mark.parametrize("given", ["", ";;", '"', "\n", "a", "7"])
def test_an_impossible_delimiter_lists_the_allowed(given: str) -> None:
    with pytest.raises(UsageError, match="semicolon"):
        checked_delimiter(given)


@pytest.mark.parametrize("delimiter", list(",;\t|"))
def test_the_delimiter_is_found(delimiter: str) -> None:
    rows = [["id", "role", "note"], ["1", "Nurse", "a"], ["2", "Other", "b"]]
    assert find_delimiter("\n".join(delimiter.join(row) for row in rows)) == delimiter


@pytest.mark.parametrize(
    ("sample", "delimiter"),
    [
        ("id;height\n1;1,54\n2;1,84\n", ";"),  # decimal commas
        ('"a,b";"c"\n"d,e";"f,g"\n', ";"),  # commas in quoted cells
        ("id,answer\n1,a;b;c\n2,a;b\n", ","),  # joined choices
        ("a,b,c,d,e\n1,2,3,4,5\n1,2,3;x,4,5\n1,2\n", ","),  # one broken row
        ('a,b\n"one\r\ntwo, three",2\n', ","),  # line break in a cell
        ("single\nx\ny\n", ","),  # one column
        ('a;b\n1;"cut off in the middle', ";"),
    ],
)
def test_the_delimiter_of_awkward_files(sample: str, delimiter: str) -> None:
    assert find_delimiter(sample) == delimiter
