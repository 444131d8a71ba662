"""Files that are not what a survey export should be."""

import gzip
import os
import zipfile
from pathlib import Path

import pytest

from pipeline.errors import ExportError
from pipeline.ingest import source
from pipeline.ingest.source import open_source


def refusal(path: Path) -> str:
    with pytest.raises(ExportError) as caught:
        open_source(path)
    (problem,) = caught.value.problems
    assert problem.where == path.name
    assert problem.fix
    assert str(path.parent) not in str(caught.value)
    return problem.what


def test_a_text_file_passes_with_its_checksum(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"abc")
    found = open_source(path)
    assert (found.bytes, found.container) == (3, "text")
    assert found.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_missing_folder_and_empty(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    assert "no such file" in refusal(tmp_path / "none.csv")
    assert "folder" in refusal(tmp_path)
    assert "empty" in refusal(tmp_path / "empty.csv")


def test_a_path_that_cannot_be(tmp_path: Path) -> None:
    assert "cannot be opened" in refusal(tmp_path / ("x" * 5000))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_is_no_file_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    assert "pipe" in refusal(tmp_path / "pipe.csv")


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n")

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    assert "may not be read" in refusal(path)


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_BYTES", 10)
    (tmp_path / "x.csv").write_text("a,b\n" * 10)
    assert "GB" in refusal(tmp_path / "x.csv")


def archive(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return path


@pytest.mark.parametrize(
    ("name", "inside", "said"),
    [
        ("a.csv", "xl/workbook.xml", "Excel workbook, though its name ends in '.csv'"),
        ("a.docx", "word/document.xml", "Word document"),
        ("a.csv", "word/document.xml", "Word document"),
        ("a.pptx", "ppt/presentation.xml", "presentation"),
        ("a.xlsb", "xl/workbook.bin", "not read"),
        ("a.xlsx", "xl/vbaProject.bin", "macros"),
        ("a.zip", "Survey.csv", "unpack|zip archive"),
        ("a.zip", "photo.jpg", "without an export"),
    ],
)
def test_archives_are_told_apart(tmp_path: Path, name: str, inside: str, said: str) -> None:
    what = refusal(archive(tmp_path / name, inside))
    assert any(part in what for part in said.split("|"))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old .xls format"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Office document"),
        (
            "a.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "protected with a password",
        ),
        ("a.xlsx", b"id,answer\n1,2\n", "nothing of that kind"),
        ("a.sav", b"id,answer\n1,2\n", "nothing of that kind"),
        ("a.csv", b"PK\x03\x04 cut off", "damaged"),
        ("a.csv", b"%PDF-1.7", "PDF"),
        ("a.csv", b"\xef\xbb\xbf\n <!DOCTYPE html><html>", "web page"),
        ("a.csv", b"$FL2@(#) SPSS", "an SPSS file, though its name ends in '.csv'"),
        ("a.csv", b"PAR1" + bytes(20), "a Parquet file"),
        ("a.csv", b"<stata_dta><header>", "a Stata file"),
        ("a.csv", gzip.compress(b"a,b\n", mtime=0), "gzip"),
    ],
)
def test_other_kinds_of_files_are_named(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert said in refusal(path)
